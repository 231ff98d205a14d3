"""Passwords are kept as salted hashes that take long to compute.

The scheme is PBKDF2-HMAC-SHA256 in links: the runtime computes at most 100,000 iterations in a
call, so several calls are chained, each with the result of the one before as its password and
the same salt. An attacker has to do the sum of the iterations for each guess. A record reads

    pbkdf2-sha256$<links>x<iterations>$<salt, base64>$<hash, base64>

so that the cost can be raised without making older records unreadable. The reasons, and what
was not chosen, are in docs/adr/0002.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

Pbkdf2: TypeAlias = Callable[[bytes, bytes, int], Awaitable[bytes]]
"""PBKDF2-HMAC-SHA256 of a password and a salt by a number of iterations: 32 bytes."""

MAX_PASSWORD = 1_024
"""Bytes of a password in UTF-8: above any that a person or a generator makes."""

MIN_PASSWORD = 10
"""Characters of a new password: with the buckets of `forge.gate` in front, guessing one of such
length over the network is hopeless. What people make of them is not looked into."""

_SCHEME = "pbkdf2-sha256"
_SALT_SIZE = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What a hash takes: `links` calls of `iterations` each."""

    links: int
    iterations: int


DEFAULT_COST = Cost(links=6, iterations=100_000)
"""600,000 iterations in all, as OWASP advises for PBKDF2-HMAC-SHA256; about 100 ms."""


@dataclass(frozen=True, slots=True)
class _Record:
    cost: Cost
    salt: bytes
    digest: bytes

    def __str__(self) -> str:
        cost = f"{self.cost.links}x{self.cost.iterations}"
        return "$".join((_SCHEME, cost, _base64(self.salt), _base64(self.digest)))


class UnreadableRecord(Exception):
    """The database holds a password hash that this code did not write; it is not shown."""

    def __init__(self) -> None:
        super().__init__("a stored password hash cannot be read")


class PasswordHasher:
    def __init__(self, pbkdf2: Pbkdf2, cost: Cost = DEFAULT_COST) -> None:
        self._pbkdf2 = pbkdf2
        self._cost = cost

    async def hash(self, password: str) -> str:
        """A new record of `password`."""
        salt = secrets.token_bytes(_SALT_SIZE)
        return str(_Record(self._cost, salt, await self._chain(password, salt, self._cost)))

    async def verify(self, password: str, record: str | None) -> bool:
        """Whether `record` is of `password`.

        None, for somebody who is unknown or has no password, takes as long and is never true:
        the time of the answer does not tell who has an account.
        """
        if record is None:
            await self._chain(password, bytes(_SALT_SIZE), self._cost)
            return False
        kept = _parse(record)
        digest = await self._chain(password, kept.salt, kept.cost)
        return hmac.compare_digest(digest, kept.digest)

    def is_outdated(self, record: str) -> bool:
        """Whether `record` was made at a lower cost than records are made today."""
        kept = _parse(record).cost
        return kept.links * kept.iterations < self._cost.links * self._cost.iterations

    async def _chain(self, password: str, salt: bytes, cost: Cost) -> bytes:
        key = password.encode()
        for _ in range(cost.links):
            key = await self._pbkdf2(key, salt, cost.iterations)
        return key


def _parse(text: str) -> _Record:
    try:
        scheme, cost, salt, digest = text.split("$")
        links, iterations = cost.split("x")
        record = _Record(
            Cost(int(links), int(iterations)),
            base64.b64decode(salt, validate=True),
            base64.b64decode(digest, validate=True),
        )
    except (ValueError, binascii.Error):
        raise UnreadableRecord from None
    if scheme != _SCHEME:
        raise UnreadableRecord
    return record


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")

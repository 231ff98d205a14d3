"""The ports to other servers, and to the platform's cryptography."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

MAX_ANSWER = 1_000_000
"""Bytes of an answer that are read: key sets and profiles have a few thousand."""

TIMEOUT = 10
"""Seconds until an answer is given up: somebody waits for it."""


class Unreachable(Exception):
    """The other server did not answer, or not in time, or with too much."""


@dataclass(frozen=True, slots=True)
class Order:
    """A request to another server; where it redirects to is not followed."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


class Web(Protocol):
    async def ask(self, order: Order) -> Answer:
        """The whole answer; Unreachable when there is none."""
        ...


VerifyRs256: TypeAlias = Callable[[Mapping[str, str], bytes, bytes], Awaitable[bool]]
"""Whether, by the RSA public key in a JWK's `n` and `e`, a message has this signature
(RSASSA-PKCS1-v1_5 with SHA-256)."""

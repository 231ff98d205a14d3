"""Buckets against guessing: how often somebody may try before they have to wait.

Each try takes one from the bucket of the account, of the address, or of whatever is guessed at;
a bucket holds `capacity` tries and gets one back every `refill` seconds. A try that was right is
given back. Answered by a Durable Object in production, so that all isolates count together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from forge.errors import TooManyAttempts


@dataclass(frozen=True, slots=True)
class Bucket:
    name: str
    capacity: int
    refill: int
    """Seconds for one try."""


ACCOUNT = Bucket("account", capacity=10, refill=60)
"""Passwords for one account: a person mistypes a few times; a guesser gets 1,450 a day."""

ADDRESS = Bucket("address", capacity=50, refill=10)
"""Passwords from one address: an office of people behind it may all sign in of a morning."""

TOKEN = Bucket("token", capacity=60, refill=10)
"""Tokens that open nothing, from one address: a script with an expired one runs into it, a
guesser of 256 bits never gets anywhere."""

SECOND_FACTOR = Bucket("second factor", capacity=5, refill=300)
"""Codes for one account: of a million codes three are right at a time, so that a guesser who
knows the password needs years for an even chance."""

SIGN_UP = Bucket("sign-up", capacity=5, refill=600)
"""New accounts from one address."""

SECRET = Bucket("secret", capacity=20, refill=60)
"""Links for invitations and resets that one address tries."""


class Gate(Protocol):
    async def take(self, bucket: Bucket, key: str) -> int:
        """Take a try from the bucket of `key`: 0, or the seconds until there is one."""
        ...

    async def give_back(self, bucket: Bucket, key: str) -> None: ...

    async def count(self, key: str, ends: int, calls: int) -> int | None:
        """Add `calls` of `key` to those of the time that ends at `ends`: how many they are now.

        None when they could not be counted.
        """
        ...


Try = tuple[Bucket, str]


async def take_all(gate: Gate, tries: Sequence[Try]) -> None:
    """Take a try from each bucket; TooManyAttempts when one of them is empty."""
    waits = await asyncio.gather(*(gate.take(bucket, key) for bucket, key in tries))
    if any(waits):
        raise TooManyAttempts(max(waits))


async def give_back_all(gate: Gate, tries: Sequence[Try]) -> None:
    await asyncio.gather(*(gate.give_back(bucket, key) for bucket, key in tries))

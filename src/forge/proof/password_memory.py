"""Which passwords were found right a moment ago.

Git asks for a push in three requests and for a clone in two or more, each with the password,
and a hash takes 65 to 100 ms of CPU (measured in the runtime): a push would spend up to a third
of a second on it. So a password that was found right is remembered, in
this isolate only and for a minute.

What is remembered is neither the password nor a hash that somebody could try guesses on: an
HMAC under a random key that never leaves the isolate, of the stored hash and the password
together. When the stored hash changes, what was remembered no longer matches.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from forge.clock import Clock

LIFETIME = 60
"""Seconds: a push or clone of several requests is one proof of the password, and not much more."""

MAX_REMEMBERED = 1_000
"""Entries of about 200 bytes; beyond them the oldest is forgotten, and hashed again when asked."""


class PasswordMemory:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = b""
        self._expiry: dict[bytes, int] = {}

    def remember(self, record: str, password: str) -> None:
        """`password` was found to be that of `record`."""
        while len(self._expiry) >= MAX_REMEMBERED:
            del self._expiry[next(iter(self._expiry))]
        self._expiry[self._proof(record, password)] = self._clock() + LIFETIME

    def remembers(self, record: str, password: str) -> bool:
        proof = self._proof(record, password)
        expiry = self._expiry.get(proof)
        if expiry is None:
            return False
        if expiry <= self._clock():
            del self._expiry[proof]
            return False
        return True

    def _proof(self, record: str, password: str) -> bytes:
        # Made at the first use: the runtime gives no randomness while modules load.
        self._key = self._key or secrets.token_bytes(32)
        return hmac.digest(self._key, f"{record}\0{password}".encode(), sha256)

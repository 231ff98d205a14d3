"""Which passwords were found right a moment ago.

Git asks for a push in three requests and for a clone in two or more, each with the password,
and a hash takes 65 to 100 ms of CPU (measured in the runtime): a push would spend up to a third
of a second on it. So a password that was found right is remembered, in
this isolate only and for a minute.

What is remembered is neither the password nor a hash that somebody could try guesses on: an
HMAC under a random key that never leaves the isolate, of the stored hash and the password
together. When the stored hash changes, what was remembered no longer matches.

What is remembered is not counted by `forge.gate`; so that nobody guesses at it uncounted, the
first wrong password for an account makes it be forgotten.
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
        self._kept: dict[bytes, tuple[bytes, int]] = {}

    def remember(self, record: str, password: str) -> None:
        """`password` was found to be that of `record`."""
        name = self._digest(record)
        self._kept.pop(name, None)
        while len(self._kept) >= MAX_REMEMBERED:
            del self._kept[next(iter(self._kept))]
        self._kept[name] = (self._proof(record, password), self._clock() + LIFETIME)

    def remembers(self, record: str, password: str) -> bool:
        """Whether `password` was found right; any other makes it be forgotten."""
        name = self._digest(record)
        proof, expiry = self._kept.get(name, (b"", 0))
        is_right = hmac.compare_digest(proof, self._proof(record, password))
        if is_right and expiry > self._clock():
            return True
        self._kept.pop(name, None)
        return False

    def _proof(self, record: str, password: str) -> bytes:
        return self._digest(f"{record}\0{password}")

    def _digest(self, text: str) -> bytes:
        # Made at the first use: the runtime gives no randomness while modules load.
        self._key = self._key or secrets.token_bytes(32)
        return hmac.digest(self._key, text.encode(), sha256)

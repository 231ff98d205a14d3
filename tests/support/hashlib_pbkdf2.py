"""PBKDF2 by the standard library, where the runtime has Web Crypto."""

from __future__ import annotations

from hashlib import pbkdf2_hmac

from forge.proof.passwords import Cost

LOW_COST = Cost(links=2, iterations=10)
"""So that tests of other things than hashing do not wait for it."""


class HashlibPbkdf2:
    """`forge.proof.passwords.Pbkdf2` that counts its calls."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self, password: bytes, salt: bytes, iterations: int) -> bytes:
        self.calls += 1
        return pbkdf2_hmac("sha256", password, salt, iterations)

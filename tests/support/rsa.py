"""RSA signatures (RFC 8017, RSASSA-PKCS1-v1_5 with SHA-256) for tests: slow, simple, not secret."""

from __future__ import annotations

import base64
import random
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

EXPONENT = 65_537
SMALL = 128
"""Bytes of a modulus: small, so that keys are quickly made."""

_SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass(frozen=True)
class RsaKey:
    modulus: int
    private: int

    @staticmethod
    def make(seed: int, size: int = SMALL) -> RsaKey:
        numbers = random.Random(seed)  # noqa: S311 - the same key in every run
        p, q = _prime(numbers, size * 4), _prime(numbers, size * 4)
        return RsaKey(p * q, pow(EXPONENT, -1, (p - 1) * (q - 1)))

    @property
    def size(self) -> int:
        return self.modulus.bit_length() // 8

    @property
    def jwk(self) -> dict[str, str]:
        return {"kty": "RSA", "n": _base64url(self.modulus), "e": _base64url(EXPONENT)}

    def sign(self, message: bytes) -> bytes:
        encoded = _encode(message, self.size)
        return pow(encoded, self.private, self.modulus).to_bytes(self.size, "big")


async def verify_rs256(key: Mapping[str, str], message: bytes, signature: bytes) -> bool:
    """`forge.elsewhere.web.VerifyRs256`."""
    modulus, exponent = _number(key["n"]), _number(key["e"])
    size = modulus.bit_length() // 8
    return pow(int.from_bytes(signature, "big"), exponent, modulus) == _encode(message, size)


def _encode(message: bytes, size: int) -> int:
    info = _SHA256_INFO + sha256(message).digest()
    return int.from_bytes(b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info, "big")


def _prime(numbers: random.Random, bits: int) -> int:
    while True:
        # The highest bits set, so that the product has all of its bytes.
        candidate = numbers.getrandbits(bits) | 3 << (bits - 2) | 1
        if candidate % EXPONENT != 1 and all(_is_probably_prime(candidate, b) for b in (2, 3, 5)):
            return candidate


def _is_probably_prime(candidate: int, base: int) -> bool:
    return pow(base, candidate - 1, candidate) == 1


def _base64url(number: int) -> str:
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")

"""Secrets that Hearth hands out by cookie or link: 256 random bits, of which it keeps a hash."""

from __future__ import annotations

import secrets
from hashlib import sha256

_RANDOM_BYTES = 32


def make_secret() -> str:
    """43 characters of the URL-safe base64 alphabet."""
    return secrets.token_urlsafe(_RANDOM_BYTES)


def hash_secret(secret: str) -> str:
    """What is kept of it: hexadecimal digits of its SHA-256; so many random bits need no more."""
    return sha256(secret.encode()).hexdigest()

"""Time-based one-time passwords (RFC 6238 over RFC 4226), as authenticator apps make them.

SHA-1, six digits, thirty seconds: the only parameters that all apps know. HMAC does not suffer
from SHA-1's collisions.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha1, sha256
from urllib.parse import quote, urlencode

DIGITS = 6
STEP = 30
"""Seconds that a code is good for."""

DRIFT = 1
"""Steps by which the app's clock may be off, or its user slow."""

SECRET_SIZE = 20
"""Bytes: RFC 4226 asks for as many as the hash has."""


def derive_secret(key: str, nonce: str) -> bytes:
    """The secret that goes with `nonce`; only who has the installation's key can tell it."""
    return hmac.digest(key.encode(), f"totp\0{nonce}".encode(), sha256)[:SECRET_SIZE]


def code_at(secret: bytes, step: int) -> str:
    """The code of a step, which is the time in seconds divided by `STEP`."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def find_step(secret: bytes, code: str, now: int) -> int | None:
    """The step whose code this is, among those that are good at `now`; the newest, if several."""
    today = now // STEP
    found = None
    for step in range(today - DRIFT, today + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def text_of(secret: bytes) -> str:
    """The secret as people type it into an app, and as apps read it: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def uri_of(secret: bytes, host: str, user_name: str) -> str:
    """The `otpauth:` address that apps read from a QR code."""
    query = urlencode({"secret": text_of(secret), "issuer": f"Hearth {host}"}, quote_via=quote)
    return f"otpauth://totp/{quote(f'Hearth {host}:{user_name}')}?{query}"

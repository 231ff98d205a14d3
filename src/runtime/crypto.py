"""The runtime's Web Crypto, where Python has nothing as fast or nothing at all.

Pyodide's `hashlib` has neither `pbkdf2_hmac` nor `scrypt`.
"""

from __future__ import annotations

import js
from pyodide.ffi import to_js

_BITS = 256


async def pbkdf2_sha256(password: bytes, salt: bytes, iterations: int) -> bytes:
    """32 bytes; `forge.passwords.Pbkdf2`. The platform refuses more than 100,000 iterations."""
    subtle = js.crypto.subtle
    key = await subtle.importKey("raw", to_js(password), "PBKDF2", False, to_js(["deriveBits"]))
    algorithm = {"name": "PBKDF2", "hash": "SHA-256", "iterations": iterations, "salt": salt}
    parameters = to_js(algorithm, dict_converter=js.Object.fromEntries)
    return (await subtle.deriveBits(parameters, key, _BITS)).to_bytes()

"""The runtime's Web Crypto, where Python has nothing as fast or nothing at all.

Pyodide's `hashlib` has neither `pbkdf2_hmac` nor `scrypt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import js
from pyodide.ffi import JsException, to_js

_BITS = 256


async def pbkdf2_sha256(password: bytes, salt: bytes, iterations: int) -> bytes:
    """32 bytes; `forge.proof.passwords.Pbkdf2`. The platform takes 100,000 iterations at most."""
    subtle = js.crypto.subtle
    key = await subtle.importKey("raw", to_js(password), "PBKDF2", False, to_js(["deriveBits"]))
    parameters = _object(
        {"name": "PBKDF2", "hash": "SHA-256", "iterations": iterations, "salt": salt}
    )
    return (await subtle.deriveBits(parameters, key, _BITS)).to_bytes()


async def verify_rs256(key: Mapping[str, str], message: bytes, signature: bytes) -> bool:
    """`forge.elsewhere.web.VerifyRs256`."""
    subtle = js.crypto.subtle
    algorithm = _object({"name": "RSASSA-PKCS1-v1_5", "hash": "SHA-256"})
    jwk = _object({"kty": "RSA", "alg": "RS256", "n": key["n"], "e": key["e"]})
    try:
        public = await subtle.importKey("jwk", jwk, algorithm, False, to_js(["verify"]))
    except JsException:
        return False
    return bool(await subtle.verify(algorithm, public, to_js(signature), to_js(message)))


def _object(fields: Mapping[str, object]) -> Any:
    return to_js(dict(fields), dict_converter=js.Object.fromEntries)

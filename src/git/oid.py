"""Object ids: 20 raw bytes inside, 40 hexadecimal digits at the edges.

Only SHA-1 is spoken (`object-format=sha1`).
"""

from __future__ import annotations

import re
from typing import NewType

from git.errors import ProtocolError

ObjectId = NewType("ObjectId", bytes)

SIZE = 20
HEX_SIZE = 2 * SIZE

ZERO_OID = ObjectId(bytes(SIZE))
"""Stands in a push for «this ref does not exist»."""

_HEX_OID = re.compile(rb"[0-9a-f]{40}")


def encode_hex(oid: ObjectId) -> bytes:
    """The 40 lower-case digits as they stand on the wire."""
    return oid.hex().encode("ascii")


def decode_hex(hex_oid: bytes) -> ObjectId:
    """The id that 40 lower-case digits spell; ProtocolError for anything else."""
    if not _HEX_OID.fullmatch(hex_oid):
        shown = hex_oid[:80].decode("utf-8", "backslashreplace")
        raise ProtocolError(f"not an object id: '{shown}'")
    return ObjectId(bytes.fromhex(hex_oid.decode("ascii")))

"""A small pack that takes seconds to read: deltas that wait for a base which comes last."""

from __future__ import annotations

import zlib
from hashlib import sha1

from git.objects import ObjectType, hash_object
from git.pack.entry import REF_DELTA, encode_header

BASE_SIZE = 1 << 20
DELTAS = 320

_DATES = b"1700000000 +0000"


def heavy_pack() -> tuple[str, bytes]:
    """The hex oid of a commit, and a pack of all that it leads to."""
    base = b"\0" * BASE_SIZE
    base_oid = hash_object(ObjectType.BLOB, base)
    entries: list[bytes] = []
    tree = b""
    for number in range(DELTAS):
        ending = b"%06d" % number
        tree += b"100644 %b\0%b" % (ending, hash_object(ObjectType.BLOB, base + ending))
        delta = _copy_and_append(ending)
        entries.append(encode_header(REF_DELTA, len(delta)) + base_oid + zlib.compress(delta))
    tree_oid = hash_object(ObjectType.TREE, tree)
    commit = b"tree %b\nauthor A <a@b> %b\ncommitter A <a@b> %b\n\nheavy\n" % (
        tree_oid.hex().encode(),
        _DATES,
        _DATES,
    )
    for object_type, data in (
        (ObjectType.COMMIT, commit),
        (ObjectType.TREE, tree),
        (ObjectType.BLOB, base),
    ):
        entries.append(encode_header(object_type, len(data)) + zlib.compress(data))
    pack = b"PACK" + (2).to_bytes(4, "big") + len(entries).to_bytes(4, "big") + b"".join(entries)
    return hash_object(ObjectType.COMMIT, commit).hex(), pack + sha1(pack).digest()


def _copy_and_append(ending: bytes) -> bytes:
    """A delta: all of the base, in copies of 64 KiB, and `ending`."""
    copies = b"".join(
        b"\x84" + bytes([at >> 16]) if at else b"\x80" for at in range(0, BASE_SIZE, 1 << 16)
    )
    sizes = _varint(BASE_SIZE) + _varint(BASE_SIZE + len(ending))
    return sizes + copies + bytes([len(ending)]) + ending


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded) + bytes([number])

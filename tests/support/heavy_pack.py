"""A small pack whose second reading takes seconds: deltas that wait for bases which come last.

The family of a small base is resolved first, and is large enough for some progress to be told;
the family of a large one takes the time.
"""

from __future__ import annotations

import zlib
from hashlib import sha1

from git.objects import ObjectType, hash_object
from git.pack.entry import REF_DELTA, encode_header

SMALL_BASE = 1 << 16
SMALL_DELTAS = 300
LARGE_BASE = 1 << 20
LARGE_DELTAS = 250

_DATES = b"1700000000 +0000"


def heavy_pack() -> tuple[str, bytes]:
    """The hex oid of a commit, and a pack of all that it leads to."""
    bases = [b"\0" * SMALL_BASE, b"\0" * LARGE_BASE]
    entries: list[bytes] = []
    tree = b""
    for base, deltas in zip(bases, (SMALL_DELTAS, LARGE_DELTAS), strict=True):
        base_oid = hash_object(ObjectType.BLOB, base)
        for number in range(deltas):
            ending = b"%07d-%06d" % (len(base), number)
            tree += b"100644 %b\0%b" % (ending, hash_object(ObjectType.BLOB, base + ending))
            delta = _copy_and_append(len(base), ending)
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
        *((ObjectType.BLOB, base) for base in bases),
    ):
        entries.append(encode_header(object_type, len(data)) + zlib.compress(data))
    pack = b"PACK" + (2).to_bytes(4, "big") + len(entries).to_bytes(4, "big") + b"".join(entries)
    return hash_object(ObjectType.COMMIT, commit).hex(), pack + sha1(pack).digest()


def _copy_and_append(size: int, ending: bytes) -> bytes:
    """A delta: all of a base of `size` bytes, in copies of 64 KiB, and `ending`."""
    copies = b"".join(
        b"\x84" + bytes([at >> 16]) if at else b"\x80" for at in range(0, size, 1 << 16)
    )
    sizes = _varint(size) + _varint(size + len(ending))
    return sizes + copies + bytes([len(ending)]) + ending


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded) + bytes([number])

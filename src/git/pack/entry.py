"""The header of one entry in a pack (gitformat-pack(5), «pack entry»).

      first byte            more bytes while the top bit is set
    ┌─┬───┬────┐           ┌─┬───────┐
    │m│typ│size│  4 bits   │m│ size  │  7 bits each, least significant first
    └─┴───┴────┘           └─┴───────┘
    OFS_DELTA: then the distance back to the base, most significant first, one added per byte
    REF_DELTA: then the 20 bytes of the base's oid
    then the zlib stream of the object or delta

The size is the inflated one. The two varints differ: «size encoding» is little-endian, «offset
encoding» is big-endian with a bias that makes every distance have one spelling.
"""

from __future__ import annotations

from git.errors import PackFormatError

OFS_DELTA = 6
REF_DELTA = 7

MAX_SIZE_BYTES = 10
"""A size of 64 bits takes 4 + 9 * 7 bits; a longer header is an attack or damage."""

MAX_OFFSET_BYTES = 10
"""The same for the distance to a base."""


def decode_header(data: bytes, position: int) -> tuple[int, int, int]:
    """Type number, inflated size, and where the header ends; IndexError when data ends first."""
    byte = data[position]
    end = position + 1
    kind = byte >> 4 & 7
    size = byte & 15
    shift = 4
    while byte & 0x80:
        if end - position >= MAX_SIZE_BYTES:
            raise PackFormatError("the size of a pack entry has more than 64 bits")
        byte = data[end]
        end += 1
        size |= (byte & 0x7F) << shift
        shift += 7
    return kind, size, end


def decode_distance(data: bytes, position: int) -> tuple[int, int]:
    """How far before its entry the base begins, and where the number ends."""
    byte = data[position]
    end = position + 1
    distance = byte & 0x7F
    while byte & 0x80:
        if end - position >= MAX_OFFSET_BYTES:
            raise PackFormatError("the distance to a delta's base has more than 64 bits")
        byte = data[end]
        end += 1
        distance = (distance + 1) << 7 | byte & 0x7F
    return distance, end


def encode_header(kind: int, size: int) -> bytes:
    byte = kind << 4 | size & 15
    size >>= 4
    out = bytearray()
    while size:
        out.append(byte | 0x80)
        byte = size & 0x7F
        size >>= 7
    out.append(byte)
    return bytes(out)


def encode_distance(distance: int) -> bytes:
    out = [distance & 0x7F]
    distance >>= 7
    while distance:
        distance -= 1
        out.append(0x80 | distance & 0x7F)
        distance >>= 7
    return bytes(reversed(out))

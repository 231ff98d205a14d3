"""Deltas: an object told as copies from a base and bytes of its own (gitformat-pack(5)).

size of base, size of result     little-endian varints
1ooooooo …                       copy: bits 0-3 tell which offset bytes follow, 4-6 which
                                 size bytes; a size of zero means 65,536
0nnnnnnn …                       insert the n bytes that follow; zero is reserved
"""

from __future__ import annotations

from git.errors import DeltaError, LimitExceeded
from git.pack.limits import MAX_HELD_OBJECT

LARGE_RESULT = 1 << 20
"""From here on pieces are views until they are joined: slower a piece, but never two copies."""


def decode_size(delta: bytes, position: int) -> tuple[int, int]:
    """One of the two sizes a delta begins with, and where it ends."""
    size = shift = 0
    while True:
        if position >= len(delta) or shift > 63:
            raise DeltaError("the delta ends inside its header")
        byte = delta[position]
        position += 1
        size |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return size, position


def apply(base: bytes, delta: bytes) -> bytes:
    """The object that `delta` makes of `base`; DeltaError when they do not fit.

    LimitExceeded for a result that is too large to be held.
    """
    base_size, position = decode_size(delta, 0)
    if base_size != len(base):
        raise DeltaError(f"the delta wants a base of {base_size:,} bytes, not {len(base):,}")
    size, position = decode_size(delta, position)
    if size > MAX_HELD_OBJECT:
        raise LimitExceeded("the size of a file sent as a delta", MAX_HELD_OBJECT)
    source: bytes | memoryview = base
    if size >= LARGE_RESULT:
        source = memoryview(base)
    try:
        result = b"".join(_pieces(source, delta, position, size))
    except IndexError:
        raise DeltaError("the delta ends inside an instruction") from None
    if len(result) != size:
        raise DeltaError(f"the delta makes {len(result):,} bytes and promises {size:,}")
    return result


def _pieces(  # noqa: C901
    base: bytes | memoryview, delta: bytes, position: int, size: int
) -> list[bytes | memoryview]:
    # One loop with everything in locals: this is where the time of a push goes.
    end = len(delta)
    base_size = len(base)
    room = size
    pieces: list[bytes | memoryview] = []
    append = pieces.append
    while position < end:
        op = delta[position]
        position += 1
        if op & 0x80:
            start = count = 0
            if op & 0x01:
                start = delta[position]
                position += 1
            if op & 0x02:
                start |= delta[position] << 8
                position += 1
            if op & 0x0C:
                start, position = _high_offset(delta, position, op, start)
            if op & 0x10:
                count = delta[position]
                position += 1
            if op & 0x60:
                count, position = _high_count(delta, position, op, count)
            stop = start + (count or 0x10000)
            if stop > base_size:
                raise DeltaError("the delta copies from beyond its base")
            room -= stop - start
            append(base[start:stop])
        elif op:
            append(delta[position : position + op])
            position += op
            room -= op
        else:
            raise DeltaError("the delta holds the reserved instruction 0")
        if room < 0:
            raise DeltaError("the delta makes more than it promises")
    return pieces


def _high_offset(delta: bytes, position: int, op: int, start: int) -> tuple[int, int]:
    if op & 0x04:
        start |= delta[position] << 16
        position += 1
    if op & 0x08:
        start |= delta[position] << 24
        position += 1
    return start, position


def _high_count(delta: bytes, position: int, op: int, count: int) -> tuple[int, int]:
    if op & 0x20:
        count |= delta[position] << 8
        position += 1
    if op & 0x40:
        count |= delta[position] << 16
        position += 1
    return count, position

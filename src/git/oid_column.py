"""Oids end to end in one buffer: how many of them are kept, sorted and found.

A Python object for each of 100,000 oids takes 5 MB, a column of them 2 MB.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from struct import Struct

from git.oid import SIZE

_EACH = Struct(f"{SIZE}s")
_LEADING = Struct(f">Q{SIZE - 8}x")
"""The first eight bytes as a number, which sorts as they do."""

FIND_SPAN = 1 << 13
"""Bytes of sorted oids that a substring search goes through faster than a bisection in Python."""

PIECE = 1 << 12
"""Oids arranged at once: 80 KB of them."""


def order(oids: bytes | bytearray) -> array[int]:
    """The numbers of the oids of a column, sorted by oid.

    Sorted a first byte at a time: the keys of all at once would take more than the column.
    """
    sorted_numbers = array("I")
    leading = array("Q", (number for (number,) in _LEADING.iter_unpack(oids)))
    first_bytes = bytes(oids[::SIZE])
    for first_byte in range(256):
        numbers = list(_iter_places(first_bytes, first_byte))
        if len(set(map(leading.__getitem__, numbers))) == len(numbers):
            numbers.sort(key=leading.__getitem__)
        else:
            numbers.sort(key=lambda number: oids[number * SIZE : number * SIZE + SIZE])
        sorted_numbers.extend(numbers)
    return sorted_numbers


def iter_oids(oids: bytes | bytearray) -> Iterator[bytes]:
    """Each oid of a column, as bytes of its own."""
    return (oid for (oid,) in _EACH.iter_unpack(oids))


def find_all(oids: bytes | bytearray, wanted: bytes) -> array[int]:
    """The place of each oid of `wanted` in the column `oids`; -1 for one that is not there.

    A first byte at a time: a dict of all of them would take more than the column.
    """
    found = array("i", (-1,)) * (len(wanted) // SIZE)
    column, first_bytes, wanted_bytes = memoryview(oids), bytes(oids[::SIZE]), wanted[::SIZE]
    for first_byte in set(wanted_bytes):
        places = {
            column[at * SIZE : at * SIZE + SIZE].tobytes(): at
            for at in _iter_places(first_bytes, first_byte)
        }
        for at in _iter_places(wanted_bytes, first_byte):
            found[at] = places.get(wanted[at * SIZE : at * SIZE + SIZE], -1)
    return found


def _iter_places(first_bytes: bytes, first_byte: int) -> Iterator[int]:
    at = first_bytes.find(first_byte)
    while at >= 0:
        yield at
        at = first_bytes.find(first_byte, at + 1)


def arranged(oids: bytes | bytearray, numbers: Sequence[int]) -> bytes:
    """The oids of a column in another order."""
    return b"".join(iter_arranged(oids, numbers))


def iter_arranged(oids: bytes | bytearray, numbers: Sequence[int]) -> Iterator[bytes]:
    """The same in pieces: whole it would need as much memory again."""
    column = memoryview(oids)
    for start in range(0, len(numbers), PIECE):
        part = numbers[start : start + PIECE]
        yield b"".join([column[at * SIZE : at * SIZE + SIZE] for at in part])


def find(oids: bytes | bytearray, oid: bytes, low: int, high: int) -> int:
    """Where in the buffer `oid` stands, -1 when it does not; bytes, not numbers.

    From `low` to `high` the buffer holds sorted oids.
    """
    first = low
    while high - low > FIND_SPAN:
        middle = low + (high - low) // (2 * SIZE) * SIZE
        if oids[middle : middle + SIZE] <= oid:
            low = middle
        else:
            high = middle
    at = oids.find(oid, low, high)
    while at >= 0 and (at - first) % SIZE:
        at = oids.find(oid, at + 1, high)
    return at

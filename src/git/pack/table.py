"""What is known of every entry of one pack, in columns, in the order of the pack.

A pack of a million objects has a million rows here, and an isolate has 128 MB: a row is 43 bytes
in arrays, not an object of its own. «Position» is a row's number.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left

from git import oid_column
from git.errors import LimitExceeded
from git.oid import SIZE, ZERO_OID, ObjectId

NO_BASE = -1
"""The entry is whole."""

EXTERNAL_BASE = -2
"""The entry is a delta whose base is in another pack."""

MAX_ENTRIES = 5_000_000
"""Rows of 43 bytes that still leave an isolate room to work; git.git has 400,000 objects."""

UNRESOLVED = 0
"""Stands for the object type of a delta whose base is not known yet."""


class PackTable:
    """Columns of equal length, and `end`, where the last entry stops."""

    def __init__(self) -> None:
        self.offsets = array("Q")
        self.crcs = array("I")
        self.types = bytearray()
        self.sizes = array("Q")
        self.bases = array("i")
        self.oids = bytearray()
        self.end = 0
        self.duplicates = 0
        """Objects that are in an older pack, too."""

    def __len__(self) -> int:
        return len(self.offsets)

    def append(self, offset: int, crc: int, size: int, base: int) -> int:
        """Add an entry that is still to be resolved; its position."""
        position = len(self.offsets)
        if position >= MAX_ENTRIES:
            raise LimitExceeded("the number of objects in the pack", MAX_ENTRIES)
        self.offsets.append(offset)
        self.crcs.append(crc)
        self.sizes.append(size)
        self.bases.append(base)
        self.types.append(UNRESOLVED)
        self.oids += ZERO_OID
        return position

    def resolve(self, position: int, object_type: int, oid: bytes, size: int) -> None:
        self.types[position] = object_type
        self.sizes[position] = size
        self.oids[position * SIZE : position * SIZE + SIZE] = oid

    def oid(self, position: int) -> ObjectId:
        return ObjectId(bytes(self.oids[position * SIZE : position * SIZE + SIZE]))

    def extent(self, position: int) -> tuple[int, int]:
        """Where the entry's bytes lie in the pack: start and stop."""
        after = position + 1
        stop = self.offsets[after] if after < len(self.offsets) else self.end
        return self.offsets[position], stop

    def find_offset(self, offset: int) -> int | None:
        """The position of the entry that begins at `offset`."""
        position = bisect_left(self.offsets, offset)
        if position < len(self.offsets) and self.offsets[position] == offset:
            return position
        return None

    def by_oid(self) -> array[int]:
        """Positions, sorted by oid."""
        return oid_column.order(self.oids)

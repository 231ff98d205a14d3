"""What a pack index does not tell, for every entry in the order of the pack.

Needed to copy entries without inflating them: of what type an object is, how long, where its
entry ends and whether that is a delta, of which other entry. Columns of fixed width, end to end,
little-endian:

    number of entries     8          sizes, inflated        n x 8
    end of the entries    8          ranks (in the index)   n x 4
    CRC-32 of all other   8          base positions         n x 4   (`table.NO_BASE` …)
    offsets           n x 8          object types           n x 1
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from zlib import crc32

from git.errors import PackFormatError
from git.pack.table import PackTable

_HEAD = 24
_ROW = 25


def encode(table: PackTable, order: Sequence[int]) -> Iterator[bytes]:
    """The columns of `table`, in pieces; `order` is its positions by oid."""
    ranks = array("I", bytes(4 * len(table)))
    for rank, position in enumerate(order):
        ranks[position] = rank
    columns = (table.offsets, table.sizes, ranks, table.bases, table.types)
    head = array("Q", (len(table), table.end)).tobytes()
    crc = crc32(head)
    for column in columns:
        crc = crc32(column, crc)
    yield head + array("Q", (crc,)).tobytes()
    for column in columns:
        yield bytes(column)


class PackColumns:
    """Views of the columns: `offsets[position]`, `sizes[position]` and so on."""

    def __init__(self, data: bytes | bytearray) -> None:
        view = memoryview(data)
        if len(view) < _HEAD:
            raise PackFormatError("the columns of a pack end early")
        head = view[:_HEAD].cast("Q")
        count = self.entries = head[0]
        self.end = head[1]
        if len(view) != _HEAD + _ROW * count:
            raise PackFormatError("the columns of a pack have the wrong length")
        if crc32(view[_HEAD:], crc32(head[:2])) != head[2]:
            raise PackFormatError("the columns of a pack are damaged")
        self._size = len(data)
        at = _HEAD
        self.offsets = view[at : at + 8 * count].cast("Q")
        at += 8 * count
        self.sizes = view[at : at + 8 * count].cast("Q")
        at += 8 * count
        self.ranks = view[at : at + 4 * count].cast("I")
        at += 4 * count
        self.bases = view[at : at + 4 * count].cast("i")
        at += 4 * count
        self.types = view[at:]

    def __len__(self) -> int:
        """Bytes held."""
        return self._size

    def position(self, offset: int) -> int:
        """The position of the entry that begins at `offset`; PackFormatError when none does."""
        position = bisect_left(self.offsets, offset)
        if position == self.entries or self.offsets[position] != offset:
            raise PackFormatError(f"no entry begins at {offset}")
        return position

    def extent(self, position: int) -> tuple[int, int]:
        """Where the entry's bytes lie in the pack: start and stop."""
        after = position + 1
        stop = self.offsets[after] if after < self.entries else self.end
        return self.offsets[position], stop

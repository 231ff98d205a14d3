"""What a pack index does not tell, for every entry in the order of the pack.

Needed to copy entries without inflating them: of what type an object is, how long, where its
entry ends and whether that is a delta, of which other entry. Columns of fixed width, end to end,
little-endian:

    number of entries     8          ranks (in the index)   n x 4
    end of the entries    8          base positions         n x 4   (`table.NO_BASE` …)
    offsets           n x 8          object types           n x 1
    sizes, inflated   n x 8
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from sys import byteorder

from git.errors import PackFormatError
from git.pack.table import PackTable

_HEAD = 16
_ROW = 25


def encode(table: PackTable, order: Sequence[int]) -> bytes:
    """The columns of `table`; `order` is its positions by oid."""
    ranks = array("I", bytes(4 * len(table)))
    for rank, position in enumerate(order):
        ranks[position] = rank
    columns = [
        array("Q", (len(table), table.end)),
        table.offsets,
        table.sizes,
        ranks,
        table.bases,
    ]
    if byteorder == "big":
        for column in columns:
            column.byteswap()
    return b"".join((*(column.tobytes() for column in columns), table.types))


class PackColumns:
    """Views of the columns: `offsets[position]`, `sizes[position]` and so on."""

    def __init__(self, data: bytes) -> None:
        view = memoryview(data)
        if len(view) < _HEAD:
            raise PackFormatError("the columns of a pack end early")
        head = view[:_HEAD].cast("Q")
        count = self.entries = head[0]
        self.end = head[1]
        if len(view) != _HEAD + _ROW * count:
            raise PackFormatError("the columns of a pack have the wrong length")
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

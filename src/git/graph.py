"""The commit graph: what a walk over history needs, in columns (after gitformat-commit-graph(5)).

Commits have numbers. A layer holds commits in the order of their oids and gives them consecutive
numbers; layers stand on each other, and a parent's number may be in any layer below. Walking is
then arithmetic on arrays: no commit is inflated, none is a Python object.

    one layer, little-endian, n commits, m parents beyond the second
    n, first number, m             3 x 4      CRC-32 of what follows      4
    oids, sorted                   n x 20      times          n x 8   seconds since 1970
    trees                          n x 20      generations    n x 4   1 + highest of the parents'
    first parents                  n x 4       second parents n x 4   number, NO_PARENT, or
    further parents                m x 8                              MANY_PARENTS
                                               (child's number, parent's number)
"""

from __future__ import annotations

from array import array
from struct import Struct
from zlib import crc32

from git import oid_column
from git.errors import FormatError
from git.oid import SIZE, ObjectId

NO_PARENT = -1
MANY_PARENTS = -2

HEAD = Struct("<IIII")
_ROW = 2 * SIZE + 8 + 4 + 4 + 4


class CommitGraph:
    """All commits of a repository. Columns are indexed by a commit's number."""

    def __init__(self) -> None:
        self.oids = bytearray()
        self.trees = bytearray()
        self.times = array("Q")
        self.generations = array("I")
        self.first_parents = array("i")
        self.second_parents = array("i")
        self.more_parents: dict[int, list[int]] = {}
        self.layers: list[int] = []
        """The first number of each layer."""

    def __len__(self) -> int:
        return len(self.times)

    def find(self, oid: bytes) -> int | None:
        """The number of a commit."""
        stop = len(self)
        for first in reversed(self.layers):
            at = oid_column.find(self.oids, oid, first * SIZE, stop * SIZE)
            if at >= 0:
                return at // SIZE
            stop = first
        return None

    def oid(self, number: int) -> ObjectId:
        return ObjectId(bytes(self.oids[number * SIZE : number * SIZE + SIZE]))

    def tree(self, number: int) -> ObjectId:
        return ObjectId(bytes(self.trees[number * SIZE : number * SIZE + SIZE]))

    def parents(self, number: int) -> list[int]:
        """Numbers of the parents, in the commit's own order."""
        first = self.first_parents[number]
        if first == NO_PARENT:
            return []
        second = self.second_parents[number]
        if second == NO_PARENT:
            return [first]
        if second == MANY_PARENTS:
            return [first, *self.more_parents[number]]
        return [first, second]

    def append_layer(self, data: bytes | bytearray) -> None:
        """Put a layer on top; FormatError when it does not belong there."""
        view = memoryview(data)
        at = HEAD.size
        count, first, more, crc = HEAD.unpack(data[:at].ljust(at, b"\0"))
        size = at + _ROW * count + 8 * more
        if first != len(self) or len(view) != size or crc32(view[at:]) != crc:
            raise FormatError("a layer of the commit graph is damaged or out of place")
        for oids in (self.oids, self.trees):
            oids.extend(view[at : at + SIZE * count])
            at += SIZE * count
        for numbers in (self.times, self.generations, self.first_parents, self.second_parents):
            size = numbers.itemsize * count
            numbers.frombytes(view[at : at + size])
            at += size
        pairs = array("i", bytes(view[at:]))
        for child, parent in zip(pairs[::2], pairs[1::2], strict=True):
            self.more_parents.setdefault(child, []).append(parent)
        self.layers.append(first)

    def below(self, height: int) -> CommitGraph:
        """A graph of its own, without the layers that begin at number `height` or above it.

        Numbers are good for the graph they came from: a walk that pauses holds on to its own.
        """
        graph = CommitGraph()
        graph.oids = self.oids[: height * SIZE]
        graph.trees = self.trees[: height * SIZE]
        graph.times = self.times[:height]
        graph.generations = self.generations[:height]
        graph.first_parents = self.first_parents[:height]
        graph.second_parents = self.second_parents[:height]
        graph.more_parents = {
            child: parents for child, parents in self.more_parents.items() if child < height
        }
        graph.layers = [first for first in self.layers if first < height]
        return graph

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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from struct import Struct
from zlib import crc32

from git.errors import FormatError
from git.oid import SIZE, ObjectId

NO_PARENT = -1
MANY_PARENTS = -2

_HEAD = Struct("<IIII")
_ROW = 2 * SIZE + 8 + 4 + 4 + 4


@dataclass(slots=True)
class NewCommits:
    """Commits on their way into a layer, in any order."""

    oids: list[bytes] = field(default_factory=list[bytes])
    trees: list[bytes] = field(default_factory=list[bytes])
    parents: list[tuple[bytes, ...]] = field(default_factory=list[tuple[bytes, ...]])
    times: array[int] = field(default_factory=lambda: array("Q"))

    def add(self, oid: bytes, tree: bytes, parents: Sequence[bytes], time: int) -> None:
        self.oids.append(oid)
        self.trees.append(tree)
        self.parents.append(tuple(parents))
        self.times.append(min(max(time, 0), 0xFFFFFFFFFFFFFFFF))

    def __len__(self) -> int:
        return len(self.oids)


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
        oids = self.oids
        for first in reversed(self.layers):
            low, high = first, stop
            while low < high:
                middle = (low + high) // 2
                if oids[middle * SIZE : middle * SIZE + SIZE] < oid:
                    low = middle + 1
                else:
                    high = middle
            if low < stop and oids.startswith(oid, low * SIZE):
                return low
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

    def append_layer(self, data: bytes) -> None:
        """Put a layer on top; FormatError when it does not belong there."""
        view = memoryview(data)
        at = _HEAD.size
        count, first, more, crc = _HEAD.unpack(data[:at].ljust(at, b"\0"))
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

    def take(self, first: int) -> NewCommits:
        """The commits from number `first` on, to be written anew in one layer."""
        commits = NewCommits()
        for number in range(first, len(self)):
            parents = [self.oid(parent) for parent in self.parents(number)]
            commits.add(self.oid(number), self.tree(number), parents, self.times[number])
        return commits


def encode_layer(below: CommitGraph, height: int, commits: NewCommits) -> bytes:
    """A layer of `commits` on the first `height` numbers of `below`.

    FormatError when a parent is neither in `commits` nor below: the caller has let a commit in
    without its history.
    """
    order = sorted(range(len(commits)), key=commits.oids.__getitem__)
    numbers = {commits.oids[at]: height + rank for rank, at in enumerate(order)}
    parents = [_numbers(commits.parents[at], numbers, below, height) for at in order]
    firsts = array("i", (numbers_[0] if numbers_ else NO_PARENT for numbers_ in parents))
    seconds = array("i", map(_second, parents))
    more = array("i")
    for rank, numbers_ in enumerate(parents):
        if len(numbers_) > 2:
            for parent in numbers_[1:]:
                more.extend((height + rank, parent))
    generations = _generations(parents, below, height)
    columns = b"".join(
        (
            b"".join(commits.oids[at] for at in order),
            b"".join(commits.trees[at] for at in order),
            array("Q", (commits.times[at] for at in order)).tobytes(),
            generations.tobytes(),
            firsts.tobytes(),
            seconds.tobytes(),
            more.tobytes(),
        )
    )
    return _HEAD.pack(len(order), height, len(more) // 2, crc32(columns)) + columns


def _second(parents: Sequence[int]) -> int:
    if len(parents) < 2:
        return NO_PARENT
    return parents[1] if len(parents) == 2 else MANY_PARENTS


def _numbers(
    parents: Sequence[bytes], numbers: dict[bytes, int], below: CommitGraph, height: int
) -> list[int]:
    found: list[int] = []
    for oid in parents:
        number = numbers.get(oid)
        if number is None:
            number = below.find(oid)
        if number is None or (oid not in numbers and number >= height):
            raise FormatError(f"commit {oid.hex()} is a parent and not in the graph")
        found.append(number)
    return found


def _generations(parents: list[list[int]], below: CommitGraph, height: int) -> array[int]:
    """Generation of each commit of the layer: depth-first, parents before children."""
    generations = array("I", bytes(4 * len(parents)))
    for start in range(len(parents)):
        stack = [start]
        while stack:
            rank = stack[-1]
            waiting = [
                parent - height
                for parent in parents[rank]
                if parent >= height and not generations[parent - height]
            ]
            if waiting and not generations[rank]:
                stack.extend(waiting)
                continue
            stack.pop()
            generations[rank] = 1 + max(_known(parents[rank], generations, below, height))
    return generations


def _known(
    parents: list[int], generations: array[int], below: CommitGraph, height: int
) -> Iterator[int]:
    yield 0
    for parent in parents:
        if parent < height:
            yield below.generations[parent]
        else:
            yield generations[parent - height]

"""Writing a layer of the commit graph; its form is drawn in `git.graph`."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from zlib import crc32

from git import oid_column
from git.errors import FormatError
from git.graph import HEAD, MANY_PARENTS, NO_PARENT, CommitGraph
from git.oid import SIZE

MAX_TIME = 0xFFFFFFFFFFFFFFFF


class NewCommits:
    """Commits on their way into a layer, in any order, in columns."""

    def __init__(self) -> None:
        self.oids = bytearray()
        self.trees = bytearray()
        self.times = array("Q")
        self._parents = bytearray()
        self._ends = array("I")
        """Where in `_parents` those of each commit end."""

    def __len__(self) -> int:
        return len(self.times)

    def add(self, oid: bytes, tree: bytes, parents: Sequence[bytes], time: int) -> None:
        self.oids += oid
        self.trees += tree
        for parent in parents:
            self._parents += parent
        self._ends.append(len(self._parents))
        self.times.append(min(max(time, 0), MAX_TIME))

    def add_from(self, other: NewCommits, at: int) -> None:
        """Add the commit number `at` of another."""
        self.add(other.oid(at), other.tree(at), other.parents(at), other.times[at])

    def oid(self, at: int) -> bytes:
        return bytes(self.oids[at * SIZE : at * SIZE + SIZE])

    def tree(self, at: int) -> bytes:
        return bytes(self.trees[at * SIZE : at * SIZE + SIZE])

    def parents(self, at: int) -> list[bytes]:
        start, stop = self._ends[at - 1] if at else 0, self._ends[at]
        return [bytes(self._parents[one : one + SIZE]) for one in range(start, stop, SIZE)]


def take(graph: CommitGraph, first: int) -> NewCommits:
    """The commits from number `first` on, to be written anew in one layer."""
    commits = NewCommits()
    for number in range(first, len(graph)):
        parents = [graph.oid(parent) for parent in graph.parents(number)]
        commits.add(graph.oid(number), graph.tree(number), parents, graph.times[number])
    return commits


def encode_layer(below: CommitGraph, height: int, commits: NewCommits) -> list[bytes]:
    """A layer of `commits` on the first `height` numbers of `below`, in pieces.

    FormatError when a parent is neither in `commits` nor below: the caller has let a commit in
    without its history.
    """
    layer = _Layer(below, height, commits)
    columns = [
        layer.oids,
        oid_column.arranged(commits.trees, layer.order),
        array("Q", (commits.times[at] for at in layer.order)).tobytes(),
        layer.generations().tobytes(),
        layer.firsts.tobytes(),
        layer.seconds.tobytes(),
        layer.more.tobytes(),
    ]
    crc = 0
    for column in columns:
        crc = crc32(column, crc)
    return [HEAD.pack(len(layer.order), height, len(layer.more) // 2, crc), *columns]


class _Layer:
    """The columns in the making; «rank» is a commit's number less `height`."""

    def __init__(self, below: CommitGraph, height: int, commits: NewCommits) -> None:
        self._below = below
        self._height = height
        self._octopuses: dict[int, list[int]] = {}
        self.order = oid_column.order(commits.oids)
        self.oids = oid_column.arranged(commits.oids, self.order)
        self.firsts = array("i")
        self.seconds = array("i")
        self.more = array("i")
        for rank, at in enumerate(self.order):
            self._add_parents(rank, [self._number(oid) for oid in commits.parents(at)])

    def generations(self) -> array[int]:
        """Generation of each commit: depth-first, parents before children."""
        generations = array("I", bytes(4 * len(self.order)))
        for start in range(len(self.order)):
            stack = [start] if not generations[start] else []
            while stack:
                rank = stack[-1]
                highest, waiting = self._look_below(rank, generations)
                if waiting:
                    stack.extend(waiting)
                    continue
                generations[rank] = 1 + highest
                stack.pop()
        return generations

    def _look_below(self, rank: int, generations: array[int]) -> tuple[int, list[int]]:
        """The highest generation of the parents, and those that have none yet."""
        highest = 0
        waiting: list[int] = []
        for number in self._parents(rank):
            parent = number - self._height
            if parent < 0:
                highest = max(highest, self._below.generations[number])
            elif generations[parent]:
                highest = max(highest, generations[parent])
            else:
                waiting.append(parent)
        return highest, waiting

    def _parents(self, rank: int) -> Sequence[int]:
        first, second = self.firsts[rank], self.seconds[rank]
        if second == NO_PARENT:
            return () if first == NO_PARENT else (first,)
        return self._octopuses[rank] if second == MANY_PARENTS else (first, second)

    def _add_parents(self, rank: int, numbers: list[int]) -> None:
        self.firsts.append(numbers[0] if numbers else NO_PARENT)
        if len(numbers) < 3:
            self.seconds.append(numbers[1] if len(numbers) == 2 else NO_PARENT)
            return
        self.seconds.append(MANY_PARENTS)
        self._octopuses[rank] = numbers
        for number in numbers[1:]:
            self.more.extend((self._height + rank, number))

    def _number(self, oid: bytes) -> int:
        at = oid_column.find(self.oids, oid, 0, len(self.oids))
        if at >= 0:
            return self._height + at // SIZE
        number = self._below.find(oid)
        if number is None or number >= self._height:
            raise FormatError(f"commit {oid.hex()} is a parent and not in the graph")
        return number

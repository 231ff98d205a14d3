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
        self.parent_oids = bytearray()
        self.parent_ends = array("I")
        """How many parents each commit and those before it have: where its own end."""

    def __len__(self) -> int:
        return len(self.times)

    def add(self, oid: bytes, tree: bytes, parents: Sequence[bytes], time: int) -> None:
        self.oids += oid
        self.trees += tree
        for parent in parents:
            self.parent_oids += parent
        self.parent_ends.append(len(self.parent_oids) // SIZE)
        self.times.append(min(max(time, 0), MAX_TIME))

    def add_from(self, other: NewCommits, at: int) -> None:
        """Add the commit number `at` of another."""
        self.add(other.oid(at), other.tree(at), other.parents(at), other.times[at])

    def oid(self, at: int) -> bytes:
        return bytes(self.oids[at * SIZE : at * SIZE + SIZE])

    def tree(self, at: int) -> bytes:
        return bytes(self.trees[at * SIZE : at * SIZE + SIZE])

    def parents(self, at: int) -> list[bytes]:
        start, stop = self.parent_ends[at - 1] if at else 0, self.parent_ends[at]
        return list(oid_column.iter_oids(self.parent_oids[start * SIZE : stop * SIZE]))


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
        self._octopuses: dict[int, array[int]] = {}
        self.order = oid_column.order(commits.oids)
        self.oids = oid_column.arranged(commits.oids, self.order)
        self.firsts = array("i")
        self.seconds = array("i")
        self.more = array("i")
        numbers = self._numbers(bytes(commits.parent_oids))
        ends = commits.parent_ends
        for rank, at in enumerate(self.order):
            self._add_parents(rank, numbers[ends[at - 1] if at else 0 : ends[at]])

    def generations(self) -> array[int]:
        """Generation of each commit.

        Packs hold children before their parents, as a rule: the last that came is looked at
        first, and has its parents behind it. Where not, these come first, depth-first.
        """
        generations = array("I", bytes(4 * len(self.order)))
        ranks = array("I", generations)
        for rank, at in enumerate(self.order):
            ranks[at] = rank
        height, firsts, seconds = self._height, self.firsts, self.seconds
        for start in reversed(ranks):
            # The shortest way for a commit with one parent, which most have.
            parent = firsts[start] - height
            if parent >= 0 and seconds[start] == NO_PARENT and generations[parent]:
                generations[start] = generations[parent] + 1
            elif not generations[start]:
                self._fill_in(start, generations)
        return generations

    def _fill_in(self, start: int, generations: array[int]) -> None:
        """The generation of a commit, and of all below that have none yet."""
        stack = [start]
        while stack:
            rank = stack[-1]
            highest, waiting = self._look_below(rank, generations)
            if waiting:
                stack.extend(waiting)
                continue
            generations[rank] = 1 + highest
            stack.pop()

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

    def _add_parents(self, rank: int, numbers: array[int]) -> None:
        self.firsts.append(numbers[0] if numbers else NO_PARENT)
        if len(numbers) < 3:
            self.seconds.append(numbers[1] if len(numbers) == 2 else NO_PARENT)
            return
        self.seconds.append(MANY_PARENTS)
        self._octopuses[rank] = numbers
        for number in numbers[1:]:
            self.more.extend((self._height + rank, number))

    def _numbers(self, oids: bytes) -> array[int]:
        """The numbers of parents, most of which are in the layer itself."""
        ranks = oid_column.find_all(self.oids, oids)
        for at, rank in enumerate(ranks):
            if rank >= 0:
                ranks[at] = self._height + rank
            else:
                ranks[at] = self._number_below(oids[at * SIZE : at * SIZE + SIZE])
        return ranks

    def _number_below(self, oid: bytes) -> int:
        number = self._below.find(oid)
        if number is None or number >= self._height:
            raise FormatError(f"commit {oid.hex()} is a parent and not in the graph")
        return number

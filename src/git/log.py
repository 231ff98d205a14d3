"""The order in which `git log` shows history, over the commit graph (git-log(1)).

Newest committer date first, never a commit before it is reached from a child; of equal dates the
one that was reached first. With a path, history is simplified as Git does by default: a commit
that leaves the path as one of its parents has it is passed over, and of a merge only the first
such parent is followed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from heapq import heappop, heappush
from typing import TypeAlias

from git.graph import CommitGraph
from git.oid import ObjectId

EntryAt: TypeAlias = Callable[[ObjectId], object]
"""What lies at the path in a root tree: anything comparable, None for nothing."""

FindChange: TypeAlias = Callable[[int], bool | None]
"""Whether a commit differs from its first parent at the path, by its number; None is unknown."""


class DateQueue:
    """Commits by number, newest first; each is given out once."""

    def __init__(self, graph: CommitGraph) -> None:
        self._times = graph.times
        self._seen = bytearray(len(graph))
        self._heap: list[tuple[int, int, int]] = []
        self._count = 0

    def push(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            if not self._seen[number]:
                self._seen[number] = 1
                heappush(self._heap, (-self._times[number], self._count, number))
                self._count += 1

    def __iter__(self) -> Iterator[int]:
        while self._heap:
            yield heappop(self._heap)[2]


def iter_log(
    graph: CommitGraph, tips: Iterable[int], within: Collection[int] | None = None
) -> Iterator[int]:
    """All commits that the tips lead to, or those of them that are in `within`."""
    queue = DateQueue(graph)
    queue.push(tips if within is None else (tip for tip in tips if tip in within))
    for number in queue:
        parents = graph.parents(number)
        queue.push(parents if within is None else (each for each in parents if each in within))
        yield number


def iter_path_log(
    graph: CommitGraph, tips: Iterable[int], entry_at: EntryAt, find_change: FindChange
) -> Iterator[int | None]:
    """The commits that changed what lies at a path; None for each commit that was passed over."""
    queue = DateQueue(graph)
    queue.push(tips)
    for number in queue:
        parents = graph.parents(number)
        changed = find_change(number)
        if changed is None or (changed and len(parents) > 1):
            now = entry_at(graph.tree(number))
            same = next((each for each in parents if entry_at(graph.tree(each)) == now), None)
            changed = same is None and (bool(parents) or now is not None)
            parents = parents if same is None else [same]
        elif not changed:
            parents = parents[:1]
        queue.push(parents)
        yield number if changed else None

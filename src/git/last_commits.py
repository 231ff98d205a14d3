"""Which commit changed each entry of a folder last: `git log -1 -- <path>` for all at once.

Strategy: one walk down the graph that carries the entries not yet told, children before parents.
An entry goes on to the first parent that has it as it is, as history is simplified by default
(git-log(1)); where no parent has it so, the commit is the one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from heapq import heappop, heappush
from typing import Protocol

from git.changed_paths import Hashes, hash_of, is_exact, name_of
from git.graph import CommitGraph


class Folder(Protocol):
    """A folder in all of history."""

    def entries(self, number: int) -> frozenset[bytes]:
        """Its raw entries (`git.changed_paths.raw_entries`) in a commit; none where it is not."""
        ...

    def hashes(self, number: int) -> Hashes:
        """What a commit changed."""
        ...


def iter_last_commits(
    graph: CommitGraph, tip: int, path: bytes, entries: Collection[bytes], folder: Folder
) -> Iterator[tuple[int, list[bytes]]]:
    """Each commit that is walked over, and which of the raw `entries` it is the last to change.

    `path` is the folder's, empty or with a slash at its end.
    """
    walk = _Walk(graph, folder, {hash_of(path + name_of(entry)): entry for entry in entries})
    walk.pass_on(tip, set(entries))
    while walk.heap:
        number = heappop(walk.heap)[1]
        yield number, walk.step(number)


class _Walk:
    """`waiting` holds, by commit, the entries that are as they are at the tip."""

    def __init__(self, graph: CommitGraph, folder: Folder, by_hash: dict[int, bytes]) -> None:
        self._graph = graph
        self._folder = folder
        self._by_hash = by_hash
        self._waiting: dict[int, set[bytes]] = {}
        self.heap: list[tuple[int, int]] = []

    def pass_on(self, number: int, entries: set[bytes]) -> None:
        """Let a commit have these entries, which are in it."""
        known = self._waiting.get(number)
        if known is not None:
            known |= entries
        elif entries:
            self._waiting[number] = entries
            heappush(self.heap, (-self._graph.generations[number], number))

    def step(self, number: int) -> list[bytes]:
        """Pass on what a commit did not change; what it did."""
        waiting = self._waiting.pop(number)
        parents = self._graph.parents(number)
        hashes = self._folder.hashes(number)
        if not is_exact(hashes):
            return self._compare(waiting, parents)
        touched = {self._by_hash[each] for each in hashes if each in self._by_hash} & waiting
        if parents:
            waiting -= touched
            self.pass_on(parents[0], waiting)
        return self._compare(touched, parents[1:]) if touched else []

    def _compare(self, entries: set[bytes], parents: Sequence[int]) -> list[bytes]:
        """Pass on what some parent has, too; the rest."""
        for parent in parents:
            if entries:
                same = entries & self._folder.entries(parent)
                self.pass_on(parent, same)
                entries = entries - same
        return list(entries)

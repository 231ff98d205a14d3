"""The merge of two commits. Of several merge bases one is made first, by merging them.

Strategy, as Git's «recursive»: the oldest merge base is merged with the next, and what comes of
it, conflict markers and all, with the next, and so on; each of these merges may itself have
several merge bases.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from git.errors import LimitExceeded
from git.graph import CommitGraph
from git.merge.text import Labels
from git.merge.trees import MergeResult, merge_trees
from git.merge.work import Store
from git.merge_base import find_common_bases
from git.oid import ObjectId

MAX_MERGES = 50
"""Merges that one may need: histories that cross each other more often than that take minutes."""

_INNER = Labels(b"Temporary merge branch 1", b"Temporary merge branch 2")

TreeOf = Callable[[int], ObjectId]


@dataclass(frozen=True, slots=True)
class _Made:
    """A merge base that is no commit: its tree, and the commits that went into it."""

    tree: ObjectId
    numbers: tuple[int, ...]


class CommitMerge:
    def __init__(self, store: Store, graph: CommitGraph) -> None:
        self._store = store
        self._graph = graph
        self._merges = 0

    def run(self, ours: int, theirs: int, labels: Labels) -> Generator[None, None, MergeResult]:
        """Merge two commits, given by their numbers."""
        return (yield from self._merge(self._made(ours), self._made(theirs), labels, 0))

    def _made(self, number: int) -> _Made:
        return _Made(self._graph.tree(number), (number,))

    def _merge(
        self, ours: _Made, theirs: _Made, labels: Labels, depth: int
    ) -> Generator[None, None, MergeResult]:
        self._merges += 1
        if self._merges > MAX_MERGES:
            raise LimitExceeded("the number of merge bases of a merge", MAX_MERGES)
        base = yield from self._find_base(ours, theirs, depth)
        trees = base, ours.tree, theirs.tree
        return (yield from merge_trees(self._store, trees, labels, depth))

    def _find_base(self, ours: _Made, theirs: _Made, depth: int) -> Generator[None, None, ObjectId]:
        bases = find_common_bases(self._graph, ours.numbers, theirs.numbers)
        if not bases:
            return self._store.add_tree(())
        oldest, *others = map(self._made, reversed(bases))
        for other in others:
            merged = yield from self._merge(oldest, other, _INNER, depth + 1)
            oldest = _Made(merged.tree, (*oldest.numbers, *other.numbers))
        return oldest.tree

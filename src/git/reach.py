"""Which objects a set of commits brings, beyond those that other commits have brought before.

Strategy: commits are taken parents first. Where nothing is excluded, every tree is read once and
whatever has not been seen is taken. Where the other side has something, a commit's tree is held
against those of its parents, and only what differs from all of them is entered: the work is that
of the change, whatever the size of the tree, and nothing is taken that a parent had in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from git import tree as trees
from git.filter import Filter
from git.objects import ObjectType
from git.oid import ObjectId

KEPT_TREES = 512
"""Decoded trees kept for comparison: a commit's parent is the commit taken just before, mostly."""

ABOVE_ROOT = -1
"""The depth of a tree that is asked for by name: what is in it counts as git counts a root."""


@dataclass(frozen=True, slots=True)
class Step:
    """A commit whose objects are wanted.

    `parent_trees` are those of its parents that are wanted too or had by the other side.
    """

    oid: ObjectId
    tree: ObjectId
    parent_trees: Sequence[ObjectId]


class ObjectWalk:
    """Gathers oids in `found`; `had` are some that the other side has, fit as bases of deltas."""

    def __init__(
        self,
        read_tree: Callable[[ObjectId], bytes],
        blob_size: Callable[[ObjectId], int],
        object_filter: Filter,
    ) -> None:
        self.found: set[ObjectId] = set()
        self.had: set[ObjectId] = set()
        self._read_tree = read_tree
        self._blob_size = blob_size
        self._filter = object_filter
        self._takes = {kind: object_filter.allows_type(kind) for kind in ObjectType}
        self._enters_trees = self._takes[ObjectType.TREE] or self._takes[ObjectType.BLOB]
        self._depths: dict[ObjectId, int] = {}
        self._decoded: dict[ObjectId, list[trees.Entry]] = {}

    def walk(self, steps: Iterator[Step]) -> Iterator[None]:
        """Take all that the commits bring; pauses after each. Parents come before children."""
        for step in steps:
            if self._takes[ObjectType.COMMIT]:
                self.found.add(step.oid)
            if self._enters_trees and step.tree not in step.parent_trees:
                self.take_tree(step.tree, step.parent_trees)
            yield

    def take_tree(self, oid: ObjectId, others: Sequence[ObjectId] = (), depth: int = 0) -> None:
        """Take a tree and all below it, less what stands at the same place in `others`."""
        stack = [(oid, depth, tuple(others))]
        while stack:
            tree, depth, others = stack.pop()
            if not self._enters(tree, depth):
                continue
            if self._takes[ObjectType.TREE]:
                self.found.add(tree)
            if not self._filter.allows_depth(depth + 1):
                continue
            stack.extend(self._below(tree, depth + 1, others))

    def take_blob(self, oid: ObjectId) -> None:
        if self._filter.blob_limit is None or self._filter.allows_blob_size(self._blob_size(oid)):
            self.found.add(oid)

    def _enters(self, tree: ObjectId, depth: int) -> bool:
        """Whether the tree is new, or nearer to a root than before where that matters."""
        if not self._filter.allows_depth(depth):
            return False
        known = self._depths.get(tree)
        if known is not None and (known <= depth or self._filter.tree_depth is None):
            return False
        self._depths[tree] = depth
        return True

    def _below(
        self, tree: ObjectId, depth: int, others: Sequence[ObjectId]
    ) -> list[tuple[ObjectId, int, tuple[ObjectId, ...]]]:
        """Take the blobs of a tree; the trees in it that are to be entered."""
        if not others:
            subtrees, blobs = trees.references(self._read_tree(tree))
            self._take_blobs(blobs)
            return [(oid, depth, ()) for oid in subtrees]
        compared = [{entry.name: entry for entry in self._entries(other)} for other in others]
        entered: list[tuple[ObjectId, int, tuple[ObjectId, ...]]] = []
        blobs: list[ObjectId] = []
        for entry in self._entries(tree):
            counterparts = [names[entry.name] for names in compared if entry.name in names]
            if any(counterpart.oid == entry.oid for counterpart in counterparts):
                continue
            self.had.update(counterpart.oid for counterpart in counterparts)
            if trees.is_tree(entry.mode):
                olds = tuple(one.oid for one in counterparts if trees.is_tree(one.mode))
                entered.append((entry.oid, depth, olds))
            elif trees.is_blob(entry.mode):
                blobs.append(entry.oid)
        self._take_blobs(blobs)
        return entered

    def _take_blobs(self, blobs: Sequence[ObjectId]) -> None:
        if not self._takes[ObjectType.BLOB]:
            return
        if self._filter.blob_limit is None:
            self.found.update(blobs)
            return
        for oid in blobs:
            if oid not in self.found:
                self.take_blob(oid)

    def _entries(self, tree: ObjectId) -> list[trees.Entry]:
        entries = self._decoded.get(tree)
        if entries is None:
            entries = trees.decode(self._read_tree(tree))
            if len(self._decoded) >= KEPT_TREES:
                self._decoded.clear()
            self._decoded[tree] = entries
        return entries

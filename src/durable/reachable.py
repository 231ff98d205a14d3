"""Everything that refs lead to: the one walk over a whole repository."""

from __future__ import annotations

from collections.abc import Iterator

from durable.storage import Storage
from git import tag as tags
from git import walk
from git.filter import NO_FILTER
from git.objects import ObjectType
from git.oid import ObjectId
from git.reach import ObjectWalk, Step


class Reachable:
    """`found` holds the oids once `walk` has come to its end."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        objects = storage.objects
        self._walk = ObjectWalk(objects.read_tree, objects.read_size, NO_FILTER)
        self._commits: list[int] = []

    @property
    def found(self) -> set[ObjectId]:
        return self._walk.found

    def walk(self) -> Iterator[None]:
        """Walk from all refs as they are at the first step; pauses after each commit."""
        for tip in self._storage.refs.tips():
            self._take_tip(tip)
        graph = self._storage.history.graph()
        commits = walk.difference(graph, self._commits, ())
        steps = (Step(graph.oid(n), graph.tree(n), ()) for n in reversed(commits))
        yield from self._walk.walk(steps)

    def _take_tip(self, oid: ObjectId) -> None:
        graph, objects = self._storage.history.graph(), self._storage.objects
        number = graph.find(oid)
        while number is None and objects.find_type(oid) is ObjectType.TAG:
            self.found.add(oid)
            oid, _ = tags.references(objects.read(oid, ObjectType.TAG))
            number = graph.find(oid)
        if number is not None:
            self._commits.append(number)
        elif objects.find_type(oid) is ObjectType.TREE:
            self._walk.take_tree(oid)
        else:
            self.found.add(oid)

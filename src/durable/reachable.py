"""Everything that refs lead to: the one walk over a whole repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from durable.storage import Storage
from git import tag as tags
from git import walk
from git.filter import NO_FILTER
from git.graph import CommitGraph
from git.objects import ObjectType
from git.oid import ObjectId
from git.reach import ObjectWalk, Step


class Reachable:
    """`found` holds the oids once a walk has come to its end."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        objects = storage.objects
        self._walk = ObjectWalk(objects.read_tree, objects.read_size, NO_FILTER)

    @property
    def found(self) -> set[ObjectId]:
        return self._walk.found

    def walk(self, tips: Iterable[ObjectId]) -> Iterator[None]:
        """Add all that these tips lead to; pauses after each commit."""
        graph = self._storage.history.graph()
        peeled = [self._take_tip(graph, tip) for tip in tips]
        numbers = [number for number in peeled if number is not None]
        commits = walk.difference(graph, numbers, ())
        new = [number for number in commits if graph.oid(number) not in self.found]
        steps = (Step(graph.oid(n), graph.tree(n), ()) for n in reversed(new))
        yield from self._walk.walk(steps)

    def _take_tip(self, graph: CommitGraph, oid: ObjectId) -> int | None:
        """The number of the commit that a tip comes to; what else it is, is taken."""
        objects = self._storage.objects
        number = graph.find(oid)
        while number is None and objects.find_type(oid) is ObjectType.TAG:
            self.found.add(oid)
            oid, _ = tags.references(objects.read(oid, ObjectType.TAG))
            number = graph.find(oid)
        if number is None and objects.find_type(oid) is ObjectType.TREE:
            self._walk.take_tree(oid)
        elif number is None:
            self.found.add(oid)
        return number

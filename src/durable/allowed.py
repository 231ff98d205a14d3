"""What a client may ask for by oid: whatever a ref leads to, and nothing else.

An object that was pushed away, or whose branch was deleted, stays in its pack until maintenance
drops it; for a client it is gone at once. As long as no push has left anything behind, being live
and being reachable are the same, and nothing has to be walked.
"""

from __future__ import annotations

from collections.abc import Sequence

from durable.storage import Storage
from git import tag as tags
from git import walk
from git.errors import ProtocolError
from git.filter import NO_FILTER
from git.objects import ObjectType
from git.oid import ObjectId, encode_hex
from git.reach import ObjectWalk, Step


class Allowed:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._reachable: set[ObjectId] | None = None

    def checked(self, wants: Sequence[ObjectId]) -> Sequence[ObjectId]:
        """The wants; ProtocolError in git's words for one that no ref leads to."""
        tips = self._storage.refs.tips()
        for want in wants:
            if want not in tips and not self.has(want):
                raise ProtocolError(f"upload-pack: not our ref {encode_hex(want).decode()}")
        return wants

    def has(self, oid: ObjectId) -> bool:
        """Whether a ref leads to the object."""
        if not self._storage.has_unreachable:
            return self._storage.objects.has(oid)
        if self._reachable is None:
            self._reachable = self._walk()
        return oid in self._reachable

    def _walk(self) -> set[ObjectId]:
        graph, objects = self._storage.history.graph(), self._storage.objects
        found = ObjectWalk(objects.read_tree, objects.read_size, NO_FILTER)
        numbers: list[int] = []
        for tip in self._storage.refs.tips():
            oid = tip
            while objects.find_type(oid) is ObjectType.TAG:
                found.found.add(oid)
                oid, _ = tags.references(objects.read(oid, ObjectType.TAG))
            number = graph.find(oid)
            if number is not None:
                numbers.append(number)
            elif objects.find_type(oid) is ObjectType.TREE:
                found.take_tree(oid)
            else:
                found.found.add(oid)
        commits = walk.difference(graph, numbers, ())
        steps = (Step(graph.oid(n), graph.tree(n), ()) for n in reversed(commits))
        for _ in found.walk(steps):
            pass
        return found.found

"""The objects of a repository as a merge reads them, and those that it makes."""

from __future__ import annotations

from collections.abc import Sequence

from durable.browse.reading import Reading
from durable.writing.intake import NewPackObjects
from git import tree as trees
from git.errors import LimitExceeded
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.tree import Entry, is_blob, is_tree

MAX_ADDED = 64 << 20
"""Bytes of files and trees that merges of one question make; they are held until it is over."""


class MergeStore:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._added: dict[ObjectId, bytes] = {}
        self._room = MAX_ADDED

    def read_entries(self, tree: ObjectId) -> Sequence[Entry]:
        made = self._added.get(tree)
        return self._reading.entries(tree) if made is None else trees.decode(made)

    def read_blob(self, oid: ObjectId) -> bytes:
        made = self._added.get(oid)
        return self._reading.storage.objects.read(oid, ObjectType.BLOB) if made is None else made

    def size_of(self, oid: ObjectId) -> int:
        made = self._added.get(oid)
        return self._reading.storage.objects.read_size(oid) if made is None else len(made)

    def add_blob(self, data: bytes) -> ObjectId:
        return self._add(ObjectType.BLOB, data)

    def add_tree(self, entries: Sequence[Entry]) -> ObjectId:
        return self._add(ObjectType.TREE, trees.encode(entries))

    def gather(self, tree: ObjectId, objects: NewPackObjects) -> None:
        """Put what was made and is below a tree into `objects`; what was only on the way is not."""
        made = self._added.get(tree)
        if made is None:
            return
        objects.add(ObjectType.TREE, made)
        for entry in trees.decode(made):
            if is_tree(entry.mode):
                self.gather(entry.oid, objects)
            elif is_blob(entry.mode) and entry.oid in self._added:
                objects.add(ObjectType.BLOB, self._added[entry.oid])

    def _add(self, object_type: ObjectType, data: bytes) -> ObjectId:
        oid = hash_object(object_type, data)
        if oid not in self._added:
            self._room -= len(data)
            if self._room < 0:
                raise LimitExceeded("the size of what a merge makes", MAX_ADDED)
            self._added[oid] = data
        return oid

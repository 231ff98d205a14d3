"""Objects of a repository of real git, in memory, and those that a merge adds to them."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TypeVar

from git import tree as trees
from git.graph import CommitGraph
from git.merge.commits import CommitMerge
from git.merge.text import Labels
from git.merge.trees import MergeResult
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.tree import Entry
from tests.support.git_client import GitRepository
from tests.support.histories import read_graph, read_objects
from tests.support.merge_oracle import Judgement

Result = TypeVar("Result")

Objects = Mapping[bytes, tuple[str, bytes]]


class MemoryStore:
    def __init__(self, objects: Objects | None = None) -> None:
        self._objects = objects or {}
        self.added: dict[bytes, bytes] = {hash_object(ObjectType.TREE, b""): b""}

    def read_entries(self, tree: ObjectId) -> list[Entry]:
        return trees.decode(self.read_blob(tree))

    def read_blob(self, oid: ObjectId) -> bytes:
        return self.added[oid] if oid in self.added else self._objects[oid][1]

    def size_of(self, oid: ObjectId) -> int:
        return len(self.read_blob(oid))

    def add_blob(self, data: bytes) -> ObjectId:
        return self._add(ObjectType.BLOB, data)

    def add_tree(self, entries: Sequence[Entry]) -> ObjectId:
        return self._add(ObjectType.TREE, trees.encode(entries))

    def _add(self, object_type: ObjectType, data: bytes) -> ObjectId:
        oid = hash_object(object_type, data)
        self.added[oid] = data
        return oid


def finish(steps: Generator[None, None, Result]) -> Result:
    """The result of something that pauses."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


class Merger:
    """Merges commits of a repository of real git, each time into nothing."""

    def __init__(self, repository: GitRepository) -> None:
        self.repository = repository
        self._graph: CommitGraph = read_graph(repository)
        self._objects = read_objects(repository)

    def merge(self, ours: str, theirs: str) -> tuple[MergeResult, MemoryStore]:
        """The merge of two hex oids, which are its labels."""
        store = MemoryStore(self._objects)
        numbers = [self._graph.find(bytes.fromhex(hex_oid)) for hex_oid in (ours, theirs)]
        one, other = (number for number in numbers if number is not None)
        labels = Labels(ours.encode(), theirs.encode())
        return finish(CommitMerge(store, self._graph).run(one, other, labels)), store


def judgement_of(result: MergeResult) -> Judgement:
    """What real git says, if it comes to the same."""
    return Judgement(
        result.tree,
        result.is_clean,
        frozenset(
            (place + 1, each.path, version.mode, bytes(version.oid))
            for each in result.conflicted
            for place, version in enumerate(each.stages)
            if version
        ),
        frozenset(
            (note.kind.value, note.paths, f"{note.text.decode('utf-8', 'surrogateescape')}\n")
            for note in result.notes
        ),
    )

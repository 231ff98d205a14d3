"""One merge of three trees under way: what all of its steps share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from git.merge.conflict import Kind, Note
from git.merge.paths import OURS, Paths, PathState
from git.merge.text import Hunk, Labels
from git.oid import ObjectId
from git.tree import Entry

MAX_NOTES = 10_000
"""Conflicts and remarks that are told: nobody reads more."""


class Store(Protocol):
    """Objects that are there, and those that a merge makes."""

    def read_entries(self, tree: ObjectId) -> Sequence[Entry]: ...

    def read_blob(self, oid: ObjectId) -> bytes: ...

    def size_of(self, oid: ObjectId) -> int: ...

    def add_blob(self, data: bytes) -> ObjectId: ...

    def add_tree(self, entries: Sequence[Entry]) -> ObjectId: ...


@dataclass(slots=True)
class Work:
    """`depth` counts merges of merge bases around this one: what they find is not told."""

    store: Store
    labels: Labels
    depth: int
    paths: Paths = field(default_factory=dict[bytes, "PathState | Entry"])
    notes: list[Note] = field(default_factory=list[Note])
    hunks: dict[ObjectId, tuple[Hunk, ...]] = field(
        default_factory=dict[ObjectId, "tuple[Hunk, ...]"]
    )
    """The conflicts in files with markers."""
    is_clean: bool = True

    def tell(self, kind: Kind, paths: Sequence[bytes], text: bytes) -> None:
        if self.depth == 0 and len(self.notes) < MAX_NOTES:
            self.notes.append(Note(kind, tuple(paths), text))

    def label(self, place: int) -> bytes:
        return self.labels.ours if place == OURS else self.labels.theirs

    def state(self, path: bytes) -> PathState:
        """Of a path that is not settled."""
        found = self.paths[path]
        assert isinstance(found, PathState)  # noqa: S101
        return found

    def find_open(self, path: bytes) -> PathState | None:
        """The state of a path that is there and not settled."""
        found = self.paths.get(path)
        return found if isinstance(found, PathState) and not found.is_clean else None

    def unused_path(self, path: bytes, label: bytes) -> bytes:
        """A path beside `path` at which nothing lies, named after a side."""
        stem = path + b"~" + label.replace(b"/", b"_")
        chosen, number = stem, 0
        while chosen in self.paths:
            chosen = b"%b_%d" % (stem, number)
            number += 1
        return chosen

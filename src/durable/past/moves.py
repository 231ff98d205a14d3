"""Where a file was before a commit moved it."""

from __future__ import annotations

from itertools import islice

from durable.browse.reading import Reading
from git.diff.renames import find_renames
from git.diff.trees import iter_changes
from git.objects import ObjectType
from git.oid import ObjectId
from git.tree import Entry

MAX_CHANGES = 20_000
"""Paths that a commit may have changed for a move to be looked for among them."""


def find_source(
    reading: Reading, before: ObjectId | None, after: ObjectId, path: bytes
) -> Entry | None:
    """The file that is gone between two root trees and is at `path` now, where nothing was."""
    changes = list(islice(iter_changes(reading.entries, before, after), MAX_CHANGES + 1))
    chosen = [
        each for each in changes if each.new is None or (each.old is None and each.path == path)
    ]
    if len(changes) > MAX_CHANGES or all(each.new is None for each in chosen):
        return None
    objects = reading.storage.objects
    found = find_renames(chosen, lambda oid: objects.read(oid, ObjectType.BLOB), objects.read_size)
    moved = next((each for each in found if each.new is not None), None)
    return None if moved is None else moved.old

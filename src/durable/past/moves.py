"""Where a file was before a commit moved it, or what it was copied from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from durable.browse.files import iter_below
from durable.browse.reading import Reading
from git.diff.renames import MIN_SIMILARITY, Similarity, find_renames
from git.diff.trees import iter_changes
from git.objects import ObjectType
from git.oid import ObjectId
from git.tree import Entry, is_blob

MAX_CHANGES = 20_000
"""Paths that a commit may have changed for a move to be looked for among them."""

MAX_SOURCES = 20_000
"""Files of a commit that one may be a copy of."""

MAX_COMPARED = 1_000
"""Files of a fitting size whose contents are compared with a new one's."""

_KEPT = 4
"""Of the files most like the new one, so many count; a move goes before a copy among them."""


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


def find_original(
    reading: Reading, before: ObjectId, after: ObjectId, target: Entry
) -> Entry | None:
    """What the new file `target` was before, moved or copied, as `git log --follow` finds it.

    Names are paths. A file with the same content goes before one that is like it, one that is gone
    before one that stayed, and one with the same name before others.
    """
    below = (entry for entry in iter_below(reading, before) if is_blob(entry.mode))
    sources = list(islice(below, MAX_SOURCES + 1))
    changes = list(islice(iter_changes(reading.entries, before, after), MAX_CHANGES + 1))
    if len(sources) > MAX_SOURCES or len(changes) > MAX_CHANGES:
        return None
    gone = {each.path for each in changes if each.new is None}
    same = [each for each in sources if each.oid == target.oid and _fits(each, target)]
    if same:
        return max(same, key=lambda each: (each.name in gone) + _has_same_name(each, target))
    return _find_alike(reading, sources, gone, target)


def _find_alike(
    reading: Reading, sources: Sequence[Entry], gone: set[bytes], target: Entry
) -> Entry | None:
    objects = reading.storage.objects
    similarity = Similarity(lambda oid: objects.read(oid, ObjectType.BLOB), objects.read_size)
    fitting = [each for each in sources if similarity.may_be_alike(each, target)]
    if len(fitting) > MAX_COMPARED:
        fitting = [each for each in fitting if each.name in gone][:MAX_COMPARED]
    scores = {each.name: similarity.score(each, target) for each in fitting}
    ranked = sorted(
        (each for each in fitting if scores[each.name] >= MIN_SIMILARITY),
        key=lambda each: (scores[each.name], _has_same_name(each, target)),
        reverse=True,
    )[:_KEPT]
    moved = [each for each in ranked if each.name in gone]
    return next(iter(moved or ranked), None)


def _fits(source: Entry, target: Entry) -> bool:
    """Whether both are files, or of the very same kind."""
    return source.mode == target.mode or source.mode >> 12 == target.mode >> 12 == 0o10


def _has_same_name(source: Entry, target: Entry) -> bool:
    return source.name.rpartition(b"/")[2] == target.name.rpartition(b"/")[2]

"""What a merge came to, as answers tell it."""

from __future__ import annotations

from collections.abc import Sequence

from durable.contract.merging import (
    Conflict,
    ConflictHunk,
    MergeOutcome,
    MergeStatus,
    Remark,
    Stage,
)
from durable.merging.store import MergeStore
from git.merge.conflict import Conflicted, Note
from git.merge.content import is_binary
from git.merge.paths import Version
from git.merge.trees import MergeResult
from git.oid import ObjectId

MAX_TOLD = 300
"""Paths in conflict, and remarks, in one answer; nobody settles more on a page."""

MAX_CONTENT = 1 << 20
"""Bytes of files with markers in one answer."""


def tell_stop(store: MergeStore, result: MergeResult, stopped_at: ObjectId | None) -> MergeOutcome:
    """A merge is in conflict, or the change of a commit is; nothing is written."""
    conflicts = tell_conflicts(store, result.conflicted, result.notes, MAX_CONTENT)
    remarks = tell_notes(result.notes)
    return MergeOutcome(MergeStatus.CONFLICTS, None, conflicts, remarks, stopped_at)


def tell_conflicts(
    store: MergeStore, conflicted: Sequence[Conflicted], notes: Sequence[Note], limit: int
) -> tuple[Conflict, ...]:
    """Each path, with its content while that is not over `limit` bytes in all."""
    kinds: dict[bytes, list[str]] = {}
    for note in notes:
        for path in note.paths if note.kind.is_conflict else ():
            kinds.setdefault(path, []).append(note.kind.value)
    told: list[Conflict] = []
    room = min(limit, MAX_CONTENT)
    for each in conflicted[:MAX_TOLD]:
        content = _find_content(store, each.result, room)
        room -= len(content or b"")
        told.append(
            Conflict(
                each.path,
                tuple(dict.fromkeys(kinds.get(each.path, ()))),
                (_stage(each.stages[0]), _stage(each.stages[1]), _stage(each.stages[2])),
                content,
                tuple(
                    ConflictHunk(h.ours_start, h.ours_stop, h.theirs_start, h.theirs_stop)
                    for h in each.hunks
                ),
            )
        )
    return tuple(told)


def tell_notes(notes: Sequence[Note]) -> tuple[Remark, ...]:
    """Conflicts first."""
    ordered = sorted(notes, key=lambda note: not note.kind.is_conflict)
    return tuple(Remark(note.kind.value, note.paths, note.text) for note in ordered[:MAX_TOLD])


def _find_content(store: MergeStore, version: Version, room: int) -> bytes | None:
    if not version.is_file or store.size_of(version.oid) > room:
        return None
    content = store.read_blob(version.oid)
    return None if is_binary(content) else content


def _stage(version: Version | None) -> Stage | None:
    return version and Stage(version.mode, version.oid)

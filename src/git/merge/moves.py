"""What a moved file means for what the other side has of it, and of its new place.

Afterwards all versions that belong together lie at one path, and what cannot be brought together
is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from git.merge.conflict import Kind
from git.merge.content import ContentMerge, Merged
from git.merge.folder_renames import Move
from git.merge.paths import ABSENT, BASE, IN_BASE, OURS, THEIRS, PathState, Version
from git.merge.work import Work


def apply(work: Work, content: ContentMerge, moves: Sequence[Move]) -> None:
    """`moves` in the order of their sources, ours before theirs."""
    moving = _Moving(work, content)
    is_done = False
    for move, following in pairwise([*moves, None]):
        if is_done or move is None:
            is_done = False
            continue
        source = work.find_open(move.source)
        if source is None:
            continue
        if following is not None and following.source == move.source:
            is_done = True
            moving.apply_both(move, following)
        else:
            moving.apply(move, source)


class _Moving:
    def __init__(self, work: Work, content: ContentMerge) -> None:
        self._work = work
        self._content = content

    def apply_both(self, ours: Move, theirs: Move) -> None:
        """Both sides have moved a file."""
        source = self._work.state(ours.source)
        mine, yours = self._work.state(ours.path), self._work.state(theirs.path)
        if mine is yours:
            mine.stages[BASE] = source.stages[BASE]
            mine.files |= IN_BASE
            source.settle(ABSENT)
            return
        versions = source.stages[BASE], mine.stages[OURS], yours.stages[THEIRS]
        paths = [ours.source, ours.path, theirs.path]
        merged = self._merge(ours.source, versions, paths)
        self._work.is_clean = self._work.is_clean and merged.is_clean
        is_unmerged = not merged.is_clean and merged.version == versions[OURS]
        mine.stages[OURS] = merged.version
        yours.stages[THEIRS] = versions[THEIRS] if is_unmerged else merged.version
        for state in (source, mine, yours):
            state.has_path_conflict = True
        labels = self._work.labels
        shown = (*paths[:2], labels.ours, theirs.path, labels.theirs)
        text = b"CONFLICT (rename/rename): %b renamed to %b in %b and to %b in %b." % shown
        self._work.tell(Kind.RENAME_RENAME, paths, text)

    def apply(self, move: Move, source: PathState) -> None:
        """One side has moved a file."""
        target = self._work.state(move.path)
        other = THEIRS if move.side == OURS else OURS
        is_deleted = source.files == IN_BASE
        is_other_kind = not is_deleted and (
            source.stages[other].is_file != target.stages[move.side].is_file
        )
        is_taken = bool(target.files & 1 << other) and not is_other_kind
        if is_taken and not is_deleted:
            self._merge_into(move, source, target)
        elif is_taken:
            target.has_path_conflict = True
            self._tell_deleted(move)
        else:
            self._bring(move, source, target, is_other_kind=is_other_kind)
        if not is_other_kind:
            source.settle(ABSENT)

    def _merge_into(self, move: Move, source: PathState, target: PathState) -> None:
        """At its new place lies another file, of the other side: merge what was moved first."""
        paths = [move.source] * 3
        paths[move.side] = move.path
        states = [source, source, source]
        states[move.side] = target
        versions = (
            source.stages[BASE],
            states[OURS].stages[OURS],
            states[THEIRS].stages[THEIRS],
        )
        merged = self._merge(move.source, versions, paths)
        target.stages[move.side] = merged.version
        if not merged.is_clean:
            text = (
                b"CONFLICT (rename involved in collision): rename of %b -> %b has content"
                b" conflicts AND collides with another path; this may result in nested conflict"
                b" markers." % (move.source, move.path)
            )
            self._work.tell(Kind.RENAME_COLLIDES, [move.path, move.source], text)

    def _bring(
        self, move: Move, source: PathState, target: PathState, *, is_other_kind: bool
    ) -> None:
        """Take the versions of base and other side to where the file is now."""
        target.stages[BASE] = source.stages[BASE]
        target.files |= IN_BASE
        target.names[BASE] = move.source
        other = THEIRS if move.side == OURS else OURS
        if is_other_kind:
            source.stages[BASE] = ABSENT
            source.files &= ~IN_BASE
        elif source.files == IN_BASE:
            target.has_path_conflict = True
            self._tell_deleted(move)
        else:
            target.stages[other] = source.stages[other]
            target.files |= 1 << other
            target.names[other] = move.source

    def _tell_deleted(self, move: Move) -> None:
        other = THEIRS if move.side == OURS else OURS
        labels = self._work.label(move.side), self._work.label(other)
        text = b"CONFLICT (rename/delete): %b renamed to %b in %b, but deleted in %b."
        shown = (move.source, move.path, *labels)
        self._work.tell(Kind.RENAME_DELETE, [move.path, move.source], text % shown)

    def _merge(
        self, path: bytes, versions: tuple[Version, Version, Version], names: Sequence[bytes]
    ) -> Merged:
        return self._content.merge(path, versions, names, 1 + 2 * self._work.depth)

"""Two changed versions of a file and the one they come from, made into one (git-merge-file(1)).

Strategy, as Git's: the changes of both sides are laid beside each other over the lines of the
base. Where they touch and are not the same there is a conflict; it is narrowed to the lines in
which the two sides differ, and conflicts with at most three lines between them become one.

    <<<<<<< name of ours
    lines of ours
    =======
    lines of theirs
    >>>>>>> name of theirs
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from git.diff.histogram import compare
from git.diff.lines import Change, split_lines

MARKER_SIZE = 7

MAX_BETWEEN = 3
"""Lines between two conflicts that are drawn into one with them: it is no longer that way."""


class _Taken(Enum):
    NEITHER = 0
    OURS = 1
    THEIRS = 2
    ALIKE = 4


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands behind the markers of a conflict."""

    ours: bytes
    theirs: bytes


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of a conflict, from 0: what each side has in the place of the same lines."""

    ours_start: int
    ours_stop: int
    theirs_start: int
    theirs_stop: int


@dataclass(frozen=True, slots=True)
class MergedText:
    """`content` has markers around each of `hunks`."""

    content: bytes
    hunks: tuple[Hunk, ...]


@dataclass(slots=True)
class _Region:
    """What is between lines that both sides left alone: a start and a length in each file."""

    taken: _Taken
    ours: int
    ours_count: int
    theirs: int
    theirs_count: int

    def extend(self, other: _Region) -> None:
        if other.taken is not self.taken:
            self.taken = _Taken.NEITHER
        self.ours_count = other.ours + other.ours_count - self.ours
        self.theirs_count = other.theirs + other.theirs_count - self.theirs

    @property
    def hunk(self) -> Hunk:
        ours_stop = self.ours + self.ours_count
        return Hunk(self.ours, ours_stop, self.theirs, self.theirs + self.theirs_count)


def merge(
    contents: tuple[bytes, bytes, bytes], labels: Labels, marker_size: int = MARKER_SIZE
) -> MergedText:
    """The merge of base, ours and theirs."""
    base, ours, theirs = map(split_lines, contents)
    our_changes, their_changes = compare(base, ours), compare(base, theirs)
    if not our_changes:
        return MergedText(contents[2], ())
    if not their_changes:
        return MergedText(contents[1], ())
    lengths = len(ours) - len(base), len(theirs) - len(base)
    regions = _Overlay(ours, theirs).lay(our_changes, their_changes, lengths)
    regions = _join_near(_narrow(regions, ours, theirs))
    hunks = tuple(region.hunk for region in regions if region.taken is _Taken.NEITHER)
    return MergedText(_Writer(base, ours, theirs).write(regions, labels, marker_size), hunks)


class _Overlay:
    """Lays the changes of both sides over each other."""

    def __init__(self, ours: Sequence[bytes], theirs: Sequence[bytes]) -> None:
        self._ours = ours
        self._theirs = theirs
        self._regions: list[_Region] = []

    def lay(
        self, ours: Sequence[Change], theirs: Sequence[Change], lengths: tuple[int, int]
    ) -> list[_Region]:
        """`lengths` says how much longer than the base each side is."""
        one = other = 0
        while one < len(ours) and other < len(theirs):
            mine, yours = ours[one], theirs[other]
            if mine.old_stop < yours.old_start:
                self._append(_ours_alone(mine, yours.new_start - yours.old_start))
                one += 1
            elif yours.old_stop < mine.old_start:
                self._append(_theirs_alone(yours, mine.new_start - mine.old_start))
                other += 1
            else:
                if not self._are_same(mine, yours):
                    self._append(_both(mine, yours))
                one += yours.old_stop >= mine.old_stop
                other += mine.old_stop >= yours.old_stop
        for mine in ours[one:]:
            self._append(_ours_alone(mine, lengths[1]))
        for yours in theirs[other:]:
            self._append(_theirs_alone(yours, lengths[0]))
        return self._regions

    def _append(self, region: _Region) -> None:
        last = self._regions[-1] if self._regions else None
        if last is not None and (
            region.ours <= last.ours + last.ours_count
            or region.theirs <= last.theirs + last.theirs_count
        ):
            last.extend(region)
        else:
            self._regions.append(region)

    def _are_same(self, mine: Change, yours: Change) -> bool:
        is_same_place = (mine.old_start, mine.old_stop) == (yours.old_start, yours.old_stop)
        lines = self._ours[mine.new_start : mine.new_stop]
        return is_same_place and lines == self._theirs[yours.new_start : yours.new_stop]


def _ours_alone(mine: Change, shift: int) -> _Region:
    count = mine.new_stop - mine.new_start
    old_count = mine.old_stop - mine.old_start
    return _Region(_Taken.OURS, mine.new_start, count, mine.old_start + shift, old_count)


def _theirs_alone(yours: Change, shift: int) -> _Region:
    count = yours.new_stop - yours.new_start
    old_count = yours.old_stop - yours.old_start
    return _Region(_Taken.THEIRS, yours.old_start + shift, old_count, yours.new_start, count)


def _both(mine: Change, yours: Change) -> _Region:
    """The lines of the base that either of two changes touches, as each side has them."""
    start = min(mine.old_start, yours.old_start)
    stop = max(mine.old_stop, yours.old_stop)
    ours = mine.new_start - (mine.old_start - start)
    theirs = yours.new_start - (yours.old_start - start)
    ours_stop = mine.new_stop + (stop - mine.old_stop)
    theirs_stop = yours.new_stop + (stop - yours.old_stop)
    return _Region(_Taken.NEITHER, ours, ours_stop - ours, theirs, theirs_stop - theirs)


def _narrow(
    regions: Sequence[_Region], ours: Sequence[bytes], theirs: Sequence[bytes]
) -> list[_Region]:
    """The same, each conflict reduced to what the sides do not have alike."""
    narrowed: list[_Region] = []
    for region in regions:
        if region.taken is not _Taken.NEITHER or not (region.ours_count and region.theirs_count):
            narrowed.append(region)
            continue
        hunk = region.hunk
        mine = ours[hunk.ours_start : hunk.ours_stop]
        yours = theirs[hunk.theirs_start : hunk.theirs_stop]
        changes = compare(mine, yours)
        if not changes:
            region.taken = _Taken.ALIKE
            narrowed.append(region)
        narrowed += (
            _Region(
                _Taken.NEITHER,
                region.ours + change.old_start,
                change.old_stop - change.old_start,
                region.theirs + change.new_start,
                change.new_stop - change.new_start,
            )
            for change in changes
        )
    return narrowed


def _join_near(regions: Sequence[_Region]) -> list[_Region]:
    joined: list[_Region] = []
    for region in regions:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.taken is region.taken is _Taken.NEITHER
            and region.ours - (last.ours + last.ours_count) <= MAX_BETWEEN
        ):
            last.extend(region)
        else:
            joined.append(region)
    return joined


class _Writer:
    def __init__(
        self, base: Sequence[bytes], ours: Sequence[bytes], theirs: Sequence[bytes]
    ) -> None:
        self._base = base
        self._ours = ours
        self._theirs = theirs
        self._pieces: list[bytes] = []

    def write(self, regions: Sequence[_Region], labels: Labels, marker_size: int) -> bytes:
        at = 0
        for region in regions:
            if region.taken is _Taken.ALIKE:
                continue
            self._pieces += self._ours[at : region.ours]
            at = region.ours + region.ours_count
            hunk = region.hunk
            if region.taken is _Taken.OURS:
                self._pieces += self._ours[hunk.ours_start : hunk.ours_stop]
            elif region.taken is _Taken.THEIRS:
                self._pieces += self._theirs[hunk.theirs_start : hunk.theirs_stop]
            else:
                self._write_conflict(hunk, labels, marker_size)
        self._pieces += self._ours[at:]
        return b"".join(self._pieces)

    def _write_conflict(self, hunk: Hunk, labels: Labels, marker_size: int) -> None:
        ending = b"\r\n" if self._wants_cr(hunk) else b"\n"
        self._pieces.append(b"<" * marker_size + b" " + labels.ours + ending)
        self._write_ended(self._ours[hunk.ours_start : hunk.ours_stop], ending)
        self._pieces.append(b"=" * marker_size + ending)
        self._write_ended(self._theirs[hunk.theirs_start : hunk.theirs_stop], ending)
        self._pieces.append(b">" * marker_size + b" " + labels.theirs + ending)

    def _write_ended(self, lines: Sequence[bytes], ending: bytes) -> None:
        self._pieces += lines
        if lines and not lines[-1].endswith(b"\n"):
            self._pieces.append(ending)

    def _wants_cr(self, hunk: Hunk) -> bool:
        """Whether markers end as the lines around them do: in CR LF."""
        found = _ends_in_crlf(self._ours, max(hunk.ours_start - 1, 0))
        if found is not False:
            found = _ends_in_crlf(self._theirs, max(hunk.theirs_start - 1, 0))
        if found is not False:
            found = _ends_in_crlf(self._base, 0)
        return bool(found)


def _ends_in_crlf(lines: Sequence[bytes], at: int) -> bool | None:
    """Of a last line without an end, the line before it counts; None where nothing tells."""
    if not lines:
        return None
    if at == len(lines) - 1 and not lines[at].endswith(b"\n"):
        return None if at == 0 else lines[at - 1].endswith(b"\r\n")
    return lines[at].endswith(b"\r\n")

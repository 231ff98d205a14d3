"""Which commit each line of a file comes from, as `git blame` tells it (git-blame(1)).

Strategy, as Git's: lines are carried from commit to commit, newest first. A parent that has the
file as it is gets all of them; otherwise each parent in turn gets those that the difference to its
file leaves alone, and what no parent has is the commit's own. Where a parent lacks the path, the
file is looked for under another name, as a whole. `-M`, `-C` and `-w` are not offered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Protocol

from git.diff.lines import Change, compare, split_lines
from git.oid import ObjectId

TAIL_BLOCK = 1024
"""Bytes that files must have in common at their ends for them to be left out; as in xdiff, where
that can change which of several equally good differences is found."""


@dataclass(frozen=True, slots=True)
class File:
    """A blob in a commit, which has a number."""

    commit: int
    path: bytes
    oid: ObjectId


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that come from one commit, counted from 0: `start` in the file that was asked for.

    In `origin` they begin at line `origin_start`. `previous` is the file of a parent that they
    are not in. Without an origin nobody has looked yet.
    """

    start: int
    lines: int
    origin_start: int
    origin: File | None
    previous: File | None = None


class Past(Protocol):
    """History as blame needs it; commits are numbers, and a higher one is not younger."""

    def parents(self, commit: int) -> Sequence[int]: ...

    def time(self, commit: int) -> int: ...

    def is_as_before(self, commit: int, path: bytes) -> bool:
        """Whether it is known, without a look, that the first parent has the same file there."""
        ...

    def find_before(self, file: File, parent: int) -> File | None:
        """The file at the same path in a parent, if it is a file of the same kind there."""
        ...

    def find_renamed(self, file: File, parent: int) -> File | None:
        """The file of a parent that the commit has moved here."""
        ...

    def read(self, oid: ObjectId) -> bytes: ...


@dataclass(slots=True)
class _Span:
    """Lines on their way: `start` in the file that was asked for, `at` in the suspect."""

    start: int
    at: int
    lines: int


@dataclass(slots=True)
class _Suspect:
    file: File
    spans: list[_Span]
    previous: File | None = None


class Blame:
    """`hunks` may be read at any time; what is not settled then has no origin."""

    def __init__(self, past: Past, lines: int) -> None:
        self._past = past
        self._lines = lines
        self._waiting: dict[tuple[int, bytes], _Suspect] = {}
        self._queue: list[tuple[int, int, int, bytes]] = []
        self._count = 0
        self._settled: list[Hunk] = []

    def steps(self, file: File) -> Iterator[File]:
        """Do the work; yields what is looked at next."""
        if self._lines:
            self._pass(file, [_Span(0, 0, self._lines)])
        while self._queue:
            *_, commit, path = heappop(self._queue)
            suspect = self._waiting[commit, path]
            yield suspect.file
            del self._waiting[commit, path]
            self._look_at(suspect)

    def hunks(self) -> list[Hunk]:
        """All lines, in order."""
        waiting = [
            Hunk(span.start, span.lines, span.at, None)
            for suspect in self._waiting.values()
            for span in suspect.spans
        ]
        joined: list[Hunk] = []
        for hunk in sorted((*self._settled, *waiting), key=lambda hunk: hunk.start):
            if joined and _continues(joined[-1], hunk):
                last = joined.pop()
                lines = last.lines + hunk.lines
                hunk = Hunk(last.start, lines, last.origin_start, hunk.origin, hunk.previous)  # noqa: PLW2901
            joined.append(hunk)
        return joined

    def _pass(self, file: File, spans: list[_Span]) -> None:
        known = self._waiting.get((file.commit, file.path))
        if known is not None:
            known.spans += spans
        elif spans:
            self._waiting[file.commit, file.path] = _Suspect(file, spans)
            self._count += 1
            entry = (-self._past.time(file.commit), self._count, file.commit, file.path)
            heappush(self._queue, entry)

    def _look_at(self, suspect: _Suspect) -> None:
        file = suspect.file
        parents = self._past.parents(file.commit)
        if parents and self._past.is_as_before(file.commit, file.path):
            self._pass(File(parents[0], file.path, file.oid), suspect.spans)
            return
        scapegoats = self._find_scapegoats(file, parents)
        for scapegoat in scapegoats:
            if scapegoat.oid == file.oid:
                self._pass(scapegoat, suspect.spans)
                return
        for scapegoat in scapegoats:
            suspect.previous = suspect.previous or scapegoat
            self._split(suspect, scapegoat)
            if not suspect.spans:
                return
        self._settled += (
            Hunk(span.start, span.lines, span.at, file, suspect.previous) for span in suspect.spans
        )

    def _find_scapegoats(self, file: File, parents: Sequence[int]) -> list[File]:
        """What may get lines, in the order of the parents; one with the same content ends it."""
        found: dict[int, File] = {}
        for find in (self._past.find_before, self._past.find_renamed):
            for rank, parent in enumerate(parents):
                other = None if rank in found else find(file, parent)
                if other is None:
                    continue
                if other.oid == file.oid:
                    return [other]
                if all(other.oid != found[each].oid for each in found if each < rank):
                    found[rank] = other
        return [found[rank] for rank in sorted(found)]

    def _split(self, suspect: _Suspect, scapegoat: File) -> None:
        """Pass on the lines that both have; the suspect keeps the others."""
        changes = _compare(self._past.read(scapegoat.oid), self._past.read(suspect.file.oid))
        passed, suspect.spans = _divide(suspect.spans, changes)
        self._pass(scapegoat, passed)


def _continues(hunk: Hunk, following: Hunk) -> bool:
    is_next = hunk.origin_start + hunk.lines == following.origin_start
    return hunk.origin == following.origin and (is_next or hunk.origin is None)


def _compare(old: bytes, new: bytes) -> list[Change]:
    size = _common_tail(old, new)
    return compare(split_lines(old[: len(old) - size]), split_lines(new[: len(new) - size]))


def _common_tail(old: bytes, new: bytes) -> int:
    """Bytes to leave out, whole lines: what `trim_common_tail` of Git's xdiff-interface.c does."""
    size = 0
    while size + TAIL_BLOCK <= min(len(old), len(new)):
        block = slice(len(old) - size - TAIL_BLOCK, len(old) - size)
        other = slice(len(new) - size - TAIL_BLOCK, len(new) - size)
        if old[block] != new[other]:
            break
        size += TAIL_BLOCK
    if not size:
        return 0
    newline = old.find(b"\n", len(old) - size)
    return 0 if newline < 0 else len(old) - newline - 1


def _divide(spans: Sequence[_Span], changes: Sequence[Change]) -> tuple[list[_Span], list[_Span]]:
    """What lies outside of the changes, at its place before them; and what lies inside."""
    outside: list[_Span] = []
    inside: list[_Span] = []
    stops = [change.new_stop for change in changes]
    for span in spans:
        start, at, end = span.start, span.at, span.at + span.lines
        while at < end:
            rank = bisect_right(stops, at)
            shift = changes[rank - 1].old_stop - changes[rank - 1].new_stop if rank else 0
            change_start = changes[rank].new_start if rank < len(changes) else end
            if change_start <= at:
                stop = min(changes[rank].new_stop, end)
                inside.append(_Span(start, at, stop - at))
            else:
                stop = min(change_start, end)
                outside.append(_Span(start, at + shift, stop - at))
            start, at = start + stop - at, stop
    return outside, inside

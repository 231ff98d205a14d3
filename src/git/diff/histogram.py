"""Which lines of two files differ, as Git's merges find it: the «histogram» way.

Strategy: the longest run of lines that both files have is sought among those whose rarest line
is rarest in the old file; what is before and after it is compared in the same way. Where all that
both have is frequent, `git.diff.lines` decides. Unlike for a diff that is shown, indentation has
no say in where a change stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from git.diff import lines
from git.diff.lines import Change
from git.diff.slide import slide

MAX_OCCURRENCES = 64
"""Of a line in the old file; what is there more often begins no run. Git's number."""

MAX_EFFORT = 20_000_000
"""Lines that are looked at, those of each part anew; some ten seconds. Beyond it the rest is
compared as for a diff that is shown, which is cheaper and hardly ever differs. Git has no limit."""


@dataclass(frozen=True, slots=True)
class _Box:
    """Lines `old_start` to `old_stop` of the one, `new_start` to `new_stop` of the other."""

    old_start: int
    old_stop: int
    new_start: int
    new_stop: int


def compare(old: Sequence[bytes], new: Sequence[bytes]) -> list[Change]:
    """The changes from `old` to `new`, in order."""
    numbers: dict[bytes, int] = {}
    old_numbers = [numbers.setdefault(line, len(numbers)) for line in old]
    new_numbers = [numbers.setdefault(line, len(numbers)) for line in new]
    changed_old, changed_new = bytearray(len(old)), bytearray(len(new))
    _mark(old_numbers, new_numbers, changed_old, changed_new)
    slide(old_numbers, changed_old, new_numbers, changed_new, None)
    slide(new_numbers, changed_new, old_numbers, changed_old, None)
    return list(lines.iter_changes(changed_old, changed_new))


def _mark(old: list[int], new: list[int], changed_old: bytearray, changed_new: bytearray) -> None:
    boxes = [_Box(0, len(old), 0, len(new))]
    effort = 0
    while boxes:
        box = boxes.pop()
        effort += box.old_stop - box.old_start + box.new_stop - box.new_start
        if box.old_start == box.old_stop or box.new_start == box.new_stop:
            _fill(changed_old, box.old_start, box.old_stop)
            _fill(changed_new, box.new_start, box.new_stop)
            continue
        search = _Search(old, new, box)
        if effort <= MAX_EFFORT:
            search.run()
        if effort > MAX_EFFORT or (search.has_common and search.fewest > MAX_OCCURRENCES):
            _mark_by_myers(old, new, box, (changed_old, changed_new))
        elif search.best is None:
            _fill(changed_old, box.old_start, box.old_stop)
            _fill(changed_new, box.new_start, box.new_stop)
        else:
            best = search.best
            boxes.append(_Box(box.old_start, best.old_start, box.new_start, best.new_start))
            boxes.append(_Box(best.old_stop, box.old_stop, best.new_stop, box.new_stop))


def _fill(changed: bytearray, start: int, stop: int) -> None:
    changed[start:stop] = b"\1" * (stop - start)


def _mark_by_myers(
    old: list[int], new: list[int], box: _Box, changed: tuple[bytearray, bytearray]
) -> None:
    old_part, new_part = old[box.old_start : box.old_stop], new[box.new_start : box.new_stop]
    old_marks, new_marks = bytearray(len(old_part)), bytearray(len(new_part))
    lines.mark(old_part, new_part, old_marks, new_marks)
    changed[0][box.old_start : box.old_stop] = old_marks
    changed[1][box.new_start : box.new_stop] = new_marks


class _Search:
    """For the run to cut a box at; `fewest` is how often its rarest line is in the old part."""

    def __init__(self, old: list[int], new: list[int], box: _Box) -> None:
        self._old = old
        self._new = new
        self._box = box
        self._places: dict[int, list[int]] = {}
        self.best: _Box | None = None
        self.fewest = MAX_OCCURRENCES + 1
        self.has_common = False

    def run(self) -> None:
        places, box = self._places, self._box
        for at in range(box.old_start, box.old_stop):
            places.setdefault(self._old[at], []).append(at)
        at = box.new_start
        while at < box.new_stop:
            found = places.get(self._new[at])
            if found is None:
                at += 1
                continue
            self.has_common = True
            at = self._try(found, at) if len(found) <= self.fewest else at + 1

    def _try(self, places: list[int], new_at: int) -> int:
        """Extend every occurrence of a line of the new file; where to look on."""
        resume = new_at + 1
        stop = 0
        for old_at in places:
            if old_at < stop:
                continue
            run, count = self._extend(old_at, new_at)
            stop = run.old_stop
            resume = max(resume, run.new_stop)
            length = run.old_stop - run.old_start
            best = self.best.old_stop - self.best.old_start if self.best else 1
            if best < length or count < self.fewest:
                self.best, self.fewest = run, count
        return resume

    def _extend(self, old_at: int, new_at: int) -> tuple[_Box, int]:
        """The run around a line that both have, and how often its rarest line occurs."""
        old, new, box, places = self._old, self._new, self._box, self._places
        count = len(places[old[old_at]])
        start, new_start = old_at, new_at
        while start > box.old_start and new_start > box.new_start:
            if old[start - 1] != new[new_start - 1]:
                break
            start -= 1
            new_start -= 1
            if count > 1:
                count = min(count, len(places[old[start]]))
        stop, new_stop = old_at + 1, new_at + 1
        while stop < box.old_stop and new_stop < box.new_stop and old[stop] == new[new_stop]:
            if count > 1:
                count = min(count, len(places[old[stop]]))
            stop += 1
            new_stop += 1
        return _Box(start, stop, new_start, new_stop), count

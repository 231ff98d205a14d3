"""Where a change is shown, when it could be shown in several places.

A run of changed lines that ends (or begins) with the line before (or after) it can be slid up or
down without changing what the patch does. As Git does it: a run is slid to where it stands beside
a change of the other file, and else to where the text seems to be divided: after blank lines,
before less indented ones (the «indent heuristic» of git-diff(1)).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MAX_SLIDE = 100
"""Positions that are weighed."""

MAX_INDENT = 200
MAX_BLANKS = 20

_START_OF_FILE = 1
_END_OF_FILE = 21
_BLANKS = -30
_BLANKS_AFTER = 6
_INDENTED, _INDENTED_AFTER_BLANK = -4, 10
_OUTDENTED, _OUTDENTED_AFTER_BLANK = 24, 17
_DEDENTED, _DEDENTED_AFTER_BLANK = 23, 17
_INDENT_WEIGHT = 60
"""Git's weights, which were fitted to a corpus of diffs that people had rated."""

_BLANK = -1


class _Runs:
    """The runs of changed lines of one file, walked in order; a run may be empty."""

    def __init__(self, lines: Sequence[int], changed: bytearray) -> None:
        self.lines = lines
        self.changed = changed
        self.start = 0
        self.end = 0
        self._extend_end()

    @property
    def is_empty(self) -> bool:
        return self.start == self.end

    def next(self) -> bool:
        if self.end == len(self.lines):
            return False
        self.start = self.end = self.end + 1
        self._extend_end()
        return True

    def previous(self) -> bool:
        if self.start == 0:
            return False
        self.end = self.start = self.start - 1
        self._extend_start()
        return True

    def slide_down(self) -> bool:
        if self.end == len(self.lines) or self.lines[self.start] != self.lines[self.end]:
            return False
        self.changed[self.start] = 0
        self.changed[self.end] = 1
        self.start += 1
        self.end += 1
        self._extend_end()
        return True

    def slide_up(self) -> bool:
        if self.start == 0 or self.lines[self.start - 1] != self.lines[self.end - 1]:
            return False
        self.start -= 1
        self.end -= 1
        self.changed[self.start] = 1
        self.changed[self.end] = 0
        self._extend_start()
        return True

    def _extend_end(self) -> None:
        while self.end < len(self.lines) and self.changed[self.end]:
            self.end += 1

    def _extend_start(self) -> None:
        while self.start and self.changed[self.start - 1]:
            self.start -= 1


def slide(
    lines: Sequence[int],
    changed: bytearray,
    other_lines: Sequence[int],
    other_changed: bytearray,
    text_of: Callable[[int], bytes] | None,
) -> None:
    """Move the changes of one file to where they read best; `text_of` gives a line's text.

    With None the text has no say: what stands beside no other change goes as low as it can.
    """
    runs, others = _Runs(lines, changed), _Runs(other_lines, other_changed)
    indents = text_of and _Indents(len(lines), text_of)
    while True:
        if not runs.is_empty:
            _place(runs, others, indents)
        if not runs.next():
            return
        others.next()


def _place(runs: _Runs, others: _Runs, indents: _Indents | None) -> None:
    size, earliest, matching = _slide_down_all(runs, others)
    if runs.end == earliest:
        return
    if matching:
        while others.is_empty:
            runs.slide_up()
            others.previous()
        return
    if indents is None:
        return
    best = indents.best_end(runs.end, max(earliest, runs.end - size - 1), size)
    while runs.end > best:
        runs.slide_up()
        others.previous()


def _slide_down_all(runs: _Runs, others: _Runs) -> tuple[int, int, bool]:
    """Bring the run as low as it goes, merged with what it meets.

    Its size, the highest place of its end, and whether it could stand beside another change.
    """
    while True:
        size = runs.end - runs.start
        while runs.slide_up():
            others.previous()
        earliest = runs.end
        matching = not others.is_empty
        while runs.slide_down():
            others.next()
            matching = matching or not others.is_empty
        if size == runs.end - runs.start:
            return size, earliest, matching


@dataclass(frozen=True, slots=True)
class _Split:
    """What is around a place between two lines; indents are `_BLANK` where there is no text."""

    is_end: bool
    indent: int
    before: int
    blanks_before: int
    after: int
    blanks_after: int


class _Indents:
    def __init__(self, count: int, text_of: Callable[[int], bytes]) -> None:
        self._count = count
        self._text_of = text_of
        self._known: dict[int, int] = {}

    def best_end(self, end: int, earliest: int, size: int) -> int:
        """Where a run of `size` lines should end, from `earliest` to `end`."""
        best = (0, 0, 0)
        chosen = -1
        for place in range(max(earliest, end - MAX_SLIDE), end + 1):
            indent1, penalty1 = _score(self._split(place))
            indent2, penalty2 = _score(self._split(place - size))
            indent, penalty = indent1 + indent2, penalty1 + penalty2
            weight = _INDENT_WEIGHT * ((indent > best[0]) - (indent < best[0]))
            if chosen < 0 or weight + penalty - best[1] <= 0:
                best = (indent, penalty, place)
                chosen = place
        return chosen

    def _split(self, place: int) -> _Split:
        before, blanks_before = self._text_near(range(place - 1, -1, -1))
        after, blanks_after = self._text_near(range(place + 1, self._count))
        is_end = place >= self._count
        indent = _BLANK if is_end else self._indent(place)
        return _Split(is_end, indent, before, blanks_before, after, blanks_after)

    def _text_near(self, places: range) -> tuple[int, int]:
        """The indent of the next line with text, and the blank lines up to there."""
        blanks = 0
        for place in places:
            indent = self._indent(place)
            if indent != _BLANK:
                return indent, blanks
            blanks += 1
            if blanks == MAX_BLANKS:
                return 0, blanks
        return _BLANK, blanks

    def _indent(self, place: int) -> int:
        if place not in self._known:
            self._known[place] = _indent_of(self._text_of(place))
        return self._known[place]


def _indent_of(text: bytes) -> int:
    indent = 0
    for byte in text:
        if byte == 0x20:
            indent += 1
        elif byte == 0x09:
            indent += 8 - indent % 8
        elif byte not in b"\n\r\v\f":
            return indent
        if indent >= MAX_INDENT:
            return MAX_INDENT
    return _BLANK


def _score(split: _Split) -> tuple[int, int]:
    """How deep the text is here, and what speaks against dividing it; less is better."""
    penalty = 0
    if split.before == _BLANK and split.blanks_before == 0:
        penalty += _START_OF_FILE
    if split.is_end:
        penalty += _END_OF_FILE
    after = 1 + split.blanks_after if split.indent == _BLANK else 0
    blanks = split.blanks_before + after
    penalty += _BLANKS * blanks + _BLANKS_AFTER * after
    indent = split.indent if split.indent != _BLANK else split.after
    if _BLANK not in (indent, split.before) and indent != split.before:
        penalty += _step(split, indent, has_blanks=blanks > 0)
    return indent, penalty


def _step(split: _Split, indent: int, *, has_blanks: bool) -> int:
    if indent > split.before:
        return _INDENTED_AFTER_BLANK if has_blanks else _INDENTED
    if split.after not in (_BLANK, *range(indent + 1)):
        return _OUTDENTED_AFTER_BLANK if has_blanks else _OUTDENTED
    return _DEDENTED_AFTER_BLANK if has_blanks else _DEDENTED

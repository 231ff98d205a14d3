"""Which words of a changed line differ from the line that it replaces.

Lines removed and added in one place are paired in their order. The words of a pair are compared
as lines of files are; of two lines that have little in common no words are marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from git.diff import myers
from web.diff.rows import Hunk, Row, RowKind, Span

MAX_PAIRS = 1_000
"""Pairs of lines that are compared for one page: each costs some 50 µs."""

MAX_WORDS = 300
"""Words of a line that are compared; comparing grows with their square at worst."""

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_ALIKE = 0.4
"""The share of its characters that a line must have in common with its counterpart."""


class WordMarker:
    """Marks words on one page, as far as its budget goes."""

    def __init__(self, pairs: int = MAX_PAIRS) -> None:
        self._left = pairs

    def mark(self, hunk: Hunk) -> Hunk:
        """The hunk with `changed` of its rows filled in."""
        rows = list(hunk.rows)
        removed: list[int] = []
        for kind, group in groupby(range(len(rows)), key=lambda at: rows[at].kind):
            places = list(group)
            if kind is RowKind.ADDED:
                self._mark_pairs(rows, removed, places)
            removed = places if kind is RowKind.REMOVED else []
        return replace(hunk, rows=tuple(rows))

    def _mark_pairs(self, rows: list[Row], removed: list[int], added: list[int]) -> None:
        for old, new in zip(removed, added, strict=False):
            if not self._left:
                return
            self._left -= 1
            spans = compare_words(rows[old].text, rows[new].text)
            rows[old] = replace(rows[old], changed=spans[0])
            rows[new] = replace(rows[new], changed=spans[1])


def compare_words(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What to mark in either line; nothing when they have little in common."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > MAX_WORDS:
        return (), ()
    numbers: dict[str, int] = {}
    marks = bytearray(len(before)), bytearray(len(after))
    myers.mark(
        [numbers.setdefault(word, len(numbers)) for word in before],
        [numbers.setdefault(word, len(numbers)) for word in after],
        *marks,
    )
    same = sum(len(word.strip()) for word, mark in zip(before, marks[0], strict=True) if not mark)
    longest = max(len(old.strip()), len(new.strip()))
    if same < _ALIKE * longest:
        return (), ()
    return _spans(before, marks[0]), _spans(after, marks[1])


def _spans(words: Sequence[str], marks: bytearray) -> tuple[Span, ...]:
    """Marked words as spans; those with only space in between become one."""
    spans: list[Span] = []
    at = 0
    is_near = False
    for word, mark in zip(words, marks, strict=True):
        stop = at + len(word)
        if mark and is_near:
            spans[-1] = (spans[-1][0], stop)
        elif mark:
            spans.append((at, stop))
        is_near = bool(mark) or (is_near and word.isspace())
        at = stop
    return tuple(spans)

from __future__ import annotations

import pytest

from web.diff.rows import Hunk, Row, RowKind
from web.diff.words import MAX_WORDS, WordMarker, compare_words


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:stop] for start, stop in spans]


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("return 1 + 2", "return 1 + 3", ["2"], ["3"]),
        ("def one(a, b):", "def one(a, b, c):", [], [", c"]),
        ("the old long name is here", "the new short name is here", ["old long"], ["new short"]),
        ("same", "same", [], []),
        ("nothing alike", "quite another line", [], []),
        ("", "something", [], []),
    ],
)
def test_words_that_differ(old: str, new: str, removed: list[str], added: list[str]) -> None:
    spans = compare_words(old, new)
    assert marked(old, spans[0]) == removed
    assert marked(new, spans[1]) == added


def test_a_line_of_too_many_words_is_left_alone() -> None:
    line = "word " * MAX_WORDS
    assert compare_words(line, line + "more") == ((), ())


def hunk_of(*pairs: tuple[str, str]) -> Hunk:
    rows = [Row(RowKind.REMOVED, at, None, old) for at, (old, _) in enumerate(pairs)]
    rows += [Row(RowKind.ADDED, None, at, new) for at, (_, new) in enumerate(pairs)]
    return Hunk(0, 0, "", tuple(rows))


def test_lines_are_paired_in_their_order() -> None:
    hunk = WordMarker().mark(hunk_of(("let a = 1", "let a = 2"), ("let b = 3", "let b = 4")))
    assert [marked(row.text, row.changed) for row in hunk.rows] == [["1"], ["3"], ["2"], ["4"]]


def test_beyond_the_budget_nothing_is_marked() -> None:
    pairs = [("let a = 1", "let a = 2")] * 3
    hunk = WordMarker(pairs=2).mark(hunk_of(*pairs))
    assert [bool(row.changed) for row in hunk.rows] == [True, True, False] * 2

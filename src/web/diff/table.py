"""Rows as HTML: one below the other, or before and after side by side.

Written by hand rather than by a template, because a page may have ten thousand of them. Numbers
of lines and signs come from attributes and classes, so that what is copied is code alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from markupsafe import Markup

from web.diff.rows import Hunk, Row, RowKind, Span
from web.visible import visible

_CLASSES = {RowKind.SAME: "", RowKind.REMOVED: "del", RowKind.ADDED: "add"}
_MARKS = {RowKind.SAME: "span", RowKind.REMOVED: "del", RowKind.ADDED: "ins"}
_NO_END = '<span class="no-end" title="No newline at the end of the file">⏎</span>'
_UNIFIED = '<col class="n"><col class="n"><col>'
_SPLIT = '<col class="n"><col><col class="n"><col>'
_NOTHING = '<td class="n"><td class="none">'


def unified(hunks: tuple[Hunk, ...]) -> Markup:
    """What a table holds that has two columns of numbers and one of code."""
    return Markup("\n".join((_UNIFIED, *_iter_unified(hunks))))  # noqa: S704 - every text in it is escaped


def split(hunks: tuple[Hunk, ...]) -> Markup:
    """What a table holds that has number and code of before, then of after."""
    return Markup("\n".join((_SPLIT, *_iter_split(hunks))))  # noqa: S704 - every text in it is escaped


def _iter_unified(hunks: tuple[Hunk, ...]) -> Iterator[str]:
    for hunk in hunks:
        yield f'<tr class="hunk"><td colspan="3">{_head(hunk)}'
        for row in hunk.rows:
            numbers = _number(row.old) + _number(row.new)
            yield f'<tr class="{_CLASSES[row.kind]}">{numbers}<td class="c">{_code(row)}'


def _iter_split(hunks: tuple[Hunk, ...]) -> Iterator[str]:
    for hunk in hunks:
        yield f'<tr class="hunk"><td colspan="4">{_head(hunk)}'
        for before, after in _iter_pairs(hunk.rows):
            yield "<tr>" + _side(before, is_new=False) + _side(after, is_new=True)


def _iter_pairs(rows: tuple[Row, ...]) -> Iterator[tuple[Row | None, Row | None]]:
    removed: list[Row] = []
    added: list[Row] = []
    for row in rows:
        if row.kind is RowKind.REMOVED and not added:
            removed.append(row)
        elif row.kind is RowKind.ADDED:
            added.append(row)
        else:
            yield from zip_longest(removed, added)
            removed, added = [], []
            if row.kind is RowKind.SAME:
                yield row, row
            else:
                removed.append(row)
    yield from zip_longest(removed, added)


def _side(row: Row | None, *, is_new: bool) -> str:
    if row is None:
        return _NOTHING
    number = row.new if is_new else row.old
    return f'{_number(number)}<td class="c {_CLASSES[row.kind]}">{_code(row)}'


def _number(number: int | None) -> str:
    return '<td class="n">' if number is None else f'<td class="n" data-n="{number}">'


def _head(hunk: Hunk) -> str:
    counts = [
        sum(row.kind is not kind for row in hunk.rows) for kind in (RowKind.ADDED, RowKind.REMOVED)
    ]
    spans = f"@@ -{hunk.old_start},{counts[0]} +{hunk.new_start},{counts[1]} @@"
    return f"{spans} <span>{visible(hunk.heading)}</span>"


def _code(row: Row) -> str:
    code = _marked(row.text, row.changed, _MARKS[row.kind]) if row.changed else visible(row.text)
    return code if row.has_end else code + _NO_END


def _marked(text: str, spans: tuple[Span, ...], element: str) -> str:
    pieces: list[str] = []
    at = 0
    for start, stop in spans:
        pieces += [visible(text[at:start]), f"<{element}>", visible(text[start:stop])]
        pieces.append(f"</{element}>")
        at = stop
    return "".join((*pieces, visible(text[at:])))

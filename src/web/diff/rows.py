"""The hunks of a patch as rows: one line before, after, or both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

MAX_LINE = 2_000
"""Characters of a line that are shown: a minified file is one line, and nobody reads it."""

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)")


class RowKind(Enum):
    SAME = " "
    REMOVED = "-"
    ADDED = "+"


Span = tuple[int, int]
"""Characters `start` to `stop` of a line."""


@dataclass(frozen=True, slots=True)
class Row:
    """`old` and `new` are numbers of lines, from 1.

    `changed` are the words that differ from the row's counterpart; `has_end` is False for a last
    line without a newline.
    """

    kind: RowKind
    old: int | None
    new: int | None
    text: str
    changed: tuple[Span, ...] = ()
    has_end: bool = True


@dataclass(frozen=True, slots=True)
class Hunk:
    """`heading` is the line that tells where the hunk is, as Git finds it."""

    old_start: int
    new_start: int
    heading: str
    rows: tuple[Row, ...]


def decode_hunks(patch: bytes) -> tuple[Hunk, ...]:
    """The hunks of one file's patch; what stands between them is passed over."""
    lines = patch.split(b"\n")
    return tuple(_iter_hunks(lines))


def count_rows(patch: bytes) -> int:
    """About as many rows as the patch has, without decoding it."""
    return patch.count(b"\n")


def _iter_hunks(lines: list[bytes]) -> Iterator[Hunk]:
    at = 0
    while at < len(lines):
        match = _HUNK.fullmatch(lines[at])
        at += 1
        if match is None:
            continue
        old, new = int(match[1]), int(match[3])
        counts = _count(match[2]), _count(match[4])
        rows, at = _decode_rows(lines, at, (old, new), counts)
        yield Hunk(old, new, _text(match[5]), tuple(rows))


def _count(digits: bytes | None) -> int:
    return 1 if digits is None else int(digits)


def _decode_rows(
    lines: list[bytes], at: int, starts: tuple[int, int], counts: tuple[int, int]
) -> tuple[list[Row], int]:
    """As many rows as the head of the hunk says, and where the next line is."""
    old, new = starts
    old_stop, new_stop = old + counts[0], new + counts[1]
    rows: list[Row] = []
    while at < len(lines) and (old < old_stop or new < new_stop or lines[at][:1] == b"\\"):
        sign, line = lines[at][:1], lines[at][1:]
        at += 1
        if sign == b"\\":
            rows[-1:] = [_without_end(row) for row in rows[-1:]]
        elif sign == b"-":
            rows.append(Row(RowKind.REMOVED, old, None, _text(line)))
            old += 1
        elif sign == b"+":
            rows.append(Row(RowKind.ADDED, None, new, _text(line)))
            new += 1
        else:
            rows.append(Row(RowKind.SAME, old, new, _text(line)))
            old, new = old + 1, new + 1
    return rows, at


def _without_end(row: Row) -> Row:
    return Row(row.kind, row.old, row.new, row.text, row.changed, has_end=False)


def _text(line: bytes) -> str:
    text = line.decode("utf-8", "replace").removesuffix("\r")
    return text if len(text) <= MAX_LINE else text[:MAX_LINE] + " …"

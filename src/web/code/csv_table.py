"""Tables as people keep them in files: comma-separated values (RFC 4180), or tabs between them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice

MAX_ROWS = 1_000
MAX_COLUMNS = 50
MAX_CELLS = 20_000
"""Of a table that is shown; of a larger one the beginning is."""

MAX_CELL = 10_000
"""Characters of a cell; what is longer is no table but a text with commas."""

_DELIMITERS = {"csv": ",", "tsv": "\t"}


@dataclass(frozen=True, slots=True)
class CsvTable:
    """`is_complete` is False where rows or columns are left out."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_complete: bool


def find_table(path: str, text: str) -> CsvTable | None:
    """The table in a file whose name says that it is one; None where there is none."""
    delimiter = _DELIMITERS.get(path.rpartition(".")[2].lower())
    if delimiter is None or any(len(line) > MAX_CELL for line in text.splitlines()):
        return None
    reader = csv.reader(text.splitlines(), delimiter=delimiter, strict=True)
    try:
        rows = list(islice(reader, MAX_ROWS + 2))
    except csv.Error:
        return None
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    width = min(max(map(len, rows)), MAX_COLUMNS)
    count = min(MAX_ROWS, MAX_CELLS // width)
    kept = tuple((*row[:width], *[""] * (width - len(row))) for row in rows[: count + 1])
    is_complete = len(rows) <= count + 1 and max(map(len, rows)) <= width
    return CsvTable(kept[0], kept[1:], is_complete)

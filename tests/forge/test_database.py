from __future__ import annotations

import pytest

from forge.database import MissingRow, Row, UnexpectedValue, read_first
from tests.support.hearth import Hearth

ROW = Row({"text": "x", "number": 1, "nothing": None, "data": b"x"})


def test_a_column_is_read_by_its_type() -> None:
    assert ROW.text("text") == ROW.find_text("text") == "x"
    assert ROW.integer("number") == ROW.find_integer("number") == 1
    assert ROW.find_text("nothing") is None
    assert ROW.find_integer("nothing") is None


@pytest.mark.parametrize("column", ["number", "nothing", "data"])
def test_what_is_no_text_is_not_read_as_text(column: str) -> None:
    with pytest.raises(UnexpectedValue, match=f"column {column} does not hold text"):
        ROW.text(column)


@pytest.mark.parametrize("column", ["text", "nothing", "data"])
def test_what_is_no_integer_is_not_read_as_one(column: str) -> None:
    with pytest.raises(UnexpectedValue, match=f"column {column} does not hold an integer"):
        ROW.integer(column)


def test_a_row_that_has_to_be_there_is_read_or_missed(hearth: Hearth) -> None:
    row = hearth.run(read_first(hearth.database, "SELECT ?1 AS number", 7))
    assert row.integer("number") == 7
    with pytest.raises(MissingRow, match="SELECT 1 WHERE 0"):
        hearth.run(read_first(hearth.database, "SELECT 1 WHERE 0"))

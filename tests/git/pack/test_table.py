from __future__ import annotations

import pytest

from git.errors import LimitExceeded
from git.pack import table as tables
from git.pack.table import NO_BASE, UNRESOLVED, PackTable


def filled() -> PackTable:
    table = PackTable()
    for number, offset in enumerate((12, 30, 1 << 33)):
        position = table.append(offset, 100 + number, 5, NO_BASE)
        table.resolve(position, 3, bytes([9 - number]) * 20, 50 + number)
    table.end = (1 << 33) + 7
    return table


def test_an_entry_is_unresolved_until_its_object_is_known() -> None:
    table = PackTable()
    position = table.append(12, 1, 5, NO_BASE)
    assert (table.types[position], table.oid(position)) == (UNRESOLVED, bytes(20))
    table.resolve(position, 2, b"a" * 20, 99)
    assert (table.types[position], table.oid(position), table.sizes[position]) == (2, b"a" * 20, 99)


def test_entries_keep_the_order_of_the_pack() -> None:
    table = filled()
    assert len(table) == 3
    assert list(table.offsets) == [12, 30, 1 << 33]
    assert list(table.crcs) == [100, 101, 102]


def test_an_entry_goes_to_where_the_next_begins_and_the_last_to_the_end() -> None:
    table = filled()
    assert [table.extent(at) for at in range(3)] == [
        (12, 30),
        (30, 1 << 33),
        (1 << 33, (1 << 33) + 7),
    ]


def test_an_entry_is_found_by_its_offset_alone() -> None:
    table = filled()
    assert [table.find_offset(offset) for offset in (12, 30, 1 << 33)] == [0, 1, 2]
    assert [table.find_offset(offset) for offset in (-5, 0, 13, 31, 1 << 34)] == [None] * 5
    assert PackTable().find_offset(12) is None


def test_positions_are_ordered_by_oid() -> None:
    assert list(filled().by_oid()) == [2, 1, 0]
    assert not PackTable().by_oid()


def test_more_entries_than_are_handled_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ENTRIES", 3)
    table = filled()
    with pytest.raises(LimitExceeded, match="number of objects in the pack"):
        table.append(1 << 34, 0, 1, NO_BASE)
    assert len(table) == 3

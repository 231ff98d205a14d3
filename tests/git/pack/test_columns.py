from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import PackFormatError
from git.pack import columns
from git.pack.columns import PackColumns
from git.pack.table import EXTERNAL_BASE, NO_BASE, PackTable


def table_of(count: int) -> PackTable:
    table = PackTable()
    for number in range(count):
        base = (NO_BASE, EXTERNAL_BASE, max(number - 2, 0))[number % 3]
        position = table.append(12 + number * (1 << 30), number, 1, base)
        oid = (number * 7919 % 1009).to_bytes(2, "big") * 10
        table.resolve(position, number % 4 + 1, oid, number << 31)
    table.end = 12 + count * (1 << 30)
    return table


@given(st.integers(0, 30))
def test_columns_tell_what_the_table_knew(count: int) -> None:
    table = table_of(count)
    order = table.by_oid()
    data = b"".join(columns.encode(table, order))
    found = PackColumns(data)

    assert len(found) == len(data)
    assert (found.entries, found.end) == (count, table.end)
    assert list(found.offsets) == list(table.offsets)
    assert list(found.sizes) == list(table.sizes)
    assert list(found.bases) == list(table.bases)
    assert bytes(found.types) == bytes(table.types)
    assert [order[rank] for rank in found.ranks] == list(range(count))
    assert [found.extent(at) for at in range(count)] == [table.extent(at) for at in range(count)]


def test_an_entry_is_found_by_its_offset() -> None:
    table = table_of(10)
    found = PackColumns(b"".join(columns.encode(table, table.by_oid())))
    assert [found.position(offset) for offset in table.offsets] == list(range(10))


@pytest.mark.parametrize("offset", [0, 11, 13, 12 + 10 * (1 << 30), 1 << 50])
def test_an_offset_between_entries_is_damage(offset: int) -> None:
    table = table_of(10)
    found = PackColumns(b"".join(columns.encode(table, table.by_oid())))
    with pytest.raises(PackFormatError, match=f"no entry begins at {offset}"):
        found.position(offset)


def test_columns_of_another_length_are_damage() -> None:
    table = table_of(5)
    data = b"".join(columns.encode(table, table.by_oid()))
    for wrong in (data[:-1], data + b"\0", data[:24], data[:23], b""):
        with pytest.raises(PackFormatError, match="the columns of a pack"):
            PackColumns(wrong)


def test_any_changed_byte_is_noticed() -> None:
    table = table_of(3)
    data = b"".join(columns.encode(table, table.by_oid()))
    for at in range(len(data)):
        with pytest.raises(PackFormatError):
            PackColumns(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])

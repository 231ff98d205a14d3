from __future__ import annotations

from hashlib import sha1
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import oid_column
from git.errors import PackFormatError
from git.pack import index
from git.pack.index import PackIndex
from git.pack.table import NO_BASE, PackTable
from tests.support.git_client import GitRepository

TRAILER = bytes(range(20))


def table_of(oids: list[bytes], offsets: list[int] | None = None) -> PackTable:
    table = PackTable()
    for number, oid in enumerate(oids):
        offset = offsets[number] if offsets else 12 + 100 * number
        position = table.append(offset, number * 0x01010101 & 0xFFFFFFFF, 1, NO_BASE)
        table.resolve(position, 3, oid, 1)
    return table


def encoded(table: PackTable) -> bytes:
    return b"".join(index.encode(table, table.by_oid(), TRAILER))


def many_oids(count: int) -> list[bytes]:
    return [sha1(b"%d" % number).digest() for number in range(count)]


FAR = [12, (1 << 31) - 1, 1 << 31, (1 << 32) + 5, (1 << 40) + 1, 700]


def test_git_reads_the_index_as_it_is_meant(tmp_path: Path) -> None:
    oids = many_oids(len(FAR))
    shown = GitRepository(tmp_path).git("show-index", stdin=encoded(table_of(oids, FAR)))
    expected = sorted(
        (oid.hex(), offset, number * 0x01010101 & 0xFFFFFFFF)
        for number, (oid, offset) in enumerate(zip(oids, FAR, strict=True))
    )
    assert shown.text.splitlines() == [f"{at} {oid} ({crc:08x})" for oid, at, crc in expected]


@pytest.mark.parametrize("span", [20, 60, oid_column.FIND_SPAN])
@pytest.mark.parametrize("count", [0, 1, 2, 3000])
def test_every_object_is_found_and_nothing_else(
    span: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oid_column, "FIND_SPAN", span)
    oids = many_oids(count + 50)
    table = table_of(oids[:count])
    found = PackIndex(encoded(table))
    assert found.objects == count
    ranks = [found.find(oid) for oid in oids[:count]]
    assert sorted(rank for rank in ranks if rank is not None) == list(range(count))
    for position, rank in enumerate(ranks):
        assert rank is not None
        assert found.oid(rank) == oids[position]
        assert found.offset(rank) == table.offsets[position]
        assert found.crc(rank) == table.crcs[position]
    assert all(found.find(oid) is None for oid in oids[count:])


@pytest.mark.parametrize("span", [20, oid_column.FIND_SPAN])
def test_many_objects_may_share_a_first_byte(span: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oid_column, "FIND_SPAN", span)
    oids = [b"\xff" + oid[1:] for oid in many_oids(1500)]
    found = PackIndex(encoded(table_of(oids[:1000])))
    assert [found.find(oid) for oid in sorted(oids[:1000])] == list(range(1000))
    assert all(found.find(oid) is None for oid in oids[1000:])
    assert found.find(bytes(20)) is None


def test_an_oid_that_begins_inside_of_another_is_not_found() -> None:
    one, other = b"\x01\x01" * 10, b"\x01\x02" * 10
    found = PackIndex(encoded(table_of([one, other])))
    for shift in range(1, 20):
        assert found.find((one + other)[shift : shift + 20]) in (None, 0)
    assert found.find(b"\x01" * 19 + b"\x02") is None
    hidden = b"\x01" * 20
    found = PackIndex(encoded(table_of([b"\x01" * 19 + b"\0", b"\x01" * 19 + b"\x02", hidden])))
    assert found.find(hidden) == 1


def test_an_offset_beyond_31_bits_is_found_in_the_second_table() -> None:
    oids = many_oids(len(FAR))
    found = PackIndex(encoded(table_of(oids, FAR)))
    ranks = [found.find(oid) for oid in oids]
    assert [found.offset(rank) for rank in ranks if rank is not None] == FAR


def test_an_object_may_be_in_a_pack_once() -> None:
    oids = many_oids(5)
    for twice in (oids[0], oids[4]):
        with pytest.raises(PackFormatError, match=f"holds object {twice.hex()} twice"):
            encoded(table_of([*oids, twice]))


def test_all_oids_are_there_end_to_end() -> None:
    oids = many_oids(20)
    assert PackIndex(encoded(table_of(oids))).oids() == b"".join(sorted(oids))


@given(st.lists(st.binary(min_size=20, max_size=20), unique=True, max_size=30), st.data())
def test_objects_are_found_by_the_digits_they_begin_with(
    oids: list[bytes], data: st.DataObject
) -> None:
    similar = [bytes([7, 7, number]) + bytes(17) for number in range(20)]
    oids = list(dict.fromkeys([*oids, *similar]))
    found = PackIndex(encoded(table_of(oids)))
    digits = data.draw(st.sampled_from(oids)).hex()[: data.draw(st.integers(2, 40))]
    expected = sorted(oid for oid in oids if oid.hex().startswith(digits))
    assert list(found.iter_prefixed(digits)) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a version 2 pack index"),
        (b"\xfftOc\0\0\0\1" + bytes(2000), "not a version 2 pack index"),
        (b"\xfftOc\0\0\0\2" + bytes(1063), "not a version 2 pack index"),
        (b"\xfftOc\0\0\0\2" + b"\xff" * 1064, "ends early"),
        (encoded(table_of(many_oids(5)))[:-1], "ends early"),
        (encoded(table_of(many_oids(5))) + b"x", "is damaged"),
    ],
)
def test_what_is_no_index_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(PackFormatError, match=message):
        PackIndex(data)


def test_any_changed_byte_is_noticed() -> None:
    data = encoded(table_of(many_oids(3), [12, 1 << 33, 50]))
    for at in range(len(data)):
        with pytest.raises(PackFormatError):
            PackIndex(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from git import oid_column

FEW = st.binary(min_size=1, max_size=1).map(lambda byte: bytes([byte[0] % 3]))
ANY = st.binary(min_size=1, max_size=1)
OIDS = st.tuples(FEW, ANY, st.just(bytes(16)), FEW, ANY).map(b"".join)
"""Few different bytes, and many shared beginnings."""

COLUMNS = st.lists(OIDS, max_size=40)


@given(COLUMNS)
def test_a_column_is_put_in_the_order_of_its_oids(oids: list[bytes]) -> None:
    column = bytearray(b"".join(oids))
    order = oid_column.order(column)
    assert sorted(order) == list(range(len(oids)))
    assert oid_column.arranged(column, order) == b"".join(sorted(oids))


@given(COLUMNS)
def test_each_oid_of_a_column_is_told(oids: list[bytes]) -> None:
    assert list(oid_column.iter_oids(b"".join(oids))) == oids


@given(COLUMNS, COLUMNS)
def test_all_of_one_column_are_found_in_another(oids: list[bytes], wanted: list[bytes]) -> None:
    known = list(dict.fromkeys(oids))
    found = oid_column.find_all(bytearray(b"".join(known)), b"".join(wanted))
    places = {oid: place for place, oid in enumerate(known)}
    assert list(found) == [places.get(oid, -1) for oid in wanted]


@given(COLUMNS, OIDS)
def test_one_is_found_where_it_stands(oids: list[bytes], wanted: bytes) -> None:
    column = b"".join(sorted(set(oids)))
    at = oid_column.find(column, wanted, 0, len(column))
    assert column[at : at + 20] == wanted if wanted in oids else at == -1

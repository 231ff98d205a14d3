from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durable import ref_page
from git.oid import ZERO_OID, ObjectId
from git.refs import Ref

OIDS = st.binary(min_size=20, max_size=20).filter(lambda oid: oid != ZERO_OID).map(ObjectId)
NAMES = st.binary(min_size=1, max_size=30).map(lambda name: b"refs/heads/" + name)
REFS = st.builds(Ref, NAMES, OIDS, st.none() | OIDS)
MANY_REFS = st.lists(REFS, unique_by=lambda ref: ref.refname, max_size=12)


def page_of(*refs: Ref) -> bytes:
    return b"".join(map(ref_page.encode_ref, sorted(refs, key=lambda ref: ref.refname)))


@given(MANY_REFS)
def test_a_page_tells_its_refs_in_order(refs: list[Ref]) -> None:
    page = page_of(*refs)
    assert list(ref_page.iter_refs(page)) == sorted(refs, key=lambda ref: ref.refname)
    assert [ref_page.find(page, ref.refname) for ref in refs] == refs


@given(MANY_REFS, NAMES)
def test_a_name_that_is_not_there_is_not_found(refs: list[Ref], name: bytes) -> None:
    page = page_of(*(ref for ref in refs if ref.refname != name))
    assert ref_page.find(page, name) is None


def test_a_name_is_not_found_inside_of_another() -> None:
    page = page_of(Ref(b"refs/heads/main/refs/heads/a", ObjectId(b"o" * 20)))
    for name in (b"refs/heads/a", b"refs/heads/main", b"heads/a", b""):
        assert ref_page.find(page, name) is None


@given(MANY_REFS, st.dictionaries(NAMES, st.none() | st.tuples(OIDS, st.none() | OIDS)))
def test_changes_are_merged_into_a_page(
    refs: list[Ref], changes: dict[bytes, ref_page.Change]
) -> None:
    expected = {ref.refname: ref for ref in refs}
    for name, change in changes.items():
        expected.pop(name, None)
        if change is not None:
            expected[name] = Ref(name, *change)
    merged = ref_page.merge(page_of(*refs), changes)
    assert b"".join(merged) == page_of(*expected.values())
    assert [ref_page.name_of(encoded) for encoded in merged] == sorted(expected)


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 100, 1000])
def test_a_page_that_grew_too_long_is_split_evenly(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [Ref(b"refs/heads/%04d" % number, ObjectId(b"o" * 20)) for number in range(count)]
    encoded = [ref_page.encode_ref(ref) for ref in refs]
    monkeypatch.setattr(ref_page, "PAGE_SIZE", 10 * len(encoded[0]) if encoded else 1)
    runs = ref_page.split(encoded)
    assert [ref for run in runs for ref in run] == encoded
    assert all(runs)
    assert all(len(run) <= 11 for run in runs)
    assert len(runs) <= count // 5 + 1


def test_refs_that_are_longer_than_a_page_each_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ref_page, "PAGE_SIZE", 10)
    encoded = [ref_page.encode_ref(Ref(b"refs/heads/x", ObjectId(b"o" * 20)))] * 3
    assert ref_page.split(encoded) == [[each] for each in encoded]

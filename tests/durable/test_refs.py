from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from durable import ref_page
from durable.ref_page import Change
from durable.refs import Refs
from durable.schema import DEFAULT_HEAD, migrate
from durable.sql import Sql
from git.oid import ObjectId
from git.refs import HEAD, Ref, Unborn
from tests.support.sqlite_sql import SqliteSql


@pytest.fixture
def refs(sql: Sql) -> Refs:
    migrate(sql)
    return Refs(sql)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of about ten refs."""
    monkeypatch.setattr(ref_page, "PAGE_SIZE", 600)


def oid(number: int) -> ObjectId:
    return ObjectId(bytes([number % 255 + 1]) * 20)


def written(refs: Refs, *names: bytes) -> dict[bytes, Ref]:
    """Refs of these names, each to an oid of its own."""
    changes: dict[bytes, Change] = {name: (oid(at), None) for at, name in enumerate(names)}
    refs.apply(changes)
    return {name: Ref(name, oid(at)) for at, name in enumerate(names)}


NAMES = [
    *(b"refs/heads/b%02d" % number for number in range(40)),
    b"refs/heads/a/b",
    b"refs/heads/\xc3\xa9",
    b"refs/heads/\xff\xff\xff\xff\xff\xff",
    b"refs/heads/\xff",
    b"refs/tags/v1",
    b"refs/notes/commits",
    b"refs/heads-up/x",
]
PREFIXES = [
    b"",
    b"refs/",
    b"refs/heads/",
    b"refs/heads",
    b"refs/heads/b",
    b"refs/heads/b1",
    b"refs/heads/\xff",
    b"refs/heads/\xff\xff\xff",
    b"refs/heads/a/b",
    b"refs/heads/zzz",
    b"refs/tags/",
    b"refs/zzz/",
    b"a",
]


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("prefix", PREFIXES)
def test_refs_are_listed_by_what_their_names_begin_with(refs: Refs, prefix: bytes) -> None:
    known = written(refs, *NAMES)
    expected = [known[name] for name in sorted(NAMES) if name.startswith(prefix)]
    assert list(refs.iter_prefixed(prefix)) == expected
    assert refs.count(prefix) == len(expected)


@pytest.mark.usefixtures("small_pages")
def test_every_ref_is_found_by_its_name_alone(refs: Refs) -> None:
    known = written(refs, *NAMES)
    assert [refs.find(name) for name in NAMES] == [known[name].oid for name in NAMES]
    for absent in (
        b"",
        b"refs/heads",
        b"refs/heads/b0",
        b"refs/heads/b400",
        b"refs/zzz",
        b"a",
        b"\0",
    ):
        assert refs.find(absent) is None


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("many", [0, 1000])
def test_several_refs_are_found_by_their_names(
    refs: Refs, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("durable.refs.MANY", many)
    known = written(refs, *NAMES)
    asked = [*NAMES[::3], b"refs/heads/none"]
    assert refs.find_all(asked) == {name: known[name].oid for name in NAMES[::3]}


def test_an_empty_repository_lists_its_unborn_head(refs: Refs) -> None:
    assert refs.is_empty()
    assert list(refs.listing()) == [Unborn(DEFAULT_HEAD)]
    assert refs.find(DEFAULT_HEAD) is None
    assert refs.tips() == set()


def test_head_is_listed_first_with_what_it_stands_for(refs: Refs) -> None:
    written(refs, b"refs/heads/a", DEFAULT_HEAD)
    found = list(refs.listing())
    assert found[0] == Ref(HEAD, oid(1), symref_target=DEFAULT_HEAD)
    refs.set_head(b"refs/heads/a")
    assert refs.head() == Ref(HEAD, oid(0), symref_target=b"refs/heads/a")


def test_a_listing_takes_several_prefixes(refs: Refs) -> None:
    written(refs, *NAMES)
    listed = list(refs.listing([b"refs/heads/b1", b"refs/tags/"]))
    names = [ref.refname for ref in listed[1:] if isinstance(ref, Ref)]
    assert names == [*(b"refs/heads/b%02d" % at for at in range(10, 20)), b"refs/tags/v1"]


def test_a_listing_does_not_see_what_comes_while_it_is_read(refs: Refs) -> None:
    written(refs, b"refs/heads/a", b"refs/heads/b")
    listing = refs.listing()
    next(listing)
    refs.apply({b"refs/heads/b": None, b"refs/heads/c": (oid(9), None)})
    names = [ref.refname for ref in listing if isinstance(ref, Ref)]
    assert names == [b"refs/heads/a", b"refs/heads/b"]


def test_peeled_tags_are_kept(refs: Refs) -> None:
    refs.apply({b"refs/tags/v1": (oid(1), oid(2))})
    assert list(refs.iter_prefixed(b"refs/tags/")) == [Ref(b"refs/tags/v1", oid(1), oid(2))]
    refs.apply({b"refs/tags/v1": (oid(3), None)})
    assert list(refs.iter_prefixed(b"refs/tags/")) == [Ref(b"refs/tags/v1", oid(3))]


def test_tips_are_what_refs_lead_to_each_once(refs: Refs) -> None:
    refs.apply(
        {
            b"refs/heads/a": (oid(1), None),
            b"refs/heads/b": (oid(1), None),
            b"refs/tags/v1": (oid(2), oid(1)),
            b"refs/notes/x": (oid(3), None),
        }
    )
    assert refs.tips() == {oid(1), oid(2), oid(3)}
    assert refs.tips_by_kind() == ({oid(1), oid(2)}, {oid(3)})


def test_branches_are_told_from_other_refs(refs: Refs) -> None:
    written(refs, b"refs/tags/v1", b"refs/heads-up/x")
    assert not refs.has_branches()
    written(refs, b"refs/heads/a")
    assert refs.has_branches()


def test_a_push_of_one_ref_writes_one_page(refs: Refs, sql: Sql) -> None:
    written(refs, *(b"refs/heads/%05d" % number for number in range(5000)))
    before = sql.rows_written()
    refs.apply({b"refs/heads/02500": (oid(1), None)})
    assert sql.rows_written() - before <= 2


def test_a_mirror_of_many_refs_takes_few_rows(refs: Refs, sql: Sql) -> None:
    before = sql.rows_written()
    written(refs, *(b"refs/heads/%05d" % number for number in range(5000)))
    assert sql.rows_written() - before <= 10


CHANGES = st.lists(
    st.dictionaries(
        st.integers(0, 60).map(lambda number: b"refs/heads/%d" % number),
        st.none() | st.integers(1, 200),
        max_size=30,
    ),
    max_size=6,
)


def small() -> Iterator[Refs]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ref_page, "PAGE_SIZE", 300)
        sql = SqliteSql()
        migrate(sql)
        yield Refs(sql)
        sql.close()


@settings(max_examples=60)
@given(CHANGES)
def test_pages_hold_whatever_pushes_made_of_the_refs(
    pushes: list[dict[bytes, int | None]],
) -> None:
    for refs in small():
        expected: dict[bytes, ObjectId] = {}
        for push in pushes:
            changes = {
                name: None if number is None else (oid(number), None)
                for name, number in push.items()
            }
            refs.apply(changes)
            for name, change in changes.items():
                expected.pop(name, None)
                if change is not None:
                    expected[name] = change[0]
            assert {ref.refname: ref.oid for ref in refs.iter_prefixed(b"")} == expected
            assert [ref.refname for ref in refs.iter_prefixed(b"")] == sorted(expected)
            assert refs.is_empty() == (not expected)
            for name in push:
                assert refs.find(name) == expected.get(name)

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import filter as object_filter
from git.errors import GitError, LimitExceeded, ProtocolError
from git.filter import NO_FILTER, Filter
from git.objects import ObjectType

COMMITS = frozenset({ObjectType.COMMIT})
BLOBS = frozenset({ObjectType.BLOB})


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        (b"blob:none", Filter(blob_limit=0)),
        (b"blob:limit=0", Filter(blob_limit=0)),
        (b"blob:limit=100", Filter(blob_limit=100)),
        (b"blob:limit=1k", Filter(blob_limit=1024)),
        (b"blob:limit=2M", Filter(blob_limit=2 * 1024**2)),
        (b"blob:limit=3g", Filter(blob_limit=3 * 1024**3)),
        (b"tree:0", Filter(tree_depth=0)),
        (b"tree:3", Filter(tree_depth=3)),
        (b"object:type=blob", Filter(types=BLOBS)),
        (b"object:type=commit", Filter(types=COMMITS)),
        (b"combine:blob:none", Filter(blob_limit=0)),
        (b"combine:blob:none+tree:2", Filter(blob_limit=0, tree_depth=2)),
        (b"combine:blob:limit=9+blob:limit=5+tree:2+tree:1", Filter(5, 1)),
        (b"combine:blob%3anone+tree%3A4", Filter(0, 4)),
        (b"combine:combine:tree:1%2Bblob:none+tree:7", Filter(0, 1)),
        (b"combine:object:type=blob+object:type=tree", Filter(types=frozenset())),
    ],
)
def test_a_specification_says_what_passes(spec: bytes, found: Filter) -> None:
    assert object_filter.decode(spec) == found


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (b"", "invalid filter-spec ''"),
        (b"blob", "invalid filter-spec 'blob'"),
        (b"blob:all", "invalid filter-spec 'blob:all'"),
        (b"blob:limit=", "invalid filter-spec 'blob:limit='"),
        (b"blob:limit=-1", "invalid filter-spec"),
        (b"blob:limit=1t", "invalid filter-spec"),
        (b"blob:limit=1kk", "invalid filter-spec"),
        (b"blob:limit=9999999999999999999", "invalid filter-spec"),
        (b"tree:", "invalid filter-spec"),
        (b"tree:x", "invalid filter-spec"),
        (b"tree:1\n", "invalid filter-spec"),
        (b"object:type=", "'' for 'object:type=<type>' is not a valid object type"),
        (b"object:type=BLOB", "'BLOB' for"),
        (b"sparse:oid=main:spec", "filter 'sparse:oid' not supported"),
        (b"sparse:path=x", "not supported"),
        (b"combine:", "expected something after combine:"),
        (b"combine:+", "invalid filter-spec ''"),
        (b"combine:tree:1+", "invalid filter-spec ''"),
        (b"combine:tree:1+sparse:oid=x", "not supported"),
        (b"combine:tree:1 +tree:2", "must escape char in sub-filter-spec: ' '"),
        (b"combine:tree:1&tree:2", "must escape char in sub-filter-spec: '&'"),
        (b"combine:tree:1+%zz", "invalid filter-spec '%zz'"),
        (b"\xff\x1b", "invalid filter-spec"),
    ],
)
def test_what_is_no_filter_of_ours_is_refused_in_words(spec: bytes, message: str) -> None:
    with pytest.raises(ProtocolError, match=message.replace("+", r"\+")):
        object_filter.decode(spec)


def test_a_long_specification_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="in bytes"):
        object_filter.decode(b"tree:" + b"0" * object_filter.MAX_SPEC_BYTES)


def test_too_many_filters_are_refused_however_they_nest() -> None:
    flat = b"combine:" + b"+".join([b"tree:1"] * (object_filter.MAX_FILTERS - 1))
    assert object_filter.decode(flat) == Filter(tree_depth=1)
    with pytest.raises(LimitExceeded, match="combined filters"):
        object_filter.decode(flat + b"+tree:1")
    with pytest.raises(LimitExceeded, match="combined filters"):
        object_filter.decode(b"combine:" * object_filter.MAX_FILTERS + b"tree:1")


def test_without_a_filter_everything_passes() -> None:
    assert all(NO_FILTER.allows_type(object_type) for object_type in ObjectType)
    assert NO_FILTER.allows_depth(10_000)
    assert NO_FILTER.allows_blob_size(2**40)


def test_a_blob_limit_is_the_first_size_that_does_not_pass() -> None:
    limited = Filter(blob_limit=10)
    assert limited.allows_blob_size(9)
    assert not limited.allows_blob_size(10)
    assert all(limited.allows_type(object_type) for object_type in ObjectType)


def test_no_blob_passes_blob_none_not_even_an_empty_one() -> None:
    none = object_filter.decode(b"blob:none")
    assert not none.allows_blob_size(0)
    assert not none.allows_type(ObjectType.BLOB)
    assert none.allows_type(ObjectType.TREE)


def test_a_tree_depth_counts_from_the_root_tree() -> None:
    assert not Filter(tree_depth=0).allows_depth(0)
    assert not Filter(tree_depth=0).allows_type(ObjectType.TREE)
    assert not Filter(tree_depth=0).allows_type(ObjectType.BLOB)
    assert Filter(tree_depth=0).allows_type(ObjectType.COMMIT)
    assert Filter(tree_depth=1).allows_depth(0)
    assert not Filter(tree_depth=1).allows_depth(1)


def test_a_type_lets_that_type_alone_pass() -> None:
    assert Filter(types=COMMITS).allows_type(ObjectType.COMMIT)
    assert not Filter(types=COMMITS).allows_type(ObjectType.TAG)


LIMITS = st.one_of(st.none(), st.integers(0, 20))
FILTERS = st.builds(Filter, LIMITS, LIMITS, st.frozensets(st.sampled_from(ObjectType)))


@given(FILTERS, FILTERS, st.sampled_from(ObjectType), st.integers(0, 25))
def test_combined_filters_let_pass_what_each_lets_pass(
    one: Filter, other: Filter, object_type: ObjectType, number: int
) -> None:
    both = one.combined_with(other)
    assert both == other.combined_with(one)
    assert both.allows_type(object_type) == (
        one.allows_type(object_type) and other.allows_type(object_type)
    )
    assert both.allows_depth(number) == (one.allows_depth(number) and other.allows_depth(number))
    assert both.allows_blob_size(number) == (
        one.allows_blob_size(number) and other.allows_blob_size(number)
    )


@given(st.binary(max_size=60))
def test_noise_is_refused_or_decoded_but_never_crashes(noise: bytes) -> None:
    found = None
    for spec in (noise, b"combine:" + noise, b"blob:limit=" + noise):
        with suppress(GitError):
            found = object_filter.decode(spec)
    assert found is None or isinstance(found, Filter)

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from git.errors import DeltaError, LimitExceeded, MissingObject, ObjectFormatError, PackFormatError
from git.objects import ObjectType, hash_object
from git.pack import delta as deltas
from git.pack import indexer as indexers
from git.pack import scan
from git.pack.entry import REF_DELTA, encode_header
from git.pack.limits import MAX_DELTA_DEPTH
from git.pack.table import EXTERNAL_BASE, NO_BASE
from tests.support.packs import (
    BLOB,
    Elsewhere,
    chain,
    copy,
    index,
    insert,
    ofs_delta,
    pack,
    pieces,
    ref_delta,
    replacing,
    size,
    whole,
)

ONE, TWO, THREE = b"one\n" * 20, b"one\n" * 20 + b"two\n", b"one\n" * 20 + b"three\n"


def oid(content: bytes) -> bytes:
    return hash_object(BLOB, content)


def versions(count: int) -> list[bytes]:
    return [b"same " * 10 + b"%d" % number for number in range(count)]


@pytest.fixture(params=["as they come", "in the second pass"])
def resolving(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Deltas are resolved when they arrive, or, where nothing can be kept, at the end."""
    if request.param == "in the second pass":
        monkeypatch.setattr(indexers, "RESOLVE_CACHE", 0)
    return request.param


pytestmark = pytest.mark.usefixtures("resolving")


def test_every_object_is_named_and_shown_once() -> None:
    contents = versions(10)
    found = index([pack([*chain(contents), whole(b"alone")])])
    assert found.oids == [oid(content) for content in (*contents, b"alone")]
    assert found.inspected.objects == {
        oid(content): (BLOB, content) for content in (*contents, b"alone")
    }
    assert found.indexer.resolved == 11


def test_a_delta_has_the_type_of_its_base() -> None:
    for kind in ObjectType:
        found = index([pack([whole(ONE, kind), ref_delta(hash_object(kind, ONE), _two())])])
        assert list(found.indexer.table.types) == [kind, kind]
        assert found.oids[1] == hash_object(kind, TWO)


def _two() -> bytes:
    return replacing(ONE, TWO)


def test_the_table_tells_the_inflated_size_and_the_base() -> None:
    found = index([pack([whole(ONE), *[ofs_delta(len(whole(ONE)), _two())]])])
    assert list(found.indexer.table.sizes) == [len(ONE), len(TWO)]
    assert list(found.indexer.table.bases) == [NO_BASE, 0]


def test_a_base_named_by_its_oid_may_come_later() -> None:
    found = index([pack([ref_delta(oid(TWO), replacing(TWO, THREE)), whole(ONE), _of_one()])])
    assert found.oids == [oid(THREE), oid(ONE), oid(TWO)]
    assert list(found.indexer.table.bases) == [2, NO_BASE, 1]


def _of_one() -> bytes:
    return ref_delta(oid(ONE), _two())


def test_deltas_of_deltas_may_come_in_any_order() -> None:
    contents = versions(12)
    entries = [
        ref_delta(oid(base), replacing(base, content)) for base, content in pairwise(contents)
    ]
    for seed in range(5):
        shuffled = [*entries, whole(contents[0])]
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - the same orders every time
        assert set(index([pack(shuffled)]).oids) == {oid(content) for content in contents}


def test_many_deltas_may_have_one_base() -> None:
    results = versions(50)
    entries = [whole(ONE), *(ref_delta(oid(ONE), replacing(ONE, result)) for result in results)]
    assert index([pack(entries)]).oids == [oid(ONE), *map(oid, results)]


def test_a_base_outside_of_the_pack_is_asked_for() -> None:
    entries = [_of_one(), ofs_delta(len(_of_one()), replacing(TWO, THREE))]
    found = index([pack(entries)], Elsewhere.of(ONE))
    assert found.oids == [oid(TWO), oid(THREE)]
    assert list(found.indexer.table.bases) == [EXTERNAL_BASE, 0]


def test_a_base_outside_may_lead_to_one_that_is_first_looked_for_outside() -> None:
    entries = [ref_delta(oid(TWO), replacing(TWO, THREE)), _of_one()]
    found = index([pack(entries)], Elsewhere.of(ONE))
    assert found.oids == [oid(THREE), oid(TWO)]
    assert list(found.indexer.table.bases) == [1, EXTERNAL_BASE]


def test_a_base_inside_is_preferred() -> None:
    found = index([pack([_of_one(), whole(ONE)])], Elsewhere.of(ONE))
    assert list(found.indexer.table.bases) == [1, NO_BASE]


def test_objects_can_be_read_again_after_all_is_resolved() -> None:
    contents = versions(8)
    entries = [*chain(contents), _of_one(), ref_delta(oid(TWO), replacing(TWO, THREE))]
    found = index([pack(entries)], Elsewhere.of(ONE))
    for position in (7, 0, 9, 3, 8):
        assert found.indexer.content(position) == [*contents, TWO, THREE][position]


def test_a_long_blob_is_hashed_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "STREAMED_BLOB", 1000)
    blob = random.Random(1).randbytes(5000)  # noqa: S311 - the same every time
    delta = replacing(blob, blob[:3000])
    found = index(pieces(pack([whole(blob), ref_delta(oid(blob), delta)]), 700))
    assert found.oids == [oid(blob), oid(blob[:3000])]
    assert set(found.inspected.objects) == {oid(blob[:3000])}
    assert found.indexer.content(0) == blob


def test_progress_counts_all_that_is_resolved() -> None:
    found = index([pack([*chain(versions(5)), _of_one()])], Elsewhere.of(ONE))
    assert found.indexer.resolved == 6


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([_of_one()], id="nowhere"),
        pytest.param([whole(THREE), _of_one()], id="among others"),
        pytest.param([_of_one(), ofs_delta(len(_of_one()), replacing(TWO, THREE))], id="below"),
    ],
)
def test_a_base_that_is_nowhere_is_named(entries: list[bytes]) -> None:
    with pytest.raises(MissingObject, match=oid(ONE).hex()):
        index([pack(entries)])


def test_deltas_in_a_circle_have_no_base() -> None:
    circle = [_of_one(), ref_delta(oid(TWO), replacing(TWO, ONE))]
    with pytest.raises(MissingObject):
        index([pack(circle)])
    with pytest.raises(MissingObject):
        index([pack([*circle, ofs_delta(len(circle[1]), replacing(ONE, THREE))])])
    with pytest.raises(MissingObject):
        index([pack([ref_delta(oid(ONE), replacing(ONE, ONE))])])


def test_a_circle_with_a_way_in_is_resolved() -> None:
    circle = [_of_one(), ref_delta(oid(TWO), replacing(TWO, ONE))]
    assert set(index([pack([*circle, whole(ONE)])]).oids) == {oid(ONE), oid(TWO)}


@pytest.mark.parametrize("distance", [0, 1, len(whole(ONE)) + 1, len(whole(ONE)) + 12, 1 << 62])
def test_a_distance_to_no_entry_is_refused(distance: int) -> None:
    with pytest.raises(PackFormatError, match="no entry's start"):
        index([pack([whole(ONE), ofs_delta(distance, _two())])])


def test_a_delta_of_another_base_is_refused() -> None:
    with pytest.raises(DeltaError, match="wants a base of"):
        index([pack([whole(TWO), ofs_delta(len(whole(TWO)), _two())])])


def test_a_chain_may_be_as_long_as_git_makes_them_and_no_longer() -> None:
    contents = [b"%d" % number for number in range(MAX_DELTA_DEPTH + 2)]
    assert index([pack(chain(contents[:-1]))]).indexer.resolved == MAX_DELTA_DEPTH + 1
    with pytest.raises(LimitExceeded, match="length of a delta chain"):
        index([pack(chain(contents))])


def test_a_result_too_large_to_be_held_is_refused_before_it_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deltas, "MAX_HELD_OBJECT", 1000)
    largest = size(10) + size(1000) + copy(0, 10) * 100
    assert index([pack([whole(bytes(10)), ref_delta(oid(bytes(10)), largest)])]).oids[1:] == [
        oid(bytes(1000))
    ]
    bomb = size(10) + size(1 << 40) + insert(b"never read")
    for delta in (bomb, size(10) + size(1001) + copy(0, 10) * 100 + insert(b"x")):
        with pytest.raises(LimitExceeded, match="sent as a delta"):
            index([pack([whole(bytes(10)), ref_delta(oid(bytes(10)), delta)])])


def test_a_base_too_large_to_be_held_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexers, "MAX_HELD_OBJECT", 1000)
    monkeypatch.setattr(scan, "STREAMED_BLOB", 1000)
    base = bytes(1001)
    with pytest.raises(LimitExceeded, match="that others are deltas of"):
        index([pack([whole(base), ref_delta(oid(base), replacing(base, b""))])])


def test_the_sum_of_all_objects_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = [b"x" * 100 + b"%d" % number for number in range(10)]
    monkeypatch.setattr(indexers, "MAX_INFLATED", 101 * 10)
    assert index([pack(chain(contents))]).indexer.resolved == 10
    monkeypatch.setattr(indexers, "MAX_INFLATED", 101 * 10 - 1)
    with pytest.raises(LimitExceeded, match="inflated size of the pack"):
        index([pack(chain(contents))])


def test_what_has_to_be_made_again_counts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each family of the chain has two members, and the one to go on with is not the newest.
    monkeypatch.setattr(indexers, "RESOLVE_CACHE", 0)
    contents = [b"x" * 100 + b"%02d" % number for number in range(30)]
    entries = [whole(contents[0])]
    for base, content in pairwise(contents):
        entries.append(ref_delta(oid(base), replacing(base, content)))
        entries.append(ref_delta(oid(base), replacing(base, content + b"leaf")))
    assert index([pack(entries)]).indexer.resolved == 59
    monkeypatch.setattr(indexers, "MAX_INFLATED", 59 * 106)
    with pytest.raises(LimitExceeded, match="inflated size of the pack"):
        index([pack(entries)])


def test_a_base_outside_must_stay_where_it_is() -> None:
    there = dict(Elsewhere.of(ONE).objects)
    found = index([pack([_of_one()])], Elsewhere(there))
    there.clear()
    with pytest.raises(MissingObject, match=oid(ONE).hex()):
        found.indexer.content(0)


def test_an_entry_that_says_ref_delta_and_ends_is_refused() -> None:
    with pytest.raises((PackFormatError, MissingObject)):
        index([pack([encode_header(REF_DELTA, 4) + bytes(4)])])


def test_what_the_inspector_refuses_ends_the_pack() -> None:
    class Strict:
        def inspect(self, object_type: int, oid: bytes, data: bytes) -> None:
            raise ObjectFormatError("no")

    strict = indexers.PackIndexer(Strict())
    with pytest.raises(ObjectFormatError, match="no"):
        scan.PackScanner(strict).receive(pack([whole(ONE)]))

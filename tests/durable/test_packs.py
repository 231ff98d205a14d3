from __future__ import annotations

import pytest

from durable.caches import Caches
from durable.packs import Holds, Packs
from durable.storage import Storage
from git.objects import hash_object
from git.oid import ObjectId
from tests.support.origin import Origin
from tests.support.packs import BLOB, pack, whole
from tests.support.raw_push import ZERO, Update


def oid(content: bytes) -> ObjectId:
    return hash_object(BLOB, content)


def push(origin: Origin, *contents: bytes, ref: bytes = b"refs/tags/") -> None:
    updates = [Update(ref + oid(each).hex().encode(), ZERO, oid(each).hex()) for each in contents]
    report = origin.push(*updates, pack=pack([whole(content) for content in contents]))
    assert report[0] == "unpack ok"
    assert not any(line.startswith("ng") for line in report)


def packs_of(origin: Origin, caches: Caches | None = None) -> Packs:
    return Storage(origin.sql, "alice/project", caches or Caches()).packs


CONTENTS = [b"%d" % number for number in range(600)]


@pytest.fixture
def filled(origin: Origin) -> Origin:
    """Three packs, of which each holds some of what the one before holds."""
    push(origin, *CONTENTS[:300])
    push(origin, *CONTENTS[300:500])
    again = Update(b"refs/heads-up/x", ZERO, oid(CONTENTS[599]).hex())
    origin.push(again, pack=pack([whole(content) for content in CONTENTS[400:]]))
    return origin


@pytest.mark.parametrize("digits", [2, 3, 4, 5, 39, 40])
def test_objects_are_found_by_the_digits_they_begin_with_each_once(
    digits: int, filled: Origin
) -> None:
    packs = packs_of(filled)
    for content in CONTENTS[::37]:
        prefix = oid(content).hex()[:digits]
        expected = sorted(oid(each) for each in CONTENTS if oid(each).hex().startswith(prefix))
        found = list(packs.iter_prefixed(prefix))
        assert sorted(found) == expected
        assert len(found) == len(set(found))


def test_an_object_is_read_from_the_oldest_pack_that_has_it(filled: Origin) -> None:
    packs = packs_of(filled)
    bodies = [pack.body for pack in packs.live()]
    assert bodies == sorted(bodies)
    for number, expected in ((0, 0), (299, 0), (300, 1), (450, 1), (500, 2), (599, 2)):
        found = packs.find(oid(CONTENTS[number]))
        assert found is not None
        assert found[0].body == bodies[expected]
    assert packs.find(bytes(20)) is None
    assert packs.locate(bytes(20)) is None


def test_the_position_of_an_object_is_that_of_its_entry(filled: Origin) -> None:
    packs = packs_of(filled)
    for content in CONTENTS[::50]:
        located = packs.locate(oid(content))
        assert located is not None
        pack, position = located
        assert packs.index(pack).oid(packs.columns(pack).ranks[position]) == oid(content)


def test_objects_that_come_again_are_counted(filled: Origin) -> None:
    assert [pack.duplicates for pack in packs_of(filled).live()] == [0, 0, 100]
    assert [pack.objects for pack in packs_of(filled).live()] == [300, 200, 200]


def test_a_pack_tells_what_kind_of_ref_led_in(filled: Origin) -> None:
    push(filled, b"more", ref=b"refs/notes/")
    kinds = [pack.holds for pack in packs_of(filled).live()]
    assert kinds == [Holds.BRANCHES, Holds.BRANCHES, Holds.OTHERS, Holds.OTHERS]


def test_indexes_are_read_once_and_kept_within_bounds(filled: Origin) -> None:
    caches = Caches()
    packs = packs_of(filled, caches)
    live = packs.live()
    assert packs.index(live[0]) is packs.index(live[0])
    first = packs.index(live[0])
    packs.index(live[1])
    packs.columns(live[1])
    assert packs.index(live[0]) is first
    assert 0 < caches.indexes.size <= caches.indexes.capacity


def test_two_repositories_that_share_a_cache_do_not_see_each_other(filled: Origin) -> None:
    other = Origin()
    push(other, b"elsewhere")
    caches = Caches()
    one = Storage(filled.sql, "alice/one", caches).packs
    two = Storage(other.sql, "alice/two", caches).packs
    for _ in range(2):
        assert one.find(oid(b"elsewhere")) is None
        assert two.find(oid(CONTENTS[0])) is None
        assert one.find(oid(CONTENTS[0])) is not None
        assert two.find(oid(b"elsewhere")) is not None
    other.close()

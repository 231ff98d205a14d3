from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable
from itertools import pairwise

import pytest

from durable import objects as stored_objects
from durable.caches import Caches
from durable.objects import CorruptStore, Objects
from durable.storage import Storage
from git.errors import LimitExceeded, MissingObject, WrongType
from git.objects import TYPE_BY_LABEL, ObjectType, hash_object
from git.oid import ObjectId
from tests.support.git_client import GitRepository
from tests.support.histories import oids_of, read_objects
from tests.support.origin import Origin, create, pack_of
from tests.support.packs import BLOB, chain, pack, ref_delta, replacing, whole
from tests.support.raw_push import ZERO, Update


def stored(origin: Origin) -> Objects:
    """What is in the tables, read by another life of the object."""
    return Storage(origin.sql, "alice/project", Caches()).objects


def oid(content: bytes) -> ObjectId:
    return hash_object(BLOB, content)


def push_blobs(origin: Origin, tip: bytes, *entries: bytes) -> None:
    name = b"refs/tags/%b" % oid(tip).hex().encode()
    report = origin.push(Update(name, ZERO, oid(tip).hex()), pack=pack(entries))
    assert report[0] == "unpack ok"


def test_every_object_is_read_as_it_was(origin: Origin, source: GitRepository) -> None:
    known: list[str] = []
    for rev in ("b12", "b25", "b40"):
        revs = [rev, *(f"^{each}" for each in known)]
        name = f"refs/heads/{rev}".encode()
        origin.push(create(source, rev, name), pack=pack_of(source, *revs, thin=True))
        known.append(rev)
    objects = stored(origin)
    pushed = oids_of(source, "--objects", *known)
    for raw, (label, data) in read_objects(source).items():
        object_type = TYPE_BY_LABEL[label.encode()]
        if raw not in pushed:
            assert objects.find_object(ObjectId(raw)) is None
            continue
        assert objects.find_object(ObjectId(raw)) == (object_type, data)
        assert objects.find_type(raw) is object_type
        assert objects.find_size(raw) == len(data)
        assert objects.read(ObjectId(raw), object_type) == data


def test_a_chain_may_lead_through_several_packs(origin: Origin) -> None:
    contents = [b"shared " * 30 + b"%d" % number for number in range(6)]
    push_blobs(origin, contents[0], whole(contents[0]))
    for base, content in pairwise(contents):
        push_blobs(origin, content, ref_delta(oid(base), replacing(base, content)))
    assert origin.count("packs") == 6
    assert stored(origin).find_object(oid(contents[-1])) == (BLOB, contents[-1])


def test_what_is_not_there_is_told_apart(filled: Origin) -> None:
    objects, absent = stored(filled), ObjectId(b"\x11" * 20)
    assert not objects.has(absent)
    assert objects.find_type(absent) is None
    assert objects.find_size(absent) is None
    assert objects.find_object(absent) is None
    for read in (objects.read_size, objects.read_tree):
        with pytest.raises(MissingObject, match=absent.hex()):
            read(absent)


def test_an_object_of_another_type_is_told_apart(filled: Origin, source: GitRepository) -> None:
    objects = stored(filled)
    commit = ObjectId(bytes.fromhex(source.oid("b30")))
    with pytest.raises(WrongType, match="is a commit, not a tree"):
        objects.read_tree(commit)
    assert objects.read(commit, ObjectType.COMMIT).startswith(b"tree ")


def test_an_object_too_large_to_be_held_is_not_read(
    origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    push_blobs(origin, bytes(1001), whole(bytes(1001)))
    monkeypatch.setattr(stored_objects, "MAX_HELD_OBJECT", 1000)
    objects = stored(origin)
    assert objects.find_size(oid(bytes(1001))) == 1001
    with pytest.raises(LimitExceeded, match="read at once"):
        objects.find_object(oid(bytes(1001)))


def test_a_base_that_is_gone_is_damage(origin: Origin) -> None:
    base, result = b"base " * 30, b"base " * 30 + b"more"
    push_blobs(origin, base, whole(base))
    push_blobs(origin, result, ref_delta(oid(base), replacing(base, result)))
    origin.sql.rows("DELETE FROM packs WHERE id = (SELECT MIN(id) FROM packs)")
    with pytest.raises(CorruptStore, match=f"object {oid(base).hex()}, the base of a delta"):
        stored(origin).find_object(oid(result))


def test_few_links_of_a_long_chain_are_held_at_once(origin: Origin) -> None:
    length = 200_000
    made = random.Random(3)  # noqa: S311 - the same contents every time
    contents = [made.randbytes(length) for _ in range(20)]
    push_blobs(origin, contents[-1], *chain(contents))
    objects = stored(origin)
    assert peak(lambda: objects.find_object(oid(contents[0]))) < 12 * length
    fresh = Storage(origin.sql, "alice/project", small_caches()).objects
    assert peak(lambda: fresh.find_object(oid(contents[-1]))) < 12 * length


def small_caches() -> Caches:
    """That keep neither chunks nor contents."""
    caches = Caches()
    caches.contents.capacity = caches.chunks.capacity = 0
    return caches


def peak(work: Callable[[], object]) -> int:
    """Bytes of memory that `work` takes at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

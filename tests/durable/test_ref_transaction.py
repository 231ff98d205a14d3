from __future__ import annotations

import pytest

from durable import ref_transaction
from durable.reflog import Reflog
from durable.refs import Refs
from durable.schema import DEFAULT_HEAD
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.refs import Ref
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, NEW, Origin, create, pack_of
from tests.support.packs import pack, whole
from tests.support.raw_push import EMPTY_PACK, ZERO, Update

TAG = ObjectType.TAG


def branch(source: GitRepository, name: str) -> Update:
    return create(source, "b1", f"refs/heads/{name}".encode())


def head(origin: Origin) -> bytes:
    return Refs(origin.sql).head_target()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["main"], "main"),
        (["other"], "other"),
        (["a", "master", "main", "z"], "main"),
        (["a", "master", "z"], "master"),
        (["z", "a"], "z"),
        (["feature/x"], "feature/x"),
    ],
)
def test_the_first_branches_tell_what_head_stands_for(
    names: list[str], expected: str, origin: Origin, source: GitRepository
) -> None:
    origin.push(*(branch(source, name) for name in names), pack=pack_of(source, "b1"))
    assert head(origin) == f"refs/heads/{expected}".encode()


def test_later_branches_do_not_move_head(origin: Origin, source: GitRepository) -> None:
    origin.push(branch(source, "trunk"), pack=pack_of(source, "b1"))
    origin.push(branch(source, "main"), pack=EMPTY_PACK)
    assert head(origin) == b"refs/heads/trunk"


def test_tags_and_refused_branches_do_not_move_head(origin: Origin, source: GitRepository) -> None:
    origin.push(create(source, "b1", b"refs/tags/v1"), pack=pack_of(source, "b1"))
    origin.push(create(source, "b1", b"refs/heads/a..b"), pack=EMPTY_PACK)
    assert head(origin) == DEFAULT_HEAD
    origin.push(branch(source, "late"), pack=EMPTY_PACK)
    assert head(origin) == b"refs/heads/late"


def test_a_push_of_more_than_the_default_branch_leaves_head_at_it(
    origin: Origin, source: GitRepository
) -> None:
    origin.push(branch(source, "a"), branch(source, "main"), pack=pack_of(source, "b1"))
    assert head(origin) == MAIN


def tag_of(target: ObjectId, kind: bytes, name: bytes) -> bytes:
    return b"object %b\ntype %b\ntag %b\ntagger A <a@example.com> 1 +0000\n\nt\n" % (
        target.hex().encode(),
        kind,
        name,
    )


def refs_of(origin: Origin) -> dict[bytes, Ref]:
    return {ref.refname: ref for ref in Refs(origin.sql).iter_prefixed(b"")}


def test_what_an_annotated_tag_comes_to_is_kept(filled: Origin, source: GitRepository) -> None:
    tip = ObjectId(bytes.fromhex(source.oid("b30")))
    first = tag_of(tip, b"commit", b"v1")
    second = tag_of(hash_object(TAG, first), b"tag", b"v2")
    third = tag_of(hash_object(TAG, second), b"tag", b"v3")
    oids = [hash_object(TAG, each) for each in (first, second, third)]
    filled.push(Update(b"refs/tags/v1", ZERO, oids[0].hex()), pack=pack([whole(first, TAG)]))
    # The first is live by now, the others come with this push.
    filled.push(
        Update(b"refs/tags/v3", ZERO, oids[2].hex()),
        pack=pack([whole(second, TAG), whole(third, TAG)]),
    )
    # This one is made of what is live alone.
    filled.push(Update(b"refs/tags/v2", ZERO, oids[1].hex()), pack=EMPTY_PACK)
    filled.push(Update(b"refs/tags/light", ZERO, tip.hex()), pack=EMPTY_PACK)
    found = refs_of(filled)
    for name, oid in zip((b"v1", b"v2", b"v3"), oids, strict=True):
        assert found[b"refs/tags/" + name] == Ref(b"refs/tags/" + name, oid, tip)
    assert found[b"refs/tags/light"] == Ref(b"refs/tags/light", tip)
    assert found[MAIN].peeled is None


def test_tags_of_tags_without_end_are_peeled_so_far(
    filled: Origin, source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ref_transaction, "MAX_PEEL", 3)
    target, kind = ObjectId(bytes.fromhex(source.oid("b30"))), b"commit"
    tags: list[bytes] = []
    for number in range(5):
        tags.append(tag_of(target, kind, b"v%d" % number))
        target, kind = hash_object(TAG, tags[-1]), b"tag"
    update = Update(b"refs/tags/deep", ZERO, target.hex())
    report = filled.push(update, pack=pack([whole(tag, TAG) for tag in tags]))
    assert report == ["unpack ok", "ok refs/tags/deep"]
    assert refs_of(filled)[b"refs/tags/deep"].peeled == hash_object(TAG, tags[1])


UNSETTLING = [
    pytest.param(Update(MAIN, "b30", "b30~1"), True, id="back"),
    pytest.param(Update(MAIN, "b30", "b31"), None, id="elsewhere"),
    pytest.param(Update(b"refs/heads/copy", "b30", ZERO), False, id="delete a copy"),
    pytest.param(Update(b"refs/heads/old", "b30~1", ZERO), False, id="delete what is behind"),
    pytest.param(Update(NEW, ZERO, "b30~1"), False, id="create behind"),
    pytest.param(Update(b"refs/heads/old", "b30~1", "b30"), False, id="forward"),
]


@pytest.mark.parametrize(("update", "unsettles"), UNSETTLING)
def test_a_push_notes_when_it_leaves_something_behind(
    update: Update, unsettles: bool | None, filled: Origin, source: GitRepository
) -> None:
    filled.push(create(source, "b30~1", b"refs/heads/old"), pack=EMPTY_PACK)
    filled.push(create(source, "b30", b"refs/heads/copy"), pack=EMPTY_PACK)
    if unsettles is True:
        filled.push(Update(b"refs/heads/copy", source.oid("b30"), ZERO))
    old, new = (ZERO if rev == ZERO else source.oid(rev) for rev in (update.old, update.new))
    data = b"" if new == ZERO else pack_of(source, new, "^b30")
    report = filled.push(Update(update.ref, old, new), pack=data)
    assert report == ["unpack ok", f"ok {update.ref.decode()}"]
    noted = filled.setting("has_unreachable")
    assert bool(noted) == bool(unsettles)


def test_the_last_ref_to_something_notes_it_when_it_goes(
    filled: Origin, source: GitRepository
) -> None:
    filled.push(create(source, "b30"), pack=EMPTY_PACK)
    assert not filled.setting("has_unreachable")
    filled.push(Update(NEW, source.oid("b30"), ZERO))
    assert not filled.setting("has_unreachable")
    filled.push(Update(MAIN, source.oid("b30"), source.oid("b30~1")), pack=EMPTY_PACK)
    assert filled.setting("has_unreachable") == 1


def test_to_delete_what_is_not_there_is_well_and_leaves_no_trace(
    filled: Origin, source: GitRepository
) -> None:
    before = filled.tables()
    nowhere = Update(b"refs/heads/nowhere", ZERO, ZERO)
    assert filled.push(nowhere) == ["unpack ok", "ok refs/heads/nowhere"]
    said = b"".join(filled.begin([nowhere], b"", b"report-status side-band-64k").conclude())
    assert b"\x02warning: deleting a non-existent ref\n" in said
    assert filled.tables() == before
    filled.push(nowhere, create(source, "b30"), pack=EMPTY_PACK)
    entry = next(Reflog(filled.sql).iter_newest())
    assert [update.refname for update in entry.updates] == [b"refs/heads/new"]

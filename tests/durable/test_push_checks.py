"""What a push is held against: closure, collisions, Git's rules for objects."""

from __future__ import annotations

import pytest

from durable import inspection, push_checks
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.pack import indexer, scan
from git.protocol import pktline
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, NEW, Origin, create, pack_of, take_in
from tests.support.packs import pack, whole
from tests.support.raw_push import ZERO, Update

PERSON = b"A <a@example.com> 1700000000 +0000"

COMMIT, TREE, BLOB, TAG = ObjectType


def commit(tree: ObjectId, *parents: ObjectId) -> bytes:
    lines = [b"tree " + tree.hex().encode()]
    lines += [b"parent " + parent.hex().encode() for parent in parents]
    return b"\n".join([*lines, b"author " + PERSON, b"committer " + PERSON, b"", b"m\n"])


def tag(target: ObjectId, kind: bytes) -> bytes:
    return b"object %b\ntype %b\ntag v1\ntagger %b\n\nt\n" % (target.hex().encode(), kind, PERSON)


def pushed(origin: Origin, tip: ObjectId, *objects: tuple[ObjectType, bytes]) -> list[str]:
    """The report for a tag made of hand-made objects."""
    entries = [whole(data, kind) for kind, data in objects]
    return origin.push(Update(b"refs/tags/t", ZERO, tip.hex()), pack=pack(entries))


EMPTY_TREE = hash_object(TREE, b"")


@pytest.mark.parametrize(
    ("named", "kind", "expected"),
    [
        ("b30", b"tree", "is a commit, not a tree"),
        ("b30^{tree}", b"commit", "is a tree, not a commit"),
        ("b30^{tree}", b"blob", "is a tree, not a blob"),
        ("b30", b"tag", "is a commit, not a tag"),
    ],
)
def test_what_is_named_must_be_of_the_type_it_is_named_by(
    named: str, kind: bytes, expected: str, filled: Origin, source: GitRepository
) -> None:
    before = filled.tables()
    data = tag(ObjectId(bytes.fromhex(source.oid(named))), kind)
    report = pushed(filled, hash_object(TAG, data), (TAG, data))
    assert report[0] == f"unpack object {source.oid(named)} {expected}"
    assert filled.tables() == before


def test_everything_that_is_named_must_be_there(filled: Origin) -> None:
    before = filled.tables()
    absent = ObjectId(b"\x11" * 20)
    tree = b"100644 f\0" + absent
    for objects in (
        [(COMMIT, commit(absent))],
        [(COMMIT, commit(EMPTY_TREE, absent)), (TREE, b"")],
        [(COMMIT, commit(hash_object(TREE, tree))), (TREE, tree)],
        [(TAG, tag(absent, b"blob"))],
    ):
        tip = hash_object(*objects[0])
        assert pushed(filled, tip, *objects)[0] == f"unpack missing object {absent.hex()}"
        assert filled.tables() == before


def test_the_commit_of_a_submodule_need_not_be_there(filled: Origin) -> None:
    tree = b"160000 lib\0" + b"\x11" * 20
    data = commit(hash_object(TREE, tree))
    assert pushed(filled, hash_object(COMMIT, data), (COMMIT, data), (TREE, tree))[0] == "unpack ok"


def test_what_is_live_may_be_named(filled: Origin, source: GitRepository) -> None:
    known = ObjectId(bytes.fromhex(source.oid("b30")))
    data = commit(ObjectId(bytes.fromhex(source.oid("b30^{tree}"))), known)
    assert pushed(filled, hash_object(COMMIT, data), (COMMIT, data))[0] == "unpack ok"


# Collisions are made by lying about what objects hash to.


@pytest.fixture
def colliding(monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bytes]:
    """Two blobs of one length that have the same oid, as far as receiving goes."""
    first, second = b"innocent content", b"harmful content!"
    made = indexer.sha1

    def weak(data: bytes = b"") -> object:
        return made(data.replace(second, first))

    monkeypatch.setattr(indexer, "sha1", weak)
    return first, second


def test_an_object_that_collides_with_a_live_one_is_refused(
    filled: Origin, colliding: tuple[bytes, bytes], client: GitRepository
) -> None:
    first, second = colliding
    oid = hash_object(BLOB, first)
    assert pushed(filled, oid, (BLOB, first))[0] == "unpack ok"
    before = filled.tables()

    report = filled.push(Update(NEW, ZERO, oid.hex()), pack=pack([whole(second)]))

    assert report[0] == f"unpack SHA-1 collision found with {oid.hex()}: the push is refused"
    assert filled.tables() == before
    fetched = filled.fetch(f"want {oid.hex()}", "done")
    take_in(client, fetched.pack)
    assert client.git("cat-file", "blob", oid.hex()).output == first


def test_a_colliding_object_of_another_length_is_refused(
    filled: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = b"innocent", b"harmful and longer"
    made = indexer.sha1

    def weak(data: bytes = b"") -> object:
        return made(b"blob 8\0innocent" if second in data else data)

    monkeypatch.setattr(indexer, "sha1", weak)
    oid = hash_object(BLOB, first)
    assert pushed(filled, oid, (BLOB, first))[0] == "unpack ok"
    before = filled.tables()
    for limit in (push_checks.STREAMED_BLOB, 1):
        monkeypatch.setattr(push_checks, "STREAMED_BLOB", limit)
        report = filled.push(Update(NEW, ZERO, oid.hex()), pack=pack([whole(second)]))
        assert "SHA-1 collision found" in report[0]
        assert filled.tables() == before


def test_a_blob_too_long_to_be_held_is_compared_by_its_length(
    filled: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (push_checks, scan, inspection):
        monkeypatch.setattr(place, "STREAMED_BLOB", 10)
    blob = b"longer than is held"
    for _ in range(2):
        name = Update(b"refs/tags/%d" % filled.now, ZERO, hash_object(BLOB, blob).hex())
        assert filled.push(name, pack=pack([whole(blob)]))[0] == "unpack ok"


def test_a_collision_inside_of_one_push_is_refused(
    filled: Origin, colliding: tuple[bytes, bytes]
) -> None:
    first, second = colliding
    before = filled.tables()
    report = pushed(filled, hash_object(BLOB, first), (BLOB, first), (BLOB, second))
    assert "twice" in report[0]
    assert filled.tables() == before


def test_of_two_colliding_pushes_at_once_the_first_is_the_one_that_is_read(
    filled: Origin, colliding: tuple[bytes, bytes], client: GitRepository
) -> None:
    first, second = colliding
    oid = hash_object(BLOB, first)
    names = (b"refs/tags/one", b"refs/tags/two")
    pushes = [
        filled.begin([Update(name, ZERO, oid.hex())], pack([whole(content)]))
        for name, content in zip(names, (first, second), strict=True)
    ]
    conclusions = [push.conclude() for push in pushes]
    answers = [b"", b""]
    for _ in range(100):
        for number, conclusion in enumerate(conclusions):
            answers[number] += next(conclusion, b"")
    assert b"unpack ok" in answers[0]
    filled.wake()
    filled.clone(client)
    assert client.git("cat-file", "blob", oid.hex()).output == first


def test_an_object_that_comes_again_as_it_is_does_no_harm(
    filled: Origin, source: GitRepository, client: GitRepository
) -> None:
    for rev in ("b30", "b31", "b31"):
        report = filled.push(
            create(source, rev, f"refs/heads/{filled.now}".encode()), pack=pack_of(source, rev)
        )
        assert report[0] == "unpack ok"
    fetched = filled.clone(client)
    assert int.from_bytes(fetched.pack[8:12], "big") == len(client.held())
    client.check()


# Git's rules for objects.


def test_what_breaks_a_rule_is_refused_with_the_id_of_the_rule(filled: Origin) -> None:
    before = filled.tables()
    blob = hash_object(BLOB, b"x")
    for name in (b".git", b"..", b".GIT", b"git~1"):
        tree = b"100644 %b\0" % name + blob
        report = pushed(filled, hash_object(TREE, tree), (TREE, tree), (BLOB, b"x"))
        assert hash_object(TREE, tree).hex() in report[0]
        assert "hasDot" in report[0]
        assert filled.tables() == before


def test_a_dangerous_file_is_looked_into_wherever_it_stands_in_the_pack(filled: Origin) -> None:
    before = filled.tables()
    modules = b'[submodule "../evil"]\n\tpath = a\n\turl = b\n'
    tree = b"100644 .gitmodules\0" + hash_object(BLOB, modules)
    objects = [(TREE, tree), (BLOB, modules)]
    for order in (objects, objects[::-1]):
        report = pushed(filled, hash_object(TREE, tree), *order)
        assert "gitmodulesName" in report[0]
        assert filled.tables() == before


def test_a_dangerous_file_that_is_not_there_is_refused(filled: Origin) -> None:
    tree = b"100644 .gitmodules\0" + b"\x11" * 20
    assert "missing" in pushed(filled, hash_object(TREE, tree), (TREE, tree))[0].lower()


def test_a_dangerous_file_that_is_live_was_looked_at_when_it_came(filled: Origin) -> None:
    modules = b'[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n'
    tree = b"100644 .gitmodules\0" + hash_object(BLOB, modules)
    outer = b"40000 d\0" + hash_object(TREE, tree)
    assert pushed(filled, hash_object(TREE, tree), (TREE, tree), (BLOB, modules))[0] == "unpack ok"
    again = b"100644 .gitattributes\0" + hash_object(BLOB, modules) + tree
    objects = [(TREE, outer), (TREE, again)]
    for kind, data in objects:
        update = Update(b"refs/tags/%d" % len(data), ZERO, hash_object(kind, data).hex())
        assert filled.push(update, pack=pack([whole(data, kind)]))[0] == "unpack ok"


def test_many_dangerous_files_are_refused(filled: Origin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "MAX_SPECIAL_FILES", 3)
    blobs = [b"[a]\n" + b"#" * number for number in range(4)]
    trees = [b"100644 .gitmodules\0" + hash_object(BLOB, blob) for blob in blobs]
    objects = [*((BLOB, blob) for blob in blobs), *((TREE, tree) for tree in trees)]
    assert "number of .gitmodules files" in pushed(filled, hash_object(TREE, trees[0]), *objects)[0]
    few = [*((BLOB, blob) for blob in blobs[:3]), *((TREE, tree) for tree in trees[:3])]
    assert pushed(filled, hash_object(TREE, trees[0]), *few)[0] == "unpack ok"


def test_a_push_option_lets_old_warts_in(filled: Origin) -> None:
    data = commit(EMPTY_TREE).replace(b"+0000", b"+000")
    tip = hash_object(COMMIT, data)
    entries = [whole(data, COMMIT), whole(b"", TREE)]
    assert "badTimezone" in filled.push(Update(NEW, ZERO, tip.hex()), pack=pack(entries))[0]
    words = b"report-status push-options"
    option = pktline.encode(b"fsck.badTimezone=ignore") + pktline.FLUSH
    report = filled.push(
        Update(NEW, ZERO, tip.hex()), pack=option + pack(entries), capabilities=words
    )
    assert report == ["unpack ok", "ok refs/heads/new"]
    assert MAIN.decode() in filled.refs()

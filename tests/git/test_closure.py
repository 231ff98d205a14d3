from __future__ import annotations

import pytest

from git import tree as trees
from git.closure import Closure
from git.errors import ObjectFormatError
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.pack.table import NO_BASE, PackTable
from git.tree import FILE, GITLINK, SYMLINK, TREE, Entry

BLOB_OID = hash_object(ObjectType.BLOB, b"content")
LINK_OID = hash_object(ObjectType.BLOB, b"target")
MODULE_OID = ObjectId(b"m" * 20)
PERSON = b"A <a@example.com> 1700000000 +0000"

INNER = trees.encode([Entry(SYMLINK, b"link", LINK_OID)])
INNER_OID = hash_object(ObjectType.TREE, INNER)
ROOT = trees.encode(
    [
        Entry(FILE, b"file", BLOB_OID),
        Entry(TREE, b"inner", INNER_OID),
        Entry(GITLINK, b"module", MODULE_OID),
    ]
)
ROOT_OID = hash_object(ObjectType.TREE, ROOT)


def commit(*parents: ObjectId, message: bytes = b"m") -> bytes:
    lines = [b"tree " + ROOT_OID.hex().encode()]
    lines += [b"parent " + parent.hex().encode() for parent in parents]
    lines += [b"author " + PERSON, b"committer " + PERSON, b"", message]
    return b"\n".join(lines)


def tag(target: ObjectId, kind: bytes) -> bytes:
    return b"object %b\ntype %b\ntag v1\ntagger %b\n\nt\n" % (
        target.hex().encode(),
        kind,
        PERSON,
    )


FIRST = commit()
FIRST_OID = hash_object(ObjectType.COMMIT, FIRST)
SECOND = commit(FIRST_OID)
SECOND_OID = hash_object(ObjectType.COMMIT, SECOND)
TAG = tag(SECOND_OID, b"commit")
TAG_OID = hash_object(ObjectType.TAG, TAG)

COMMIT, TREE_TYPE, BLOB = ObjectType.COMMIT, ObjectType.TREE, ObjectType.BLOB
EVERYTHING = [
    (COMMIT, FIRST),
    (COMMIT, SECOND),
    (TREE_TYPE, ROOT),
    (TREE_TYPE, INNER),
    (BLOB, b"content"),
    (BLOB, b"target"),
    (ObjectType.TAG, TAG),
]


def taken_in(objects: list[tuple[ObjectType, bytes]]) -> tuple[Closure, PackTable]:
    closure, table = Closure(), PackTable()
    for object_type, data in objects:
        oid = hash_object(object_type, data)
        closure.inspect(object_type, oid, data)
        table.resolve(table.append(12, 0, 1, NO_BASE), object_type, oid, len(data))
    return closure, table


def without(*left_out: bytes) -> list[tuple[ObjectType, bytes]]:
    return [each for each in EVERYTHING if each[1] not in left_out]


def test_a_pack_that_holds_all_it_names_needs_nothing_from_outside() -> None:
    closure, table = taken_in(EVERYTHING)
    settlement = closure.settle(table, {TAG_OID})
    assert list(closure.iter_outside()) == []
    assert settlement.strays == 0
    assert settlement.tip_types == {TAG_OID: ObjectType.TAG}


@pytest.mark.parametrize(
    ("left_out", "object_type"),
    [
        (FIRST, COMMIT),
        (SECOND, COMMIT),
        (ROOT, TREE_TYPE),
        (INNER, TREE_TYPE),
        (b"content", BLOB),
        (b"target", BLOB),
    ],
    ids=["parent", "tag's target", "root tree", "inner tree", "file", "link"],
)
def test_what_is_named_and_not_held_must_be_outside(
    left_out: bytes, object_type: ObjectType
) -> None:
    closure, table = taken_in(without(left_out))
    closure.settle(table, {TAG_OID})
    outside = list(closure.iter_outside())
    assert (object_type, hash_object(object_type, left_out)) in outside
    assert (COMMIT, MODULE_OID) not in outside


def test_an_object_of_another_type_than_it_is_named_by_does_not_count() -> None:
    wrong = tag(FIRST_OID, b"tree")
    closure, table = taken_in([*EVERYTHING, (ObjectType.TAG, wrong)])
    closure.settle(table, {TAG_OID, hash_object(ObjectType.TAG, wrong)})
    assert list(closure.iter_outside()) == [(TREE_TYPE, FIRST_OID)]


def test_what_nothing_names_is_a_stray() -> None:
    closure, table = taken_in([*EVERYTHING, (BLOB, b"stray"), (COMMIT, commit(message=b"x"))])
    assert closure.settle(table, {TAG_OID}).strays == 2
    closure, table = taken_in(EVERYTHING)
    assert closure.settle(table, set()).strays == 1


def test_a_tip_is_no_stray_even_when_something_names_it() -> None:
    closure, table = taken_in(EVERYTHING)
    settlement = closure.settle(table, {TAG_OID, SECOND_OID, BLOB_OID, b"z" * 20})
    assert settlement.strays == 0
    assert settlement.tip_types == {
        TAG_OID: ObjectType.TAG,
        SECOND_OID: COMMIT,
        BLOB_OID: BLOB,
    }
    assert list(closure.iter_outside()) == []


def test_commits_are_collected_for_the_graph() -> None:
    closure, _ = taken_in(EVERYTHING)
    commits = closure.commits
    assert [commits.oid(at) for at in range(2)] == [FIRST_OID, SECOND_OID]
    assert [commits.tree(at) for at in range(2)] == [ROOT_OID, ROOT_OID]
    assert [commits.parents(at) for at in range(2)] == [[], [FIRST_OID]]
    assert list(commits.times) == [1_700_000_000] * 2


def test_targets_of_tags_are_collected_for_peeling() -> None:
    closure, _ = taken_in(EVERYTHING)
    assert closure.tag_targets == {TAG_OID: SECOND_OID}


@pytest.mark.parametrize("object_type", [COMMIT, ObjectType.TAG])
def test_an_object_that_cannot_be_read_is_refused(object_type: ObjectType) -> None:
    with pytest.raises(ObjectFormatError):
        Closure().inspect(object_type, bytes(20), b"nonsense")


def test_what_many_objects_name_is_held_against_the_pack_once_all_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("git.closure.RECENT_NAMES", 1)
    copies = [(COMMIT, commit(message=b"%d" % number)) for number in range(5)]
    closure, table = taken_in([*copies, *without(INNER)])
    tips = {TAG_OID, *(hash_object(COMMIT, content) for _, content in copies)}
    assert closure.settle(table, tips).strays == 1  # the link, which only the inner tree names
    assert list(closure.iter_outside()) == [(TREE_TYPE, INNER_OID)]

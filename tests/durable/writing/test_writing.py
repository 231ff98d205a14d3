from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from durable.contract.files import ReadBlob, ReadTree
from durable.contract.history import ReadLog
from durable.contract.limits import MAX_EDITS, MAX_PATH
from durable.contract.message import Message, Question, Reason
from durable.contract.refs import ReadReflog, ReadSummary, ResolveRev
from durable.contract.writing import (
    CommitFiles,
    CreateRef,
    DeleteRef,
    MoveRef,
    RenameBranch,
    RestoreRef,
    SetHead,
    TreeEdit,
    WriteBlob,
    WriteCommit,
    WriteTag,
    WriteTree,
)
from git import tree as trees
from git.commit import Commit
from git.objects import ObjectType, hash_object
from git.oid import ZERO_OID, ObjectId
from git.signature import Signature
from git.tag import Tag
from tests.support.git_client import GitRepository
from tests.support.stored import READER, WRITER, Stored

MAIN = b"refs/heads/main"
PERSON = Signature(b"A", b"a@example.com", 1_700_000_000, b"+0000")


def draft(message: bytes = b"change\n") -> Commit:
    return Commit(ZERO_OID, (), PERSON, PERSON, (), message)


def put(path: bytes, content: bytes, mode: int = trees.FILE) -> TreeEdit:
    return TreeEdit(path, mode, content=content)


def gone(path: bytes) -> TreeEdit:
    return TreeEdit(path, 0)


@pytest.fixture
def stored(work: GitRepository) -> Iterator[Stored]:
    work.commit("first", {"a/b/c": b"1\n", "a/d": b"2\n", "top": b"3\n", "z/only": b"4\n"})
    stored = Stored(work)
    yield stored
    stored.close()


def oid(text: str) -> ObjectId:
    return ObjectId(bytes.fromhex(text))


def test_a_commit_of_files_is_the_one_that_git_makes(stored: Stored, tmp_path: Path) -> None:
    edits = (
        put(b"a/b/new", b"n\n"),
        put(b"a/d", b"changed\n"),
        put(b"run", b"#!/bin/sh\n", trees.EXECUTABLE),
        put(b"link", b"top", trees.SYMLINK),
        gone(b"z/only"),
        gone(b"a/b/c"),
        put(b"very/deep/folder/file", b""),
    )
    made = stored.ask(CommitFiles(MAIN, draft(), edits), WRITER)

    work = stored.git
    (work.folder / "z/only").unlink()
    (work.folder / "a/b/c").unlink()
    (work.folder / "run").write_bytes(b"#!/bin/sh\n")
    (work.folder / "run").chmod(0o755)
    (work.folder / "link").symlink_to("top")
    work.commit("change", {"a/b/new": b"n\n", "a/d": b"changed\n", "very/deep/folder/file": b""})
    assert made.commit.commit.tree.hex() == work.oid("HEAD^{tree}")
    assert made.commit.commit.parents == (oid(work.oid("HEAD~1")),)
    assert made.blobs[0] == hash_object(ObjectType.BLOB, b"n\n")
    assert made.blobs[4] is None
    exported = stored.export(tmp_path / "exported")
    assert exported.oid("main") == made.commit.oid.hex()
    entry = stored.ask(ReadReflog(limit=1)).entries[0]
    assert (entry.actor, entry.updates[0].new_oid) == ("writer", made.commit.oid)


def test_the_first_commit_makes_the_branch_of_head(tmp_path: Path) -> None:
    empty = GitRepository(tmp_path / "empty")
    empty.folder.mkdir()
    empty.git("init", "-q")
    stored = Stored(empty)
    made = stored.ask(CommitFiles(b"", draft(), (put(b"README", b"hi\n"),)), WRITER)
    summary = stored.ask(ReadSummary())
    assert (summary.head_target, summary.head_oid) == (MAIN, made.commit.oid)
    assert stored.ask(ReadLog(b"HEAD")).total == 1
    stored.export(tmp_path / "exported")
    stored.close()


def test_all_files_may_be_deleted(stored: Stored, tmp_path: Path) -> None:
    edits = tuple(map(gone, (b"a/b/c", b"a/d", b"top", b"z/only")))
    made = stored.ask(CommitFiles(MAIN, draft(), edits), WRITER)
    assert made.commit.commit.tree.hex() == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    stored.export(tmp_path / "exported")


def test_a_new_branch_begins_where_it_is_told(stored: Stored) -> None:
    question = CommitFiles(b"refs/heads/new", draft(), (put(b"x", b"y"),))
    assert stored.reason(question, WRITER) is Reason.NOT_FOUND
    made = stored.ask(CommitFiles(b"refs/heads/new", draft(), (put(b"x", b"y"),), b"main"), WRITER)
    assert made.commit.commit.parents == (oid(stored.git.oid("main")),)


def test_a_file_becomes_a_folder_and_a_folder_a_file(stored: Stored, tmp_path: Path) -> None:
    edits = (put(b"top/inside", b"1"), put(b"a", b"2"))
    stored.ask(CommitFiles(MAIN, draft(), edits), WRITER)
    entries = stored.ask(ReadTree(b"main", recursive=True)).entries
    assert [entry.path for entry in entries] == [b"a", b"top", b"top/inside", b"z", b"z/only"]
    stored.export(tmp_path / "exported")


TOP = hash_object(ObjectType.BLOB, b"3\n")
OTHER = hash_object(ObjectType.BLOB, b"other")


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ((TreeEdit(b"top", trees.FILE, content=b"x", expected=OTHER),), Reason.CONFLICT),
        ((TreeEdit(b"none", trees.FILE, content=b"x", expected=OTHER),), Reason.CONFLICT),
        ((TreeEdit(b"top", trees.FILE, content=b"x", is_new=True),), Reason.INVALID),
        ((TreeEdit(b"x", trees.FILE, oid=OTHER),), Reason.INVALID),
        ((gone(b"none"),), Reason.NOT_FOUND),
        ((put(b"x", b"1"), put(b"x", b"2")), Reason.INVALID),
        ((put(b"x", b"1"), put(b"x/y", b"2")), Reason.INVALID),
        ((put(b"../x", b"1"),), Reason.INVALID),
        ((put(b"a//x", b"1"),), Reason.INVALID),
        ((put(b"", b"1"),), Reason.INVALID),
        ((put(b"/x", b"1"),), Reason.INVALID),
        ((put(b"a/.GIT/config", b"1"),), Reason.INVALID),
        ((put(b"a\0b", b"1"),), Reason.INVALID),
        ((put(b"a/" * (MAX_PATH // 2) + b"x", b"1"),), Reason.TOO_LARGE),
        (tuple(put(b"f%d" % n, b"") for n in range(MAX_EDITS + 1)), Reason.TOO_LARGE),
        ((put(b".gitmodules", b'[submodule "x"]\n\turl = -x\n'),), Reason.INVALID),
    ],
)
def test_what_cannot_be_committed_leaves_no_trace(
    stored: Stored, edits: tuple[TreeEdit, ...], reason: Reason
) -> None:
    before = stored.sql.rows("SELECT COUNT(*), SUM(LENGTH(data)) FROM chunks")
    assert stored.reason(CommitFiles(MAIN, draft(), edits), WRITER) is reason
    assert stored.sql.rows("SELECT COUNT(*), SUM(LENGTH(data)) FROM chunks") == before
    assert stored.sql.rows("SELECT * FROM packs WHERE holds = 'quarantine'") == []
    assert stored.ask(ResolveRev(b"main")).oid.hex() == stored.git.oid("main")


def test_the_content_that_is_replaced_may_be_named(stored: Stored) -> None:
    edits = (TreeEdit(b"top", trees.FILE, content=b"x", expected=TOP),)
    stored.ask(CommitFiles(MAIN, draft(), edits), WRITER)
    assert stored.reason(CommitFiles(MAIN, draft(), edits), WRITER) is Reason.CONFLICT


def test_a_branch_that_has_moved_is_not_written_to(stored: Stored) -> None:
    first = oid(stored.git.oid("main"))
    stored.ask(CommitFiles(MAIN, draft(), (put(b"x", b"1"),), expected=first), WRITER)
    again = CommitFiles(MAIN, draft(), (put(b"x", b"2"),), expected=first)
    assert stored.reason(again, WRITER) is Reason.CONFLICT


def test_objects_are_written_one_by_one_until_a_ref_leads_to_them(
    stored: Stored, tmp_path: Path
) -> None:
    blob = stored.ask(WriteBlob(b"by hand\n"), WRITER).oid
    base = oid(stored.git.oid("main^{tree}"))
    tree = stored.ask(WriteTree(base, (TreeEdit(b"a/hand", trees.FILE, blob),)), WRITER).oid
    commit = Commit(tree, (oid(stored.git.oid("main")),), PERSON, PERSON, (), b"by hand\n")
    made = stored.ask(WriteCommit(commit), WRITER).oid
    tag = Tag(made, ObjectType.COMMIT, b"v1", PERSON, (), b"first\n")
    tagged = stored.ask(WriteTag(tag), WRITER).oid
    assert stored.reason(ReadBlob(blob, 100)) is Reason.NOT_FOUND
    assert stored.ask(ReadBlob(blob, 100), WRITER).content == b"by hand\n"

    stored.ask(MoveRef(MAIN, made), WRITER)
    stored.ask(CreateRef(b"refs/tags/v1", tagged.hex().encode()), WRITER)

    assert stored.ask(ReadBlob(blob, 100), READER).content == b"by hand\n"
    exported = stored.export(tmp_path / "exported")
    assert exported.read("show", "v1:a/hand") == "by hand"


def test_what_is_there_already_is_not_written_again(stored: Stored) -> None:
    written = stored.sql.rows_written()
    assert stored.ask(WriteBlob(b"3\n"), WRITER).oid == TOP
    assert stored.sql.rows_written() == written


@pytest.mark.parametrize(
    "question",
    [
        WriteCommit(Commit(OTHER, (), PERSON, PERSON, (), b"x")),
        WriteCommit(Commit(TOP, (), PERSON, PERSON, (), b"x")),
        WriteTree(None, (TreeEdit(b"x", trees.TREE, TOP),)),
        WriteTag(Tag(TOP, ObjectType.COMMIT, b"v", PERSON, (), b"")),
        CreateRef(b"refs/heads/bad..name", b"main"),
        CreateRef(b"refs/heads/main", b"main"),
        CreateRef(b"refs/heads/main/below", b"main"),
        CreateRef(b"refs/pull/1/head", b"main"),
        MoveRef(b"refs/heads/none", TOP),
        MoveRef(MAIN, OTHER),
        DeleteRef(b"refs/heads/none"),
        DeleteRef(MAIN),
        SetHead(b"refs/heads/none"),
        SetHead(b"refs/tags/none"),
        RenameBranch(MAIN, b"refs/heads/main/below/.x"),
        CommitFiles(MAIN, draft(b"a\0b"), (put(b"x", b"1"),)),
        CommitFiles(MAIN, draft(b"x" * ((1 << 20) + 1)), (put(b"x", b"1"),)),
    ],
)
def test_what_makes_no_sense_is_refused(stored: Stored, question: Question[Message]) -> None:
    assert stored.reason(question, WRITER) in (Reason.INVALID, Reason.REFUSED, Reason.TOO_LARGE)
    assert stored.reason(question, READER) is Reason.REFUSED


def test_a_branch_moves_forward_and_back_only_by_force(stored: Stored) -> None:
    first = oid(stored.git.oid("main"))
    second = stored.ask(CommitFiles(MAIN, draft(), (put(b"x", b"1"),)), WRITER).commit.oid
    assert stored.reason(MoveRef(MAIN, first), WRITER) is Reason.INVALID
    assert stored.ask(MoveRef(MAIN, first, force=True), WRITER).oid == first
    assert stored.ask(MoveRef(MAIN, second), WRITER).oid == second


def test_renaming_the_default_branch_takes_head_along(stored: Stored) -> None:
    renamed = stored.ask(RenameBranch(MAIN, b"refs/heads/trunk/x"), WRITER)
    assert renamed.commit is not None
    assert stored.ask(ReadSummary()).head_target == b"refs/heads/trunk/x"
    assert stored.reason(ResolveRev(b"refs/heads/main")) is Reason.NOT_FOUND


def test_a_name_that_is_taken_stops_the_renaming(stored: Stored) -> None:
    stored.ask(CreateRef(b"refs/heads/other", b"main"), WRITER)
    assert stored.reason(RenameBranch(MAIN, b"refs/heads/other"), WRITER) is Reason.INVALID
    assert stored.ask(ReadSummary()).head_target == MAIN


def test_a_deleted_branch_comes_back_from_the_reflog(stored: Stored) -> None:
    stored.ask(CreateRef(b"refs/heads/other", b"main"), WRITER)
    made = stored.ask(CommitFiles(b"refs/heads/other", draft(), (put(b"x", b"1"),)), WRITER)
    stored.ask(DeleteRef(b"refs/heads/other"), WRITER)
    newest = stored.ask(ReadReflog(limit=1)).entries[0]

    stored.ask(RestoreRef(newest.number, b"refs/heads/other"), WRITER)
    assert stored.ask(ResolveRev(b"other")).oid == made.commit.oid
    assert stored.reason(RestoreRef(newest.number, MAIN), WRITER) is Reason.NOT_FOUND
    assert stored.reason(RestoreRef(999, MAIN), WRITER) is Reason.NOT_FOUND


def test_head_stands_for_the_branch_that_is_chosen(stored: Stored) -> None:
    stored.ask(CreateRef(b"refs/heads/other", b"main"), WRITER)
    stored.ask(SetHead(b"refs/heads/other"), WRITER)
    assert stored.ask(ReadSummary()).head_target == b"refs/heads/other"
    stored.ask(DeleteRef(MAIN), WRITER)


def test_a_ref_to_an_annotated_tag_leads_to_the_tag(stored: Stored) -> None:
    commit = oid(stored.git.oid("main"))
    tag = Tag(commit, ObjectType.COMMIT, b"v1", PERSON, (), b"first\n")
    tagged = stored.ask(WriteTag(tag), WRITER).oid
    made = stored.ask(CreateRef(b"refs/tags/v1", tagged.hex().encode()), WRITER)
    assert (made.oid, made.peeled) == (tagged, commit)
    assert stored.ask(CreateRef(b"refs/heads/x", b"v1"), WRITER).oid == commit
    assert stored.reason(SetHead(b"refs/tags/v1"), WRITER) is Reason.INVALID

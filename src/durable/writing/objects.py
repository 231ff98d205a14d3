"""Single objects, and commits of files."""

from __future__ import annotations

from dataclasses import replace

from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit
from durable.contract.message import Failed, Reason
from durable.contract.refs import CommitInfo
from durable.contract.writing import (
    CommitFiles,
    FilesCommitted,
    WriteBlob,
    WriteCommit,
    WriteTag,
    WriteTree,
    Written,
)
from durable.writing import trees
from durable.writing.intake import Intake, NewPackObjects
from git import commit as commits
from git import tag as tags
from git.objects import ObjectType
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import RefUpdate

MAX_MESSAGE = 1 << 20
"""Bytes of a message."""


def write_blob(reading: Reading, question: WriteBlob) -> Written:
    objects = NewPackObjects(reading.storage)
    oid = objects.add(ObjectType.BLOB, question.content)
    return _keep(reading, objects, oid)


def write_tree(reading: Reading, question: WriteTree) -> Written:
    objects = NewPackObjects(reading.storage)
    base = None
    if question.base is not None:
        if reading.find_type(question.base) is None:
            raise Failed(Reason.NOT_FOUND, "There is no such tree.", "base_tree")
        base = reading.peel(question.base, ObjectType.TREE)
    oid, _ = trees.edit(reading, objects, base, question.edits)
    return _keep(reading, objects, oid)


def write_commit(reading: Reading, question: WriteCommit) -> CommitInfo:
    commit = question.commit
    _check_message(commit.message)
    if reading.find_type(commit.tree) is not ObjectType.TREE:
        raise Failed(Reason.INVALID, "Tree SHA does not exist", "tree")
    for parent in commit.parents:
        if reading.find_type(parent) is not ObjectType.COMMIT:
            raise Failed(Reason.INVALID, "Parent SHA does not exist or is no commit", "parents")
    objects = NewPackObjects(reading.storage)
    oid = objects.add(ObjectType.COMMIT, commits.encode(commit))
    _keep(reading, objects, oid)
    return CommitInfo(oid, commit)


def write_tag(reading: Reading, question: WriteTag) -> Written:
    tag = question.tag
    _check_message(tag.message)
    if reading.find_type(tag.target) is not tag.target_type:
        raise Failed(Reason.INVALID, "There is no such object of that type", "object")
    objects = NewPackObjects(reading.storage)
    return _keep(reading, objects, objects.add(ObjectType.TAG, tags.encode(tag)))


def commit_files(reading: Reading, question: CommitFiles) -> FilesCommitted:
    refs = reading.storage.refs
    refname = question.refname or refs.head_target()
    tip = refs.find(refname)
    _check_message(question.commit.message)
    if question.expected is not None and tip != question.expected:
        raise Failed(Reason.CONFLICT, "The branch is elsewhere by now.", "expected_head")
    parent = tip or _find_start(reading, question.start)
    base = reading.commit(parent).tree if parent else None
    objects = NewPackObjects(reading.storage)
    root, blobs = trees.edit(reading, objects, base, question.edits)
    commit = replace(question.commit, tree=root, parents=(parent,) if parent else ())
    oid = objects.add(ObjectType.COMMIT, commits.encode(commit))
    _take(reading, objects, RefUpdate(refname, tip or ZERO_OID, oid))
    return FilesCommitted(CommitInfo(oid, commit), blobs)


def _find_start(reading: Reading, start: bytes) -> ObjectId | None:
    if start:
        return resolve_commit(reading, start)
    if not reading.storage.refs.has_branches():
        return None
    raise Failed(Reason.NOT_FOUND, "Branch not found", "branch")


def _check_message(message: bytes) -> None:
    if len(message) > MAX_MESSAGE:
        raise Failed(Reason.TOO_LARGE, f"A message may have {MAX_MESSAGE:,} bytes.", "message")
    if b"\0" in message:
        raise Failed(Reason.INVALID, "A message may not hold a NUL.", "message")


def _keep(reading: Reading, objects: NewPackObjects, oid: ObjectId) -> Written:
    if len(objects):
        Intake(reading).take(objects, ())
    return Written(oid)


def _take(reading: Reading, objects: NewPackObjects, update: RefUpdate) -> None:
    Intake(reading).take(objects, [update])

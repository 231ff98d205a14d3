"""Refs made, moved, renamed and deleted."""

from __future__ import annotations

from collections.abc import Sequence

from durable.browse.reading import Reading
from durable.browse.refs import read_ref
from durable.browse.revs import resolve_commit, resolve_object
from durable.contract.message import Failed, Reason
from durable.contract.refs import ReadRef, RefInfo
from durable.contract.writing import (
    CreateRef,
    DeleteRef,
    Done,
    MoveRef,
    PutRef,
    RenameBranch,
)
from durable.protection import find_rule
from durable.writing.intake import Intake, NewPackObjects
from git import refname as refnames
from git import walk
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import RefUpdate

HEADS = b"refs/heads/"


def create_ref(reading: Reading, question: CreateRef) -> RefInfo:
    check_name(question.refname)
    if question.refname.startswith(HEADS):
        oid = resolve_commit(reading, question.rev)
    else:
        oid, _ = resolve_object(reading, question.rev)
    move(reading, [RefUpdate(question.refname, ZERO_OID, oid)])
    return read_ref(reading, ReadRef(question.refname))


def move_ref(reading: Reading, question: MoveRef) -> RefInfo:
    now = _present(reading, question.refname)
    if reading.find_type(question.oid) is None:
        raise Failed(Reason.INVALID, "Object does not exist", "sha")
    if not question.force and not _is_forward(reading, now, question.oid):
        raise Failed(Reason.INVALID, "Update is not a fast forward", "sha")
    move(reading, [RefUpdate(question.refname, now, question.oid)])
    return read_ref(reading, ReadRef(question.refname))


def put_ref(reading: Reading, question: PutRef) -> Done:
    """Set, make or delete a ref, whatever history says, if it is where it is expected to be."""
    check_name(question.refname)
    now = reading.storage.refs.find(question.refname) or ZERO_OID
    if question.expected is not None and now != question.expected:
        raise Failed(Reason.CONFLICT, "The ref is elsewhere by now.", "expected")
    if question.oid != ZERO_OID and reading.find_type(question.oid) is None:
        raise Failed(Reason.INVALID, "Object does not exist", "sha")
    if question.oid != now:
        move(reading, [RefUpdate(question.refname, now, question.oid)])
    return Done()


def delete_ref(reading: Reading, question: DeleteRef) -> Done:
    now = _present(reading, question.refname)
    move(reading, [RefUpdate(question.refname, now, ZERO_OID)])
    return Done()


def rename_branch(reading: Reading, question: RenameBranch) -> RefInfo:
    refs = reading.storage.refs
    check_name(question.new)
    now = refs.find(question.old)
    if now is None:
        raise Failed(Reason.NOT_FOUND, "Branch not found", "branch")

    protection = reading.storage.protection
    if find_rule(protection.rules(), question.old) and not reading.caller.is_admin:
        message = "Only administrators may rename a branch that is protected."
        raise Failed(Reason.REFUSED, message, "branch")

    def rename() -> None:
        if refs.head_target() == question.old:
            refs.set_head(question.new)
        protection.rename(question.old, question.new)
        updates = [
            RefUpdate(question.new, ZERO_OID, now),
            RefUpdate(question.old, now, ZERO_OID),
        ]
        move(reading, updates)

    reading.storage.sql.transaction(rename)
    return read_ref(reading, ReadRef(question.new, with_commit=True))


def check_name(refname: bytes) -> None:
    try:
        refnames.check(refname)
    except refnames.InvalidRefname as error:
        raise Failed(Reason.INVALID, str(error), "ref") from error


def _present(reading: Reading, refname: bytes) -> ObjectId:
    now = reading.storage.refs.find(refname)
    if now is None:
        raise Failed(Reason.INVALID, "Reference does not exist", "ref")
    return now


def _is_forward(reading: Reading, old: ObjectId, new: ObjectId) -> bool:
    graph = reading.graph
    before, after = graph.find(old), graph.find(new)
    if before is None or after is None:
        return old == new
    return walk.is_ancestor(graph, before, after)


def move(reading: Reading, updates: Sequence[RefUpdate]) -> None:
    Intake(reading).take(NewPackObjects(reading.storage), updates)

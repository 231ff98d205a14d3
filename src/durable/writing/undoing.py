"""What the reflog tells, undone: one ref of an entry, or all of it."""

from __future__ import annotations

from durable.browse.reading import Reading
from durable.contract.message import Failed, Reason
from durable.contract.writing import Done, RestoreRef, UndoPush
from durable.reflog import Push
from durable.writing.refs import move
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import RefUpdate

MAX_REFLOG = 100_000
"""Entries that are looked through for one that is to be undone."""


def restore_ref(reading: Reading, question: RestoreRef) -> Done:
    push = _find_push(reading, question.number)
    updates = [each for each in push.updates if each.refname == question.refname]
    if not updates:
        raise Failed(Reason.NOT_FOUND, "That entry says nothing of this ref.", "ref")
    wanted = updates[-1].old_oid
    _check_is_kept(reading, wanted)
    now = reading.storage.refs.find(question.refname) or ZERO_OID
    if now != wanted:
        move(reading, [RefUpdate(question.refname, now, wanted)])
    return Done()


def undo_push(reading: Reading, question: UndoPush) -> Done:
    """All refs of the entry back to where they were, in one step, which is an entry itself."""
    push = _find_push(reading, question.number)
    now = reading.storage.refs.find_all([update.refname for update in push.updates])
    for update in push.updates:
        if now.get(update.refname, ZERO_OID) != update.new_oid:
            shown = update.refname.decode("utf-8", "replace")
            raise Failed(Reason.CONFLICT, f"{shown} has moved since.", "id")
        _check_is_kept(reading, update.old_oid)
    move(reading, [RefUpdate(each.refname, each.new_oid, each.old_oid) for each in push.updates])
    return Done()


def _check_is_kept(reading: Reading, oid: ObjectId) -> None:
    if oid != ZERO_OID and reading.find_type(oid) is None:
        raise Failed(Reason.NOT_FOUND, "What the ref led to is gone for good.", "ref")


def _find_push(reading: Reading, number: int) -> Push:
    for count, push in enumerate(reading.storage.reflog.iter_newest()):
        if push.number == number:
            return push
        if push.number < number or count == MAX_REFLOG:
            break
    raise Failed(Reason.NOT_FOUND, "There is no such entry in the reflog.", "id")

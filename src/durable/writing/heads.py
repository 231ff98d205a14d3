"""What HEAD stands for: a branch, as a rule, or one commit."""

from __future__ import annotations

from durable.browse.reading import Reading
from durable.contract.message import Failed, Reason
from durable.contract.writing import DetachHead, Done, SetHead
from durable.writing.refs import HEADS, check_name
from git.oid import ObjectId


def set_head(reading: Reading, question: SetHead) -> Done:
    refs = reading.storage.refs
    check_name(question.refname)
    if not question.refname.startswith(HEADS):
        raise Failed(Reason.INVALID, "HEAD stands for a branch.", "default_branch")
    if refs.find(question.refname) is None and refs.has_branches():
        raise Failed(Reason.INVALID, "There is no such branch.", "default_branch")

    def change() -> None:
        refs.set_head(question.refname)
        _set_detached(reading, None)

    reading.storage.sql.transaction(change)
    return Done()


def detach_head(reading: Reading, question: DetachHead) -> Done:
    if reading.graph.find(question.oid) is None or not reading.is_visible(question.oid):
        raise Failed(Reason.NOT_FOUND, "There is no such commit.", "sha")
    reading.storage.sql.transaction(lambda: _set_detached(reading, question.oid))
    return Done()


def _set_detached(reading: Reading, oid: ObjectId | None) -> None:
    storage = reading.storage
    if oid != storage.refs.detached():
        storage.refs.set_detached(oid)
        # No branch may lead to the one, and nothing at all to the other.
        storage.note_unreachable()

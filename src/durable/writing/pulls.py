"""Refs of pull requests: written by the forge alone, past the rules that bind pushes."""

from __future__ import annotations

from durable.browse.reading import Reading
from durable.contract.message import Failed, Reason
from durable.contract.pulls import KeepHead, head_refname, staging_refname
from durable.contract.writing import Done
from durable.ref_transaction import NewObjects, RefTransaction
from durable.writing.intake import check_reports
from git.objects import ObjectType
from git.oid import ZERO_OID
from git.protocol.receive_pack import RefUpdate


def keep_head(reading: Reading, question: KeepHead) -> Done:
    storage, refname = reading.storage, head_refname(question.number)
    if reading.find_type(question.oid) is not ObjectType.COMMIT:
        raise Failed(Reason.INVALID, "The head of a pull request is a commit.", "head")
    now = storage.refs.find(refname) or ZERO_OID
    if now != question.oid:
        new = NewObjects(is_of_forge=True)
        transaction = RefTransaction(storage, new, reading.caller.name, reading.now)
        updates = [RefUpdate(refname, now, question.oid)]
        staged = staging_refname(question.oid)
        if storage.refs.find(staged) is not None:
            updates.append(RefUpdate(staged, question.oid, ZERO_OID))
        check_reports(transaction.run(updates, is_atomic=True))
    return Done()

"""Objects that were made here, taken in like those of a push: checked, indexed, in a pack."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha1

from durable.browse.reading import Reading
from durable.contract.message import Failed, Reason
from durable.receive_pack import ReceivePack
from durable.storage import Storage
from git.errors import GitError
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.pack.entry import encode_header
from git.protocol.receive_pack import RefUpdate
from git.protocol.report_status import RefReport, RefStatus

_REASONS = {
    RefStatus.STALE: Reason.CONFLICT,
    RefStatus.ALREADY_EXISTS: Reason.INVALID,
    RefStatus.INVALID_NAME: Reason.INVALID,
    RefStatus.CONFLICTING_NAME: Reason.INVALID,
    RefStatus.WRONG_TYPE: Reason.INVALID,
}

_MESSAGES = {
    RefStatus.STALE: "The ref has moved meanwhile",
    RefStatus.ALREADY_EXISTS: "Reference already exists",
    RefStatus.INVALID_NAME: "No ref can be called that",
    RefStatus.CONFLICTING_NAME: "Another ref is in the way",
}


class NewPackObjects:
    """Objects on their way into a pack, each once; what is live already is left out."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._objects: dict[ObjectId, tuple[ObjectType, bytes]] = {}

    def add(self, object_type: ObjectType, data: bytes) -> ObjectId:
        oid = hash_object(object_type, data)
        if not self._storage.objects.has(oid):
            self._objects[oid] = (object_type, data)
        return oid

    def __len__(self) -> int:
        return len(self._objects)

    def iter_pack(self) -> Iterator[bytes]:
        """The pack, in pieces; whole objects, for what writes them is small."""
        header = b"PACK\0\0\0\2" + len(self._objects).to_bytes(4, "big")
        digest = sha1(header)
        yield header
        for object_type, data in self._objects.values():
            entry = encode_header(object_type, len(data)) + zlib.compress(data)
            digest.update(entry)
            yield entry
        yield digest.digest()


class Intake:
    """One change by the caller of a question, without a conversation."""

    def __init__(self, reading: Reading) -> None:
        caller = reading.caller
        self._push = ReceivePack(
            reading.storage,
            caller.name,
            lambda: reading.now,
            is_admin=caller.is_admin,
            room=caller.room,
        )

    def take(self, objects: NewPackObjects, updates: Sequence[RefUpdate]) -> None:
        """Carry out all of it, or raise Failed and leave no trace."""
        try:
            reports = self._push.take(objects.iter_pack() if len(objects) else (), updates)
        except GitError as error:
            raise Failed(Reason.INVALID, str(error)) from error
        check_reports(reports)


def check_reports(reports: Sequence[RefReport]) -> None:
    """Failed for the first update that was refused by itself."""
    refused = [
        report for report in reports if report.status not in (RefStatus.OK, RefStatus.NOT_ATTEMPTED)
    ]
    if refused:
        report = refused[0]
        message = report.remark or _MESSAGES.get(report.status, report.status.value)
        detail = f" ({report.detail})" if report.detail else ""
        reason = _REASONS.get(report.status, Reason.REFUSED)
        raise Failed(reason, f"{message}{detail}", "ref")

"""What another repository sends, taken in as a push is.

The other one is asked as by a client without side-bands, in protocol v0, so that the pack comes
bare: one line says what is common, and the rest goes into rows as it arrives. What happens to it
is what happens to a push: quarantine, checks, one transaction; a copy that breaks off leaves no
trace. Only what refs lead to is asked for, so nothing that was pushed away comes along.

The rules of `git fsck` that a person may relax are not held against it: the other repository has
taken these objects already.
"""

from __future__ import annotations

from collections.abc import Iterator

from durable.browse.reading import Reading
from durable.contract.copies import ReadTips, TakeFrom, Taken, Tips
from durable.contract.message import Failure, Reason
from durable.inspection import OPTION
from durable.receive_pack import ReceivePack
from durable.refs import BRANCHES
from durable.sql import Blob
from durable.storage import Storage
from git.errors import GitError
from git.fsck.rule import RULE_BY_ID, STRUCTURAL
from git.oid import ZERO_OID
from git.protocol import pktline
from git.protocol.receive_pack import RefUpdate
from git.protocol.report_status import PushReport, RefStatus

_CAPABILITIES = b"ofs-delta thin-pack no-progress"

_PUSHED_WITH = b"report-status atomic quiet push-options"


def read_tips(reading: Reading, question: ReadTips) -> Tips:
    refs = reading.storage.refs
    head = refs.head_target()
    prefixes = (head,) if question.default_branch_only else BRANCHES
    found = [ref for prefix in prefixes for ref in refs.iter_prefixed(prefix)]
    wanted = [
        RefUpdate(ref.refname, ZERO_OID, ref.oid)
        for ref in found
        if not question.default_branch_only or ref.refname == head
    ]
    return Tips(head, tuple(wanted))


class Taking:
    """One copy under way: `request` goes to the other repository, its answer to `receive`."""

    def __init__(self, storage: Storage, push: ReceivePack, question: TakeFrom) -> None:
        self._storage = storage
        self._push = push
        self._packets = pktline.Decoder()
        self._is_answered = False
        self.request = _encode_request(question)
        if question.head_target and not storage.refs.has_branches():
            storage.refs.set_head(question.head_target)
        push.is_of_forge = question.is_of_forge
        push.receive(memoryview(_encode_commands(question)))

    @property
    def wanted(self) -> int:
        return self._push.wanted

    def receive(self, data: Blob) -> None:
        """Take the next bytes of the answer; never raises for what is in them."""
        if self._is_answered:
            self._push.receive(data)
            return
        self._packets.receive(data.tobytes())
        try:
            packet = self._packets.next_packet()
        except GitError as error:
            self._push.fail(str(error))
            return
        if packet is not None:
            self._is_answered = True
            if not isinstance(packet, bytes) or not packet.startswith((b"NAK", b"ACK ")):
                self._push.fail("the other repository did not send what was asked for")
            self._push.receive(memoryview(self._packets.take_rest()))

    def fail(self, reason: str) -> None:
        """The other repository cannot be asked: leave no trace."""
        self._push.fail(reason)

    def conclude(self) -> Iterator[None]:
        """Check and index what came, with pauses; `answer` afterwards says how it ended."""
        if not self._is_answered:
            self._push.fail("the other repository did not answer")
        for _ in self._push.conclude():
            yield

    @property
    def error(self) -> Exception | None:
        """What broke; it belongs in the log."""
        return self._push.error

    def answer(self) -> Taken | Failure:
        report = self._push.report
        if report is None or len(self._push.accepted) < len(report.refs):
            return Failure(Reason.CONFLICT, _explain(report))
        return Taken(sum(pack.body_size for pack in self._storage.packs.live()))


def _explain(report: PushReport | None) -> str:
    if report is None or report.unpack_error is not None:
        reason = report and report.unpack_error
        return f"It could not be taken over: {reason or 'nothing came'}."
    refused = [ref for ref in report.refs if ref.status is not RefStatus.OK]
    shown = refused[0].refname.decode("utf-8", "replace")
    return f"{shown} could not be set: {refused[0].detail or refused[0].status.value}."


def _encode_request(question: TakeFrom) -> bytes:
    wants = dict.fromkeys(update.new_oid.hex().encode() for update in question.updates)
    lines = [b"want %b\n" % want for want in wants]
    lines[0] = lines[0].rstrip() + b" " + _CAPABILITIES + b"\n"
    haves = [b"have %b\n" % oid.hex().encode() for oid in question.has]
    packets = [*map(pktline.encode, lines), pktline.FLUSH, *map(pktline.encode, haves)]
    return b"".join([*packets, pktline.encode(b"done\n")])


def _encode_commands(question: TakeFrom) -> bytes:
    lines = [
        b"%b %b %b" % (update.old_oid.hex().encode(), update.new_oid.hex().encode(), update.refname)
        for update in question.updates
    ]
    lines[0] += b"\0" + _PUSHED_WITH
    relaxed = (rule for rule in RULE_BY_ID.values() if rule not in STRUCTURAL)
    options = (f"{OPTION}{rule.id}=ignore".encode() for rule in relaxed)
    return b"".join(
        [*map(pktline.encode, lines), pktline.FLUSH, *map(pktline.encode, options), pktline.FLUSH]
    )

"""What became of a push: one line for the pack, one for each ref.

    unpack ok | unpack <reason>
    ok <refname>
    ng <refname> <reason>
    flush

`report-status-v2` may say after an `ok` what was done instead of what was asked for: `option
refname <refname>`, `option old-oid <oid>`, `option new-oid <oid>`, `option forced-update`.

The reasons are git's own words (builtin/receive-pack.c, refs.c), so that people find them when
they search. Specification: gitprotocol-pack(5), "Report Status".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from git.oid import ObjectId, encode_hex
from git.protocol import pktline, sideband
from git.protocol.receive_pack import PushCapabilities


class RefStatus(Enum):
    """The outcome for one ref; the value is the reason in a report."""

    OK = "ok"
    STALE = "incorrect old value provided"
    ALREADY_EXISTS = "reference already exists"
    NON_FAST_FORWARD = "non-fast-forward"
    MISSING_OBJECTS = "missing necessary objects"
    WRONG_TYPE = "invalid new value provided"
    INVALID_NAME = "funny refname"
    CONFLICTING_NAME = "refname conflict"
    DUPLICATE = "multiple updates for ref not allowed"
    HIDDEN = "deny updating a hidden ref"
    HIDDEN_DELETE = "deny deleting a hidden ref"
    CURRENT_BRANCH = "deletion of the current branch prohibited"
    DELETE_PROHIBITED = "deletion prohibited"
    PROTECTED = "protected branch hook declined"
    DECLINED = "pre-receive hook declined"
    SHALLOW = "shallow update not allowed"
    NOT_ATTEMPTED = "atomic push failure"
    PACK_FAILED = "unpacker error"
    INTERNAL = "failed to update ref"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What was done instead of what was asked for, where the two differ (v2 only)."""

    refname: bytes | None = None
    old_oid: ObjectId | None = None
    new_oid: ObjectId | None = None
    forced_update: bool = False


@dataclass(frozen=True, slots=True)
class RefReport:
    """The outcome for one ref; `detail` follows the reason of a refusal, in brackets.

    `remark` is a sentence about it that does not belong into the report: git shows what comes on
    side-band 2 after `remote:`.
    """

    refname: bytes
    status: RefStatus
    detail: str = ""
    rewrite: Rewrite | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PushReport:
    """The outcome of a push; `unpack_error` is None when the pack was taken in."""

    refs: tuple[RefReport, ...]
    unpack_error: str | None = None


MAX_REASON = 1000
"""Bytes of a reason: a line in somebody's terminal. What is longer is cut."""


def encode(report: PushReport, capabilities: PushCapabilities) -> Iterator[bytes]:
    """The whole answer to a push, as the client asked for it.

    With side-band the packets of the report lie inside frames, after the remarks, once each; what
    a client that asked for no report gets is the end of the side-band alone, or nothing.
    """
    if capabilities.side_band_64k:
        for remark in dict.fromkeys(ref.remark for ref in report.refs if ref.remark):
            text = sideband.clean_text(remark) + b"\n"
            yield from sideband.encode(sideband.Band.PROGRESS, text)
    if capabilities.report_status or capabilities.report_status_v2:
        packets = pktline.gather(encode_packets(report, version_2=capabilities.report_status_v2))
        yield from sideband.frames(packets) if capabilities.side_band_64k else packets
    if capabilities.side_band_64k:
        yield pktline.FLUSH


def encode_packets(report: PushReport, *, version_2: bool) -> Iterator[bytes]:
    """The report itself, one packet at a time."""
    unpacked = b"ok" if report.unpack_error is None else _reason(report.unpack_error)
    yield pktline.encode(b"unpack %b\n" % unpacked)
    for ref in report.refs:
        yield from _encode_ref(ref, version_2=version_2)
    yield pktline.FLUSH


def _encode_ref(ref: RefReport, *, version_2: bool) -> Iterator[bytes]:
    if ref.status is not RefStatus.OK:
        reason = f"{ref.status.value} ({ref.detail})" if ref.detail else ref.status.value
        yield _encode_line(b"ng ", ref.refname, b" " + _reason(reason))
        return
    yield _encode_line(b"ok ", ref.refname)
    if version_2 and ref.rewrite is not None:
        yield from _encode_rewrite(ref.rewrite)


def _encode_rewrite(rewrite: Rewrite) -> Iterator[bytes]:
    if rewrite.refname is not None:
        yield _encode_line(b"option refname ", rewrite.refname)
    if rewrite.old_oid is not None:
        yield _encode_line(b"option old-oid ", encode_hex(rewrite.old_oid))
    if rewrite.new_oid is not None:
        yield _encode_line(b"option new-oid ", encode_hex(rewrite.new_oid))
    if rewrite.forced_update:
        yield pktline.encode(b"option forced-update\n")


def _encode_line(word: bytes, name: bytes, rest: bytes = b"") -> bytes:
    # A name that came in a full packet leaves no room for the words around it.
    room = pktline.MAX_PAYLOAD - len(word) - len(rest) - 1
    return pktline.encode(word + name[:room] + rest + b"\n")


def _reason(text: str) -> bytes:
    shown = sideband.clean_text(" ".join(text.split()))[:MAX_REASON]
    return shown.decode("utf-8", "ignore").encode()

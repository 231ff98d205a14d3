"""Finding what both sides have, so that it need not be sent.

The client names commits that it has, newest first; those that we have too are common. We are
ready when every want leads back to something common: then nothing better can be found, and the
pack may follow. Everything a round needs is in its request, so a negotiation is a function.

v2 answers with a section, `acknowledgments`; v0 with lines `ACK <oid> [common|ready|continue]`
and `NAK`, as many as the client's `multi_ack` mode lets it understand. Both follow upload-pack.c
(process_haves_and_send_acks, get_common_commits) line by line, with one exception: a client
without `multi_ack`, which cannot speak over HTTP anyway, hears of the first common commit once,
as the specification has it; git repeats itself when parents of that commit follow.

Specification: gitprotocol-v2(5), "fetch"; gitprotocol-pack(5), "Packfile Negotiation".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from git.oid import ObjectId, encode_hex
from git.protocol import pktline
from git.protocol.fetch import FetchRequest
from git.protocol.fetch_response import FetchResponse
from git.protocol.upload_pack_v0 import MultiAck, UploadPackRequest

Has: TypeAlias = Callable[[ObjectId], bool]
"""Whether we have an object, and the asker may know that we do."""

Satisfied: TypeAlias = Callable[[Sequence[ObjectId]], bool]
"""Whether every want leads back to one of these; more of them never make it untrue.

Git saves steps where it can: it counts parents of these too, and does not look behind the oldest
of them by date. Who answers may do so, or not: what is sent in the end is the same."""


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What a round came to.

    `acknowledgments` are the bytes to send: first of all in v2, after the shallow list in v0.
    `common` has no duplicates. Without `sends_pack` nothing follows them.
    """

    common: tuple[ObjectId, ...] = ()
    acknowledgments: bytes = b""
    sends_pack: bool = False


def negotiate_v2(request: FetchRequest, has: Has, satisfied: Satisfied) -> Negotiated:
    if request.asks_for_nothing:
        return Negotiated()
    common = tuple(dict.fromkeys(filter(has, request.haves)))
    if request.done or not request.haves:
        return Negotiated(common, sends_pack=True)
    ready = not request.wait_for_done and bool(common) and satisfied(common)
    response = FetchResponse(request.sideband_all)
    section = b"".join(response.encode_acknowledgments(common, ready=ready))
    return Negotiated(common, section, sends_pack=ready)


def negotiate_v0(request: UploadPackRequest, has: Has, satisfied: Satisfied) -> Negotiated:
    if request.fetch.asks_for_nothing or not request.negotiates:
        return Negotiated()
    known = {oid: has(oid) for oid in request.fetch.haves}
    round_ = _RoundV0(request.multi_ack, tuple(filter(known.get, known)), satisfied)
    for oid in request.fetch.haves:
        if known[oid]:
            round_.take_common(oid)
        else:
            round_.take_unknown(oid)
    if request.fetch.done:
        return round_.finish_done()
    return round_.finish_flush(no_done=request.no_done)


class _RoundV0:
    """The lines of one round, in the order in which its haves came."""

    def __init__(
        self, multi_ack: MultiAck, common: tuple[ObjectId, ...], satisfied: Satisfied
    ) -> None:
        self._multi_ack = multi_ack
        self._common = common
        self._satisfied = satisfied
        self._enough: int | None = None
        self._taken: dict[ObjectId, None] = {}
        self._last = b""
        self._got_unknown = False
        self._is_ready = False
        self._lines: list[bytes] = []

    def take_common(self, oid: ObjectId) -> None:
        is_first = not self._taken
        self._taken[oid] = None
        self._last = encode_hex(oid)
        if self._multi_ack is MultiAck.DETAILED:
            self._acknowledge(self._last, b" common")
        elif self._multi_ack is MultiAck.MULTI_ACK:
            self._acknowledge(self._last, b" continue")
        elif is_first:
            self._acknowledge(self._last)

    def take_unknown(self, oid: ObjectId) -> None:
        """We lack it: once we are ready, that is said of anything, to stop the client."""
        self._got_unknown = True
        if self._multi_ack is MultiAck.NONE or not self._has_enough():
            return
        if self._multi_ack is MultiAck.DETAILED:
            self._is_ready = True
            self._acknowledge(encode_hex(oid), b" ready")
        else:
            self._acknowledge(encode_hex(oid), b" continue")

    def finish_done(self) -> Negotiated:
        if not self._taken:
            self._lines.append(_NAK)
        elif self._multi_ack is not MultiAck.NONE:
            self._acknowledge(self._last)
        return self._result(sends_pack=True)

    def finish_flush(self, *, no_done: bool) -> Negotiated:
        if self._multi_ack is MultiAck.DETAILED and not self._got_unknown and self._has_enough():
            self._is_ready = True
            self._acknowledge(self._last, b" ready")
        if not self._taken or self._multi_ack is not MultiAck.NONE:
            self._lines.append(_NAK)
        sends_pack = no_done and self._is_ready
        if sends_pack:
            self._acknowledge(self._last)
        return self._result(sends_pack=sends_pack)

    def _has_enough(self) -> bool:
        # One more common commit can only help: the first number of them that is enough is found
        # by bisection, however often a client mixes what we know with what we do not.
        if not self._taken:
            return False
        if self._enough is None:
            self._enough = self._find_enough()
        return len(self._taken) >= self._enough

    def _find_enough(self) -> int:
        if not self._satisfied(self._common):
            return len(self._common) + 1
        counts = range(1, len(self._common))
        return 1 + bisect_left(
            counts, True, key=lambda count: self._satisfied(self._common[:count])
        )

    def _acknowledge(self, hex_oid: bytes, status: bytes = b"") -> None:
        self._lines.append(pktline.encode(b"ACK %b%b\n" % (hex_oid, status)))

    def _result(self, *, sends_pack: bool) -> Negotiated:
        return Negotiated(self._common, b"".join(self._lines), sends_pack)


_NAK = pktline.encode(b"NAK\n")

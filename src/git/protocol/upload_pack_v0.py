"""A round of a fetch in protocol v0 and v1, as HTTP carries it: each request tells everything.

    request   wants flush [haves (flush | done)]
    wants     "want" SP oid [SP capabilities] | "shallow" SP oid | "deepen" SP n
              | "deepen-since" SP n | "deepen-not" SP ref | "filter" SP spec
    haves     "have" SP oid

A request that ends after the wants (libgit2 sends one first when it deepens) asks for the
shallow list alone. Capabilities are not demanded where their lines are sent without them:
isomorphic-git sends `deepen` and never asks for `shallow`.

Specification: gitprotocol-pack(5); the reader follows receive_needs and get_common_commits of
upload-pack.c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from git.errors import LimitExceeded, ProtocolError, UnexpectedLine
from git.oid import HEX_SIZE, ObjectId, encode_hex
from git.protocol import capability, pktline, sideband
from git.protocol.capability import Capabilities
from git.protocol.command import MAX_REQUEST_BYTES
from git.protocol.fetch import Collector, FetchRequest
from git.protocol.pktline import Packet, Special


class MultiAck(Enum):
    """How much a client wants to hear of what is common."""

    NONE = "none"
    MULTI_ACK = "multi_ack"
    DETAILED = "multi_ack_detailed"


@dataclass(frozen=True, slots=True)
class UploadPackRequest:
    """A request, and the manners that only v0 has.

    `no_done`: the client needs not say `done` once we are ready. `max_data` is what a side-band
    frame holds at most, None when the pack is sent bare. `negotiates` is False for a request
    that ends after the wants: only a shallow list is expected.
    """

    fetch: FetchRequest
    multi_ack: MultiAck = MultiAck.NONE
    no_done: bool = False
    max_data: int | None = None
    negotiates: bool = True


_NEEDS = (b"want", b"shallow", b"deepen", b"deepen-since", b"deepen-not", b"filter")

_FLAGS = (b"thin-pack", b"ofs-delta", b"no-progress", b"include-tag", b"deepen-relative")


def decode(body: bytes) -> UploadPackRequest:
    """The request in a body; one that wants nothing `asks_for_nothing`.

    Nothing after the flush or `done` that ends the haves is read: a round is answered there.
    """
    if len(body) > MAX_REQUEST_BYTES:
        raise LimitExceeded("the request in bytes", MAX_REQUEST_BYTES)
    collector = Collector()
    tokens: dict[bytes, None] = {}
    packets = pktline.decode_all(body)
    _read_needs(packets, collector, tokens)
    negotiates = bool(collector.wants) and _read_haves(packets, collector)
    capabilities = Capabilities(tuple(tokens))
    capability.check_object_format(capabilities)
    if collector.object_filter is not None and not capabilities.has(b"filter"):
        raise ProtocolError("filtering capability not negotiated")
    collector.flags.update(filter(capabilities.has, _FLAGS))
    return UploadPackRequest(
        fetch=collector.finish(),
        multi_ack=_multi_ack(capabilities),
        no_done=capabilities.has(b"no-done"),
        max_data=_max_data(capabilities),
        negotiates=negotiates,
    )


def encode_shallow_list(
    shallow: Iterable[ObjectId], unshallow: Iterable[ObjectId]
) -> Iterator[bytes]:
    """The first part of the answer to a request that deepens, and to no other."""
    for oid in shallow:
        yield pktline.encode(b"shallow " + encode_hex(oid))
    for oid in unshallow:
        yield pktline.encode(b"unshallow " + encode_hex(oid))
    yield pktline.FLUSH


def _read_needs(packets: Iterator[Packet], collector: Collector, tokens: dict[bytes, None]) -> None:
    line = None
    for packet in packets:
        if isinstance(packet, Special):
            return
        line = pktline.chomp(packet)
        word = line.partition(b" ")[0]
        if word == b"want":
            # Git looks for capabilities after every want; clients send them with the first.
            end = len(b"want ") + HEX_SIZE
            tokens.update(dict.fromkeys(capability.decode_list(line[end:]).tokens))
            line = line[:end]
        if word not in _NEEDS or not collector.take(line):
            raise UnexpectedLine(line)
    if line is not None:
        raise ProtocolError("the request ends before its wants do")


def _read_haves(packets: Iterator[Packet], collector: Collector) -> bool:
    """Whether there was anything to read."""
    packet = None
    for packet in packets:
        if isinstance(packet, Special):
            return True
        line = pktline.chomp(packet)
        if line == b"done":
            collector.flags.add(b"done")
            return True
        if not (line.startswith(b"have ") and collector.take(line)):
            raise UnexpectedLine(line)
    if packet is not None:
        raise ProtocolError("the request ends before its haves do")
    return False


def _multi_ack(capabilities: Capabilities) -> MultiAck:
    if capabilities.has(b"multi_ack_detailed"):
        return MultiAck.DETAILED
    return MultiAck.MULTI_ACK if capabilities.has(b"multi_ack") else MultiAck.NONE


def _max_data(capabilities: Capabilities) -> int | None:
    if capabilities.has(b"side-band-64k"):
        return sideband.MAX_DATA
    return sideband.MAX_DATA_SMALL if capabilities.has(b"side-band") else None

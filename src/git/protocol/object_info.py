"""`object-info`: what objects are like, without fetching them.

    arguments  "size" | "oid" SP <oid>
    answer     "size" *(oid SP [size]) flush      no size for an object that is not there

Nothing but the size can be asked for. Specification: gitprotocol-v2(5), "object-info".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from git.errors import LimitExceeded, UnexpectedLine
from git.oid import ObjectId, decode_hex, encode_hex
from git.protocol import pktline
from git.protocol.command import Command

MAX_OIDS = 10_000
"""Objects in one request. Each is a look-up, and reading the head of its data if it is stored as
a delta; a client splits longer lists."""


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """Whose sizes are asked for; with `size` unset only the ids are given back."""

    oids: tuple[ObjectId, ...]
    size: bool = False


_OID = b"oid "


def decode(command: Command) -> ObjectInfo:
    """UnexpectedLine for an attribute that we do not know."""
    oids: list[ObjectId] = []
    size = False
    for line in command.arguments:
        if line == b"size":
            size = True
        elif line.startswith(_OID):
            oids.append(decode_hex(line.removeprefix(_OID)))
        else:
            raise UnexpectedLine(line)
    if len(oids) > MAX_OIDS:
        raise LimitExceeded("the number of objects asked about", MAX_OIDS)
    return ObjectInfo(tuple(oids), size)


def encode(asked: ObjectInfo, sizes: Iterable[int | None]) -> Iterator[bytes]:
    """The answer; `sizes` are in the order of `asked.oids`, in bytes, None for «no such object»."""
    if asked.oids and asked.size:
        yield pktline.encode(b"size")
    for oid, size in zip(asked.oids, sizes, strict=True):
        line = encode_hex(oid)
        if asked.size:
            line += b" " if size is None else b" %d" % size
        yield pktline.encode(line)
    yield pktline.FLUSH

"""Packs made by hand, for what no git would write, and what an indexer makes of a pack."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha1
from itertools import pairwise

from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.pack.entry import OFS_DELTA, REF_DELTA, encode_distance, encode_header
from git.pack.indexer import PackIndexer
from git.pack.scan import PackScanner

HEADER = 12
TRAILER = 20
BLOB = ObjectType.BLOB


def whole(content: bytes, kind: int = BLOB) -> bytes:
    """The entry of an object that is not a delta."""
    return encode_header(kind, len(content)) + zlib.compress(content)


def ref_delta(base: bytes, delta: bytes) -> bytes:
    return encode_header(REF_DELTA, len(delta)) + base + zlib.compress(delta)


def ofs_delta(distance: int, delta: bytes) -> bytes:
    return encode_header(OFS_DELTA, len(delta)) + encode_distance(distance) + zlib.compress(delta)


def pack(entries: Sequence[bytes], *, count: int | None = None) -> bytes:
    """A pack of `entries`; `count` is what its header claims, if not their number."""
    said = len(entries) if count is None else count
    body = b"PACK\0\0\0\2" + said.to_bytes(4, "big") + b"".join(entries)
    return body + sha1(body).digest()


def chain(contents: Sequence[bytes]) -> list[bytes]:
    """Entries of which each is a delta of the one before."""
    entries = [whole(contents[0])]
    for base, content in pairwise(contents):
        entries.append(ofs_delta(len(entries[-1]), replacing(base, content)))
    return entries


def size(number: int) -> bytes:
    """One of the two sizes a delta begins with."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def copy(start: int, count: int) -> bytes:
    """The instruction that copies `count` bytes; 65,536 have a spelling of their own."""
    op = 0x80
    arguments = bytearray()
    for bit in range(4):
        byte = start >> 8 * bit & 0xFF
        if byte:
            op |= 1 << bit
            arguments.append(byte)
    for bit in range(3):
        byte = (0 if count == 0x10000 else count) >> 8 * bit & 0xFF
        if byte:
            op |= 0x10 << bit
            arguments.append(byte)
    return bytes([op]) + arguments


def insert(data: bytes) -> bytes:
    return b"".join(
        bytes([len(part)]) + part
        for part in (data[at : at + 0x7F] for at in range(0, len(data), 0x7F))
    )


def replacing(base: bytes, content: bytes) -> bytes:
    """A delta that copies what both begin with and inserts the rest."""
    same = 0
    while same < min(len(base), len(content), 0xFFFF) and base[same] == content[same]:
        same += 1
    copied = copy(0, same) if same else b""
    return size(len(base)) + size(len(content)) + copied + insert(content[same:])


@dataclass
class Inspected:
    """Keeps what it is shown; an `Inspector`."""

    objects: dict[bytes, tuple[int, bytes]] = field(default_factory=dict[bytes, tuple[int, bytes]])

    def inspect(self, object_type: int, oid: bytes, data: bytes) -> None:
        assert hash_object(ObjectType(object_type), data) == oid
        self.objects[oid] = object_type, data


@dataclass(frozen=True)
class Bytes:
    """A received pack, as `PackedBytes`."""

    data: bytes

    def read(self, start: int, stop: int) -> bytes:
        return self.data[start:stop]


@dataclass(frozen=True)
class Elsewhere:
    """Objects outside of a pack, as `ExternalBases`."""

    objects: Mapping[ObjectId, tuple[ObjectType, bytes]] = field(
        default_factory=dict[ObjectId, tuple[ObjectType, bytes]]
    )

    @staticmethod
    def of(*blobs: bytes) -> Elsewhere:
        return Elsewhere({hash_object(BLOB, blob): (BLOB, blob) for blob in blobs})

    def find_object(self, oid: ObjectId) -> tuple[ObjectType, bytes] | None:
        return self.objects.get(oid)


NOWHERE = Elsewhere()


def pieces(data: bytes, length: int) -> Iterator[bytes]:
    return (data[at : at + length] for at in range(0, len(data), length))


@dataclass(frozen=True)
class Indexed:
    """What reading a whole pack came to."""

    indexer: PackIndexer
    inspected: Inspected
    trailer: bytes

    @property
    def oids(self) -> list[bytes]:
        """In the order of the pack."""
        return [self.indexer.table.oid(at) for at in range(len(self.indexer.table))]


def index(received: Iterable[bytes], elsewhere: Elsewhere = NOWHERE) -> Indexed:
    """Both passes over a pack that arrives in pieces."""
    inspected = Inspected()
    indexer = PackIndexer(inspected)
    scanner = PackScanner(indexer)
    data = b""
    for piece in received:
        scanner.receive(piece)
        data += piece
    scanner.close()
    indexer.table.end = scanner.size
    for _ in indexer.finish(Bytes(data), elsewhere):
        pass
    return Indexed(indexer, inspected, scanner.trailer)


class _Kinds:
    """A sink that only notes what kind of entry comes."""

    def __init__(self) -> None:
        self.found: list[int] = []

    def entry(
        self, offset: int, crc: int, kind: int, base: int | bytes | None, data: bytes
    ) -> None:
        self.found.append(kind)

    def begin_streamed(self, size: int) -> None:
        self.found.append(BLOB)

    def streamed(self, data: bytes) -> None:
        """Only the kind counts."""

    def end_streamed(self, offset: int, crc: int) -> None:
        """Only the kind counts."""


def kinds_of(data: bytes) -> list[int]:
    """What each entry of a pack is, in order: an object's type, OFS_DELTA or REF_DELTA."""
    sink = _Kinds()
    scanner = PackScanner(sink)
    scanner.receive(data)
    scanner.close()
    return sink.found

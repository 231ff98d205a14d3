"""The pack that answers a fetch, made of stored bytes.

Strategy: an object's packed bytes are copied as they lie, never inflated. A delta whose base goes
too keeps its bytes; only the distance to the base is written anew where entries between them are
left out. A delta whose base the client has becomes a REF_DELTA (a thin pack). Only a delta whose
base goes nowhere is resolved and deflated again.

What is sent in whole packs goes as it was received, by `iter_whole`.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha1

from durable.objects import Objects
from durable.packs import HEADER_SIZE, Pack, Packs
from durable.sql import Blob
from git.errors import MissingObject
from git.oid import SIZE, ObjectId
from git.pack.entry import (
    OFS_DELTA,
    REF_DELTA,
    decode_distance,
    decode_header,
    encode_distance,
    encode_header,
)
from git.pack.table import EXTERNAL_BASE, NO_BASE

PIECE = 1 << 16
"""Entries are gathered to pieces of about this size: a piece costs as much as 64 KB do."""

LARGE_ENTRY = 1 << 20
"""A whole object packed to more than this is copied chunk by chunk, never held."""

LEVEL = 1
"""Of the few objects deflated anew: the client stores them as they come, and waits for us."""


@dataclass(frozen=True, slots=True)
class Bases:
    """What a delta may lean on: oids that are sent, and some that the client has."""

    sent: Collection[ObjectId]
    had: Collection[ObjectId]
    by_offset: bool


def encode_pack_header(objects: int) -> bytes:
    return b"PACK\0\0\0\2" + objects.to_bytes(4, "big")


def iter_whole(packs: Packs, whole: list[Pack]) -> Iterator[Blob]:
    """Packs as one: their bodies are moved whole, so that distances in them stay true."""
    if len(whole) == 1:
        yield from packs.iter_blobs(whole[0], 0, whole[0].body_size)
        return
    header = encode_pack_header(sum(pack.objects for pack in whole))
    digest = sha1(header)
    yield memoryview(header)
    for pack in whole:
        for blob in packs.iter_blobs(pack, HEADER_SIZE, pack.entries_stop):
            digest.update(blob.tobytes())
            yield blob
    yield memoryview(digest.digest())


class AnswerPack:
    """A pack of chosen objects. `count` is known at once, the bytes come by `iter_pieces`."""

    def __init__(self, packs: Packs, objects: Objects, bases: Bases) -> None:
        self._packs = packs
        self._objects = objects
        self._bases = bases
        self._offsets: dict[int, array[int]] = {}
        self._written = 0
        self.count = 0

    def choose(self, oids: Iterable[ObjectId]) -> Iterator[None]:
        """Find where the objects lie; MissingObject when one does not. Pauses now and then."""
        for oid in oids:
            found = self._packs.find(oid)
            if found is None:
                raise MissingObject(oid)
            pack, rank = found
            position = self._packs.columns(pack).position(self._packs.index(pack).offset(rank))
            offsets = self._offsets.get(pack.number)
            if offsets is None:
                offsets = self._offsets[pack.number] = array("q", bytes(8 * pack.objects))
            if not offsets[position]:
                offsets[position] = _CHOSEN
                self.count += 1
            if self.count % 500 == 0:
                yield

    def iter_pieces(self) -> Iterator[bytes]:
        header = encode_pack_header(self.count)
        digest = sha1(header)
        self._written = len(header)
        pending = [header]
        size = len(header)
        for piece in self._iter_entries():
            digest.update(piece)
            pending.append(piece)
            size += len(piece)
            self._written += len(piece)
            if size >= PIECE:
                yield b"".join(pending)
                pending, size = [], 0
        yield b"".join((*pending, digest.digest()))

    def _iter_entries(self) -> Iterator[bytes]:
        for pack in self._packs.live():
            offsets = self._offsets.get(pack.number)
            if offsets is None:
                continue
            for position, chosen in enumerate(offsets):
                if chosen:
                    offsets[position] = self._written
                    yield from self._iter_entry(pack, position, offsets)

    def _iter_entry(self, pack: Pack, position: int, offsets: array[int]) -> Iterator[bytes]:
        columns = self._packs.columns(pack)
        start, stop = columns.extent(position)
        if stop - start > LARGE_ENTRY and columns.bases[position] == NO_BASE:
            yield from self._objects.iter_packed(pack, position)
        else:
            yield self._encode(pack, position, offsets)

    def _encode(self, pack: Pack, position: int, offsets: array[int]) -> bytes:
        columns = self._packs.columns(pack)
        packed = self._objects.read_packed(pack, position)
        base = columns.bases[position]
        if base == NO_BASE:
            return packed
        kind, size, at = decode_header(packed, 0)
        if kind == OFS_DELTA and offsets[base] > 0 and self._bases.by_offset:
            distance, data_at = decode_distance(packed, at)
            new_distance = self._written - offsets[base]
            if distance == new_distance:
                return packed
            return packed[:at] + encode_distance(new_distance) + packed[data_at:]
        if base == EXTERNAL_BASE:
            base_oid = ObjectId(packed[at : at + SIZE])
        else:
            base_oid = self._packs.index(pack).oid(columns.ranks[base])
        if base_oid not in self._bases.sent and base_oid not in self._bases.had:
            return self._encode_whole(pack, position)
        if kind == REF_DELTA:
            return packed
        _, data_at = decode_distance(packed, at)
        return encode_header(REF_DELTA, size) + base_oid + packed[data_at:]

    def _encode_whole(self, pack: Pack, position: int) -> bytes:
        object_type, content = self._objects.read_at(pack, position)
        return encode_header(object_type, len(content)) + zlib.compress(content, LEVEL)


_CHOSEN = -1
"""Marks an entry that is chosen and has no place in the answer yet."""

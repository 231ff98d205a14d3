"""Copying chosen entries into a new pack as they lie, compressed.

Entries that lie next to each other and stay as they are go together, unread, as whole packs do.
Of the others, a delta whose base goes too keeps its bytes; only the distance to the base is
written anew where entries between them are left out. A delta whose base the reader has otherwise
becomes a REF_DELTA. Only a delta whose base goes nowhere is resolved and deflated again.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from durable.objects import Objects
from durable.packs import Pack, Packs
from durable.selection import Selection
from durable.sql import Blob
from git.oid import SIZE, ObjectId
from git.pack.columns import PackColumns
from git.pack.entry import (
    OFS_DELTA,
    REF_DELTA,
    decode_distance,
    decode_header,
    encode_distance,
    encode_header,
)
from git.pack.table import EXTERNAL_BASE, NO_BASE

LARGE_ENTRY = 1 << 20
"""A whole object packed to more than this is copied chunk by chunk, never held."""

LONG_RUN = 1 << 16
"""Bytes of neighbours that go together: fetching them out of their row has to be worth it."""

MAX_RUN = 10_000
"""Entries in a row that are looked at between two pauses."""

LEVEL = 1
"""Of the few objects deflated anew: somebody is waiting for them."""


@dataclass(frozen=True, slots=True)
class Bases:
    """Besides what is copied: oids the reader has, and whether it takes OFS_DELTA."""

    had: Container[ObjectId]
    by_offset: bool = True


@dataclass(frozen=True, slots=True)
class Copied:
    """An entry on its way; `base_offset` is where the base of an OFS_DELTA begins."""

    pack: Pack
    position: int
    pieces: Iterable[bytes]
    base_offset: int | None = None
    is_ref_delta: bool = False


class EntryCopy:
    """Copies a selection; `written` is where in the new pack the next entry begins."""

    def __init__(self, packs: Packs, objects: Objects, chosen: Selection, bases: Bases) -> None:
        self._packs = packs
        self._objects = objects
        self._chosen = chosen
        self._bases = bases
        self.written = 0

    def iter_entries(self) -> Iterator[Copied]:
        """The entries, pack by pack, in their order; whoever takes them moves `written` on."""
        for _, pack in sorted(self._chosen.packs.items()):
            offsets = self._chosen.offsets(pack)
            for position, offset in enumerate(offsets):
                if offset:
                    offsets[position] = self.written
                    yield self._copy(pack, position, offsets)

    def iter_pieces(self) -> Iterator[bytes | Blob]:
        """The same as bytes alone, neighbours together; `written` moves on by itself."""
        for _, pack in sorted(self._chosen.packs.items()):
            columns, offsets = self._packs.columns(pack), self._chosen.offsets(pack)
            position = 0
            while position < len(offsets):
                if not offsets[position]:
                    position += 1
                    continue
                stop = self._find_end_of_run(columns, position, offsets)
                for piece in self._iter_run(pack, position, stop):
                    yield piece
                    self.written += len(piece)
                position = max(stop, position + 1)

    def _iter_run(self, pack: Pack, start: int, stop: int) -> Iterator[bytes | Blob]:
        columns, offsets = self._packs.columns(pack), self._chosen.offsets(pack)
        first, last = columns.offsets[start], columns.extent(max(stop - 1, start))[1]
        if stop == start or last - first < LONG_RUN:
            for position in range(start, max(stop, start + 1)):
                offsets[position] = self.written
                yield from self._copy(pack, position, offsets).pieces
            return
        shift = self.written - first
        for position in range(start, stop):
            offsets[position] = columns.offsets[position] + shift
        yield from self._packs.iter_blobs(pack, first, last)

    def _find_end_of_run(self, columns: PackColumns, start: int, offsets: array[int]) -> int:
        """Where the chosen entries from `start` on end that stay as they are; perhaps at once.

        A delta stays whose base is moved as far as itself: the distance between them holds.
        """
        bases, shift = columns.bases, self.written - columns.offsets[start]
        for position in range(start, min(start + MAX_RUN, len(offsets))):
            base = bases[position]
            stays = base == NO_BASE
            if 0 <= base < position and self._bases.by_offset:
                stays = base >= start or offsets[base] == columns.offsets[base] + shift
            if not (stays and offsets[position]):
                return position
        return min(start + MAX_RUN, len(offsets))

    def _copy(self, pack: Pack, position: int, offsets: array[int]) -> Copied:
        columns = self._packs.columns(pack)
        base = columns.bases[position]
        if base == NO_BASE:
            start, stop = columns.extent(position)
            if stop - start > LARGE_ENTRY:
                return Copied(pack, position, self._objects.iter_packed(pack, position))
            return Copied(pack, position, (self._objects.read_packed(pack, position),))
        packed = self._objects.read_packed(pack, position)
        kind, size, at = decode_header(packed, 0)
        if kind == OFS_DELTA and offsets[base] > 0 and self._bases.by_offset:
            return self._move(pack, position, packed, at, offsets[base])
        if base == EXTERNAL_BASE:
            base_oid = ObjectId(packed[at : at + SIZE])
        else:
            base_oid = self._packs.index(pack).oid(columns.ranks[base])
        if base_oid not in self._chosen and base_oid not in self._bases.had:
            return Copied(pack, position, (self._encode_whole(pack, position),))
        if kind == OFS_DELTA:
            _, data_at = decode_distance(packed, at)
            packed = encode_header(REF_DELTA, size) + base_oid + packed[data_at:]
        return Copied(pack, position, (packed,), is_ref_delta=True)

    def _move(self, pack: Pack, position: int, packed: bytes, at: int, base_offset: int) -> Copied:
        distance, data_at = decode_distance(packed, at)
        new_distance = self.written - base_offset
        if distance != new_distance:
            packed = packed[:at] + encode_distance(new_distance) + packed[data_at:]
        return Copied(pack, position, (packed,), base_offset)

    def _encode_whole(self, pack: Pack, position: int) -> bytes:
        object_type, content = self._objects.read_at(pack, position)
        return encode_header(object_type, len(content)) + zlib.compress(content, LEVEL)

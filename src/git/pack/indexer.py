"""Naming every object of a pack: resolve its deltas, hash, and note what was found in a table.

Strategy: a delta whose base was seen a moment ago is resolved as it arrives, for Git writes the
families of deltas near each other; of real packs that is a good third of the deltas. The rest
waits for `finish`, the second pass, which goes depth-first from base to deltas and reads packed
bytes back through `PackedBytes`. Memory is bounded by a cache in bytes and a row an object,
whatever the pack holds.

A base that is in no entry of the pack («thin pack») is asked of `ExternalBases`.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator
from hashlib import sha1
from typing import Protocol

from git.cache import ENTRY_OVERHEAD, ByteCache
from git.errors import LimitExceeded, MissingObject, PackFormatError
from git.objects import ObjectType, encode_header
from git.oid import SIZE, ObjectId
from git.pack import delta as deltas
from git.pack.entry import OFS_DELTA, REF_DELTA, decode_distance, decode_header
from git.pack.limits import MAX_DELTA_DEPTH, MAX_HELD_OBJECT, MAX_INFLATED, RESOLVE_CACHE
from git.pack.table import EXTERNAL_BASE, NO_BASE, UNRESOLVED, PackTable

_NONE = -1

_LABELS = (b"", *(object_type.label for object_type in ObjectType))


class Inspector(Protocol):
    """Sees every object that is held, whole, once; a streamed blob is not shown."""

    def inspect(self, object_type: int, oid: bytes, data: bytes) -> None: ...


class PackedBytes(Protocol):
    """The bytes of the pack that is being read, as received."""

    def read(self, start: int, stop: int) -> bytes: ...


class ExternalBases(Protocol):
    def find_object(self, oid: ObjectId) -> tuple[ObjectType, bytes] | None: ...


class PackIndexer:
    """The sink of a `PackScanner`; after `finish`, `table` is complete."""

    def __init__(self, inspector: Inspector) -> None:
        self.table = PackTable()
        self.resolved = 0
        self._inspector = inspector
        self._cache: ByteCache[int, bytes] = ByteCache(RESOLVE_CACHE, ENTRY_OVERHEAD)
        self._depths = array("H")
        self._inflated = 0
        # The deltas that wait for an entry are a chain: its first, and for each the next.
        self._first_waiting = array("i")
        self._next_waiting = array("i")
        self._waiting_by_oid: dict[bytes, list[int]] = {}
        self.external_bases: dict[int, ObjectId] = {}
        """The bases outside of the pack, by the position of the delta."""

    # First pass: the sink of the scanner.

    def entry(
        self, offset: int, crc: int, kind: int, base: int | bytes | None, data: bytes
    ) -> None:
        if base is None:
            position = self._append(offset, crc, len(data), NO_BASE)
            self._note_held(position, kind, data)
        elif isinstance(base, int):
            self._delta_in_pack(offset, crc, base, data)
        else:
            position = self._append(offset, crc, len(data), EXTERNAL_BASE)
            self._waiting_by_oid.setdefault(base, []).append(position)

    def begin_streamed(self, size: int) -> None:
        self._streamed_size = size
        self._streamed_hash = sha1(encode_header(ObjectType.BLOB, size))

    def streamed(self, data: bytes) -> None:
        self._streamed_hash.update(data)

    def end_streamed(self, offset: int, crc: int) -> None:
        position = self._append(offset, crc, self._streamed_size, NO_BASE)
        oid = self._streamed_hash.digest()
        self._note(position, ObjectType.BLOB, oid, self._streamed_size)

    def _append(self, offset: int, crc: int, size: int, base: int) -> int:
        self._depths.append(0)
        self._first_waiting.append(_NONE)
        self._next_waiting.append(_NONE)
        return self.table.append(offset, crc, size, base)

    def _delta_in_pack(self, offset: int, crc: int, base_offset: int, delta: bytes) -> None:
        base = self.table.find_offset(base_offset)
        if base is None:
            raise PackFormatError(f"the delta at {offset} has a base that is no entry's start")
        position = self._append(offset, crc, len(delta), base)
        content = self._cache.find(base)
        if content is None:
            self._next_waiting[position] = self._first_waiting[base]
            self._first_waiting[base] = position
        else:
            self._apply(position, content, delta)

    # Second pass.

    def finish(self, packed: PackedBytes, external: ExternalBases) -> Iterator[int]:
        """Resolve what waits; yields the number of resolved objects after each.

        MissingObject when a base is nowhere; the bases of deltas in a circle are.
        """
        self._packed = packed
        self._external = external
        for root in self._roots():
            yield from self._resolve_family(root)
        for oid in list(self._waiting_by_oid):
            # A base that is not found may yet be made by another delta of this pack.
            yield from self._resolve_outsiders(oid)
        if self._waiting_by_oid:
            raise MissingObject(next(iter(self._waiting_by_oid)))
        self._cache.clear()

    def _roots(self) -> list[int]:
        types, by_oid = self.table.types, self._waiting_by_oid
        return [
            position
            for position, first in enumerate(self._first_waiting)
            if types[position] != UNRESOLVED
            and (first != _NONE or (by_oid and self.table.oid(position) in by_oid))
        ]

    def _resolve_family(self, root: int) -> Iterator[int]:
        """Depth-first from a resolved entry to all that have it as base, near or far."""
        stack = [root]
        newest: tuple[int, bytes] | None = None
        while stack:
            base = stack.pop()
            children = self._take_children(base)
            if not children:
                continue
            # The next link of a long chain is made of the one just made, whatever the cache held.
            content = newest[1] if newest and newest[0] == base else self.content(base)
            for child in children:
                newest = None
                newest = child, self._apply(child, content, self._inflate(child))
                stack.append(child)
                yield self.resolved

    def _take_children(self, base: int) -> list[int]:
        """The entries that wait for this one."""
        children: list[int] = []
        child = self._first_waiting[base]
        self._first_waiting[base] = _NONE
        while child != _NONE:
            children.append(child)
            child = self._next_waiting[child]
        for child in self._waiting_by_oid.pop(self.table.oid(base), ()):
            self.table.bases[child] = base
            children.append(child)
        return children

    def _resolve_outsiders(self, oid: bytes) -> Iterator[int]:
        if oid not in self._waiting_by_oid:
            return
        found = self._external.find_object(ObjectId(oid))
        if found is None:
            return
        object_type, content = found
        for child in self._waiting_by_oid.pop(oid):
            self.external_bases[child] = ObjectId(oid)
            self._note_held(child, object_type, deltas.apply(content, self._inflate(child)))
            yield from self._resolve_family(child)

    def content(self, position: int) -> bytes:
        """The object of a resolved entry, from the cache or made again along its chain."""
        chain: list[int] = []
        content = self._cache.find(position)
        while content is None:
            base = self.table.bases[position]
            if base == NO_BASE:
                content = self._inflate(position)
                break
            chain.append(position)
            if base == EXTERNAL_BASE:
                content = self._outsider(self.external_bases[position])
                break
            position = base
            content = self._cache.find(position)
        for link in reversed(chain):
            content = deltas.apply(content, self._inflate(link))
            self._count(len(content))
            self._cache.keep(link, content)
        return content

    def _outsider(self, oid: ObjectId) -> bytes:
        found = self._external.find_object(oid)
        if found is None:
            raise MissingObject(oid)
        return found[1]

    def _inflate(self, position: int) -> bytes:
        """What zlib makes of an entry: a whole object, or a delta."""
        packed = self._packed.read(*self.table.extent(position))
        kind, size, at = decode_header(packed, 0)
        if size > MAX_HELD_OBJECT:
            raise LimitExceeded("the size of a file that others are deltas of", MAX_HELD_OBJECT)
        if kind == OFS_DELTA:
            _, at = decode_distance(packed, at)
        elif kind == REF_DELTA:
            at += SIZE
        return zlib.decompress(memoryview(packed)[at:], bufsize=size + 1)

    # Both passes.

    def _apply(self, position: int, base_content: bytes, delta: bytes) -> bytes:
        base = self.table.bases[position]
        depth = self._depths[base] + 1
        if depth > MAX_DELTA_DEPTH:
            raise LimitExceeded("the length of a delta chain", MAX_DELTA_DEPTH)
        self._depths[position] = depth
        content = deltas.apply(base_content, delta)
        self._note_held(position, self.table.types[base], content)
        return content

    def _note_held(self, position: int, object_type: int, content: bytes) -> None:
        size = len(content)
        oid = sha1(b"%s %d\0" % (_LABELS[object_type], size) + content).digest()
        self._note(position, object_type, oid, size)
        self._cache.keep(position, content)
        self._inspector.inspect(object_type, oid, content)

    def _note(self, position: int, object_type: int, oid: bytes, size: int) -> None:
        self._count(size)
        self.table.resolve(position, object_type, oid, size)
        self.resolved += 1

    def _count(self, size: int) -> None:
        """Each object counts as often as it has to be made: it is the work that is bounded."""
        self._inflated += size
        if self._inflated > MAX_INFLATED:
            raise LimitExceeded("the inflated size of the pack", MAX_INFLATED)

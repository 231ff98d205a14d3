"""Reading objects out of live packs, deltas resolved."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from zlib import crc32

from durable.caches import Caches
from durable.packs import Pack, Packs
from git.errors import DeltaError, LimitExceeded, MissingObject, PackFormatError, WrongType
from git.objects import ObjectType
from git.oid import SIZE, ObjectId
from git.pack import delta as deltas
from git.pack.entry import OFS_DELTA, REF_DELTA, decode_distance, decode_header
from git.pack.limits import MAX_HELD_OBJECT
from git.pack.table import EXTERNAL_BASE, NO_BASE


class CorruptStore(Exception):
    """Stored bytes are not what was stored: damage, or a fault of our own."""


class Objects:
    """Every object of the live packs, by oid."""

    def __init__(self, packs: Packs, store: str, caches: Caches) -> None:
        self._packs = packs
        self._store = store
        self._contents = caches.contents

    def has(self, oid: bytes) -> bool:
        return self._packs.find(oid) is not None

    def find_type(self, oid: bytes) -> ObjectType | None:
        found = self._packs.locate(oid)
        if found is None:
            return None
        pack, position = found
        return ObjectType(self._packs.columns(pack).types[position])

    def find_size(self, oid: bytes) -> int | None:
        """The inflated size of the object."""
        found = self._packs.locate(oid)
        if found is None:
            return None
        pack, position = found
        return self._packs.columns(pack).sizes[position]

    def find_object(self, oid: ObjectId) -> tuple[ObjectType, bytes] | None:
        """Type and content; CorruptStore when what is stored is damaged."""
        found = self._packs.locate(oid)
        return None if found is None else self.read_at(*found)

    def read_at(self, pack: Pack, position: int) -> tuple[ObjectType, bytes]:
        """Type and content of the object of an entry."""
        columns = self._packs.columns(pack)
        if columns.sizes[position] > MAX_HELD_OBJECT:
            raise LimitExceeded("the size of an object read at once", MAX_HELD_OBJECT)
        try:
            return ObjectType(columns.types[position]), self._content(pack, position)
        except (zlib.error, PackFormatError, DeltaError) as error:
            raise CorruptStore(f"pack {pack.body} is damaged: {error}") from error

    def read(self, oid: ObjectId, expected: ObjectType) -> bytes:
        """The content of an object that must be there, and of that type."""
        found = self.find_object(oid)
        if found is None:
            raise MissingObject(oid)
        object_type, content = found
        if object_type != expected:
            raise WrongType(oid, expected.label.decode(), object_type.label.decode())
        return content

    def read_tree(self, oid: ObjectId) -> bytes:
        return self.read(oid, ObjectType.TREE)

    def read_size(self, oid: ObjectId) -> int:
        size = self.find_size(oid)
        if size is None:
            raise MissingObject(oid)
        return size

    def read_packed(self, pack: Pack, position: int) -> bytes:
        """An entry as it lies in its pack, header first, held against its checksum."""
        columns = self._packs.columns(pack)
        packed = self._packs.read(pack, *columns.extent(position))
        if crc32(packed) != self._packs.index(pack).crc(columns.ranks[position]):
            raise CorruptStore(f"pack {pack.body} is damaged at entry {position}")
        return packed

    def iter_packed(self, pack: Pack, position: int) -> Iterator[bytes]:
        """The same in pieces, for an entry too long to be held.

        A damaged one ends in CorruptStore instead of its last piece.
        """
        columns = self._packs.columns(pack)
        crc = 0
        held = b""
        for blob in self._packs.iter_blobs(pack, *columns.extent(position)):
            if held:
                yield held
            held = blob.tobytes()
            crc = crc32(held, crc)
        if crc != self._packs.index(pack).crc(columns.ranks[position]):
            raise CorruptStore(f"pack {pack.body} is damaged at entry {position}")
        yield held

    def _content(self, pack: Pack, position: int) -> bytes:
        """The object of an entry; its chain may lead through several packs.

        Of the chain only places are held on the way to its end: its deltas may be many and long.
        """
        chain: list[tuple[Pack, int]] = []
        content = self._find_kept(pack, position)
        while content is None:
            base = self._packs.columns(pack).bases[position]
            if base == NO_BASE:
                content = self._keep(pack, position, self._inflate(pack, position))
                break
            chain.append((pack, position))
            if base == EXTERNAL_BASE:
                pack, position = self._locate_base(pack, position)
            else:
                position = base
            content = self._find_kept(pack, position)
        for link in reversed(chain):
            content = self._keep(*link, deltas.apply(content, self._inflate(*link)))
        return content

    def _find_kept(self, pack: Pack, position: int) -> bytes | None:
        return self._contents.find((self._store, pack.body, position))

    def _keep(self, pack: Pack, position: int, content: bytes) -> bytes:
        self._contents.keep((self._store, pack.body, position), content)
        return content

    def _locate_base(self, pack: Pack, position: int) -> tuple[Pack, int]:
        """Where the base of a delta lies that names it by oid."""
        packed = self.read_packed(pack, position)
        _, _, at = decode_header(packed, 0)
        base_oid = packed[at : at + SIZE]
        found = self._packs.locate(base_oid)
        if found is None:
            raise CorruptStore(f"object {base_oid.hex()}, the base of a delta, is gone")
        return found

    def _inflate(self, pack: Pack, position: int) -> bytes:
        """What zlib makes of an entry: a whole object, or a delta."""
        packed = self.read_packed(pack, position)
        kind, size, at = decode_header(packed, 0)
        if kind == OFS_DELTA:
            _, at = decode_distance(packed, at)
        elif kind == REF_DELTA:
            at += SIZE
        return zlib.decompress(memoryview(packed)[at:], bufsize=size + 1)

"""Entries of stored packs chosen to go into another pack."""

from __future__ import annotations

from array import array

from durable.packs import Pack, Packs
from git.errors import MissingObject
from git.objects import ObjectType
from git.oid import ObjectId
from git.pack.columns import PackColumns

_CHOSEN = -1
"""Marks an entry that is chosen and has no place in the new pack yet; 0 one that is not chosen.
No entry of a pack begins at 0."""


class Selection:
    """Which entries are chosen, and, once copied, at what offset each begins.

    Holds on to the packs as they were: what maintenance puts in their place later does not
    matter to it.
    """

    def __init__(self, packs: Packs) -> None:
        self.packs: dict[int, Pack] = {}
        self.count = 0
        self._lookup = packs
        self._offsets: dict[int, array[int]] = {}

    def add(self, oid: ObjectId) -> None:
        """Choose an object; MissingObject when no live pack has it."""
        found = self._lookup.locate(oid)
        if found is None:
            raise MissingObject(oid)
        self.add_at(*found)

    def add_at(self, pack: Pack, position: int) -> None:
        offsets = self._offsets.get(pack.body)
        if offsets is None:
            self.packs[pack.body] = pack
            offsets = self._offsets[pack.body] = array("q", bytes(8 * pack.objects))
        if not offsets[position]:
            offsets[position] = _CHOSEN
            self.count += 1

    def add_pack(self, pack: Pack, columns: PackColumns, blob_limit: int | None) -> None:
        """Choose all of a pack, or all but its blobs of so many bytes and more."""
        marks = [_CHOSEN] * (len(ObjectType) + 1)
        marks[ObjectType.BLOB] = _CHOSEN if blob_limit is None else 0
        offsets = array("q", map(marks.__getitem__, columns.types))
        if blob_limit:
            for position, size in enumerate(columns.sizes):
                if size < blob_limit:
                    offsets[position] = _CHOSEN
        self.packs[pack.body] = pack
        self._offsets[pack.body] = offsets
        self.count += pack.objects - offsets.count(0)

    def offsets(self, pack: Pack) -> array[int]:
        """By position: 0 for what is not chosen, else negative until the entry is copied."""
        return self._offsets[pack.body]

    def __contains__(self, oid: object) -> bool:
        found = self._lookup.locate(oid) if isinstance(oid, bytes) else None
        if found is None:
            return False
        pack, position = found
        offsets = self._offsets.get(pack.body)
        return offsets is not None and offsets[position] != 0

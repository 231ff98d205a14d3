"""Entries of stored packs chosen to go into another pack."""

from __future__ import annotations

from array import array

from durable.packs import Pack, Packs
from git.errors import MissingObject
from git.oid import ObjectId

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

"""Which files differ between two trees, in the order of their paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from git.oid import ObjectId
from git.tree import Entry, sort_key

ReadEntries: TypeAlias = Callable[[ObjectId], Sequence[Entry]]
"""The entries of a tree."""


@dataclass(frozen=True, slots=True)
class TreeChange:
    """What lies at a path before and after; names are whole paths. Never a tree.

    `similarity` in percent is given for renames, where the two paths differ.
    """

    old: Entry | None
    new: Entry | None
    similarity: int | None = None

    @property
    def path(self) -> bytes:
        """Where it is now, or was before it was deleted."""
        entry = self.new or self.old
        return b"" if entry is None else entry.name


def iter_changes(
    read_entries: ReadEntries, old: ObjectId | None, new: ObjectId | None, prefix: bytes = b""
) -> Iterator[TreeChange]:
    """The differences between two trees; None is a tree without entries."""
    if old == new:
        return
    before = {sort_key(entry): entry for entry in (read_entries(old) if old else ())}
    after = {sort_key(entry): entry for entry in (read_entries(new) if new else ())}
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one == other:
            continue
        if key.endswith(b"/"):
            below = one and one.oid, other and other.oid
            yield from iter_changes(read_entries, *below, prefix + key)
        else:
            yield TreeChange(_placed(one, prefix), _placed(other, prefix))


def _placed(entry: Entry | None, prefix: bytes) -> Entry | None:
    return entry and Entry(entry.mode, prefix + entry.name, entry.oid)

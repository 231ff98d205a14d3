"""Whether a push is whole: each new object may only name objects that are there.

With every live object's own names known to be there (the invariant of closure), looking at the
new objects is enough: O(new), no walk over history. A submodule's commit is not ours to have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from git import commit as commits
from git import oid_column
from git import tag as tags
from git import tree as trees
from git.graph_layer import NewCommits
from git.objects import ObjectType
from git.oid import ObjectId
from git.pack.table import PackTable

RECENT_NAMES = 1 << 13
"""Oids that the last objects named and that are kept once: neighbours name the same."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a pack comes to.

    `tip_types` are those of the tips it holds; `strays` counts its objects that neither are tips
    nor are named by another object of the pack.
    """

    tip_types: dict[bytes, ObjectType]
    strays: int


class Closure:
    """Collects what the objects of a pack name, while they are indexed."""

    def __init__(self) -> None:
        self.commits = NewCommits()
        self.tag_targets: dict[bytes, ObjectId] = {}
        self._named = {object_type: _Names() for object_type in ObjectType}
        self._outside: dict[tuple[ObjectType, ObjectId], None] = {}

    def inspect(self, object_type: int, oid: bytes, data: bytes) -> None:
        """ObjectFormatError when the object cannot be read."""
        named = self._named
        if object_type == ObjectType.TREE:
            named_trees, named_blobs = trees.references(data)
            named[ObjectType.TREE].update(named_trees)
            named[ObjectType.BLOB].update(named_blobs)
        elif object_type == ObjectType.COMMIT:
            tree, parents = commits.references(data)
            named[ObjectType.TREE].update((tree,))
            named[ObjectType.COMMIT].update(parents)
            self.commits.add(oid, tree, parents, commits.commit_time(data))
        elif object_type == ObjectType.TAG:
            target, target_type = tags.references(data)
            named[target_type].update((target,))
            self.tag_targets[oid] = target

    def settle(self, table: PackTable, tips: Collection[bytes]) -> Settlement:
        """Strike out what the pack itself holds; `tips` are the new values of refs.

        What was named is forgotten but for the rest: its memory is wanted for the index.
        """
        is_named = bytearray(len(table))
        tip_types: dict[bytes, ObjectType] = {}
        for position in oid_column.find_all(table.oids, b"".join(tips)):
            if position >= 0:
                tip_types[table.oid(position)] = ObjectType(table.types[position])
                is_named[position] = True
        for object_type, names in self._named.items():
            named = names.take()
            positions = oid_column.find_all(table.oids, named)
            for oid, position in zip(oid_column.iter_oids(named), positions, strict=True):
                if position >= 0 and table.types[position] == object_type:
                    is_named[position] = True
                else:
                    self._outside[object_type, ObjectId(oid)] = None
        return Settlement(tip_types, strays=is_named.count(False))

    def iter_outside(self) -> Iterator[tuple[ObjectType, ObjectId]]:
        """What is named and not in the pack: it must be live, and of this type."""
        return iter(self._outside)


class _Names:
    """Oids that may be given again and again, of which few are kept twice.

    A set takes 60 to 100 bytes for each; so it is emptied into a column, of 20, now and then.
    """

    def __init__(self) -> None:
        self._recent: set[bytes] = set()
        self._column = bytearray()

    def update(self, oids: Iterable[bytes]) -> None:
        self._recent.update(oids)
        if len(self._recent) > RECENT_NAMES:
            self._empty()

    def take(self) -> bytes:
        """All of them, in a column; nothing is kept."""
        self._empty()
        column = bytes(self._column)
        self._column = bytearray()
        return column

    def _empty(self) -> None:
        self._column += b"".join(self._recent)
        self._recent.clear()

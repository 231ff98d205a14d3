"""Whether a push is whole: each new object may only name objects that are there.

With every live object's own names known to be there (the invariant of closure), looking at the
new objects is enough: O(new), no walk over history. A submodule's commit is not ours to have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from git import commit as commits
from git import oid_column
from git import tag as tags
from git import tree as trees
from git.graph_layer import NewCommits
from git.objects import ObjectType
from git.oid import ObjectId
from git.pack.table import PackTable


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
        self._named: dict[int, set[bytes]] = {object_type: set() for object_type in ObjectType}

    def inspect(self, object_type: int, oid: bytes, data: bytes) -> None:
        """ObjectFormatError when the object cannot be read."""
        named = self._named
        if object_type == ObjectType.TREE:
            named_trees, named_blobs = trees.references(data)
            named[ObjectType.TREE].update(named_trees)
            named[ObjectType.BLOB].update(named_blobs)
        elif object_type == ObjectType.COMMIT:
            tree, parents = commits.references(data)
            named[ObjectType.TREE].add(tree)
            named[ObjectType.COMMIT].update(parents)
            self.commits.add(oid, tree, parents, commits.commit_time(data))
        elif object_type == ObjectType.TAG:
            target, target_type = tags.references(data)
            named[target_type].add(target)
            self.tag_targets[oid] = target

    def settle(self, table: PackTable, tips: Collection[bytes]) -> Settlement:
        """Strike out what the pack itself holds; `tips` are the new values of refs."""
        types: dict[bytes, ObjectType] = {}
        strays = 0
        by_type = self._named
        for object_type, oid in zip(table.types, oid_column.iter_oids(table.oids), strict=True):
            named = by_type[object_type]
            if oid in tips:
                types[oid] = ObjectType(object_type)
                named.discard(oid)
            elif oid in named:
                named.remove(oid)
            else:
                strays += 1
        return Settlement(types, strays)

    def iter_outside(self) -> Iterator[tuple[ObjectType, ObjectId]]:
        """What is named and not in the pack: it must be live, and of this type."""
        for object_type in ObjectType:
            for oid in self._named[object_type]:
                yield object_type, ObjectId(oid)

    def forget_names(self) -> None:
        """What is named has been looked up; its memory is wanted for the index."""
        for oids in self._named.values():
            oids.clear()

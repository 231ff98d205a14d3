"""Objects as the answers of one question need them, and what a caller may see of them."""

from __future__ import annotations

from durable.allowed import Allowed
from durable.contract.message import Caller, Failed, Reason
from durable.contract.refs import CommitInfo
from durable.storage import Storage
from git import commit as commits
from git import tag as tags
from git import tree as trees
from git import walk
from git.commit import Commit
from git.graph import CommitGraph
from git.objects import ObjectType
from git.oid import ObjectId
from git.tree import Entry

MAX_PEEL = 64
"""Tags of tags: nobody nests them, and an attacker's chain must end."""

KEPT_ENTRIES = 40_000
"""Entries of decoded trees kept while one question is answered, for the trees of a walk lie near
each other: some 200 bytes each, and once more as many for one tree that is larger."""

MAX_COST = 32 << 20
"""Bytes of trees that a question may read where it looks for changes: a second or two."""

TREE_COST = 5_000
"""Bytes that could be read in the time that it takes to find a tree."""


class Reading:
    """One question's view of the repository.

    `cost` tells what has been read of trees, in bytes; `has_cost_enough` is for whoever walks.
    """

    def __init__(self, storage: Storage, caller: Caller, now: int) -> None:
        self.storage = storage
        self.caller = caller
        self.now = now
        self.graph: CommitGraph = storage.history.graph()
        self.changed_paths = storage.changed_paths.known()
        self._trees: dict[ObjectId, list[Entry]] = {}
        self._kept = 0
        self.cost = 0

    def find_type(self, oid: ObjectId) -> ObjectType | None:
        if self.graph.find(oid) is not None:
            return ObjectType.COMMIT
        return self.storage.objects.find_type(oid)

    def commit(self, oid: ObjectId) -> Commit:
        return commits.decode(self.storage.objects.read(oid, ObjectType.COMMIT))

    def commit_info(self, oid: ObjectId) -> CommitInfo:
        return CommitInfo(oid, self.commit(oid))

    def entries(self, tree: ObjectId) -> list[Entry]:
        entries = self._trees.get(tree)
        if entries is None:
            entries = trees.decode(self.read_tree(tree))
            if self._kept + len(entries) > KEPT_ENTRIES:
                self._trees.clear()
                self._kept = 0
            self._trees[tree] = entries
            self._kept += len(entries)
        return entries

    def read_tree(self, tree: ObjectId) -> bytes:
        data = self.storage.objects.read_tree(tree)
        self.cost += len(data) + TREE_COST
        return data

    @property
    def has_cost_enough(self) -> bool:
        return self.cost > MAX_COST

    def find_entry(self, tree: ObjectId, path: bytes) -> Entry | None:
        """What lies at `path` below a tree; the tree itself for an empty path."""
        entry = Entry(trees.TREE, b"", tree)
        for name in filter(None, path.split(b"/")):
            if not trees.is_tree(entry.mode):
                return None
            found = next((each for each in self.entries(entry.oid) if each.name == name), None)
            if found is None:
                return None
            entry = found
        return entry

    def peel(self, oid: ObjectId, wanted: ObjectType | None) -> ObjectId:
        """Follow tags, and from a commit to its tree when that is wanted.

        With None, to what is no tag. Failed when it does not lead to `wanted`.
        """
        for _ in range(MAX_PEEL):
            object_type = self.find_type(oid)
            if object_type is wanted or (wanted is None and object_type is not ObjectType.TAG):
                return oid
            if object_type is ObjectType.TAG:
                oid, _ = tags.references(self.storage.objects.read(oid, ObjectType.TAG))
            elif object_type is ObjectType.COMMIT and wanted is ObjectType.TREE:
                return self.commit(oid).tree
            else:
                break
        label = "object" if wanted is None else wanted.label.decode()
        raise Failed(Reason.WRONG_TYPE, f"{oid.hex()} does not lead to a {label}")

    def is_visible(self, oid: ObjectId) -> bool:
        """Whether the caller may see an object by naming its oid.

        What no ref leads to is gone for readers; who may write can still bring it back.
        """
        if self.caller.may_write or not self.storage.has_unreachable:
            return self.storage.objects.has(oid)
        number = self.graph.find(oid)
        if number is None:
            return Allowed(self.storage).has(oid)
        return bool(walk.reachable(self.graph, self.tip_numbers())[number])

    def tip_numbers(self) -> list[int]:
        """The commits that refs lead to, by number."""
        numbers: set[int] = set()
        for ref in self.storage.refs.iter_prefixed(b""):
            number = self.graph.find(ref.peeled or ref.oid)
            if number is not None:
                numbers.add(number)
        detached = self.storage.refs.detached()
        number = self.graph.find(detached) if detached is not None else None
        return list(numbers if number is None else numbers | {number})

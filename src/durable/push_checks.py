"""What the objects of a push are held against before any of it becomes visible."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable

from durable.packs import Holds
from durable.storage import Storage
from git.closure import Closure
from git.errors import GitError, MissingObject, WrongType
from git.oid import ObjectId
from git.pack.indexer import PackIndexer
from git.pack.limits import STREAMED_BLOB
from git.pack.table import PackTable

STEP = 1000
"""Look-ups between two pauses: a few milliseconds."""


class CollisionFound(GitError):
    """Two objects that differ and have one oid: somebody's attack on SHA-1."""

    def __init__(self, oid: ObjectId) -> None:
        super().__init__(f"SHA-1 collision found with {oid.hex()}: the push is refused")
        self.oid = oid


def check_outside(closure: Closure, storage: Storage) -> Generator[None, None, int]:
    """MissingObject or WrongType unless all that is named outside of the pack is live.

    The highest rank of the packs that hold it.
    """
    rank = 0
    is_ranked = any(pack.holds.rank for pack in storage.packs.live())
    for count, (object_type, oid) in enumerate(closure.iter_outside()):
        found = storage.objects.find_type(oid)
        if found is None:
            raise MissingObject(oid)
        if found is not object_type:
            raise WrongType(oid, object_type.label.decode(), found.label.decode())
        if is_ranked:
            rank = max(rank, storage.packs.find_rank(oid))
        if count % STEP == 0:
            yield
    return rank


def rank_of_bases(bases: Iterable[ObjectId], storage: Storage) -> int:
    """The highest rank of the packs that hold the bases of a thin pack.

    MissingObject for a base that is garbage: no client is told of it, and what is served may lean
    only on what is served, or deltas of several packs could lead in a circle.
    """
    rank = 0
    for base in bases:
        found = storage.packs.find(base)
        if found is None or found[0].holds is Holds.GARBAGE:
            raise MissingObject(base)
        rank = max(rank, found[0].holds.rank)
    return rank


def check_duplicates(
    table: PackTable, indexer: PackIndexer, storage: Storage
) -> Generator[None, None, None]:
    """Count in `table.duplicates` what is live already, and compare it with what came.

    A blob too long to be held is compared by its length alone. Whatever is found, the object that
    was there first remains the one that is read.
    """
    if not storage.packs.live():
        return
    for position in range(len(table)):
        oid = table.oid(position)
        if storage.objects.has(oid):
            table.duplicates += 1
            _compare(position, oid, indexer, storage)
        if position % STEP == 0:
            yield


def recheck_duplicates(indexer: PackIndexer, storage: Storage, seen: Collection[int]) -> None:
    """The same for the packs that came after those in `seen`, without a pause."""
    table = indexer.table
    for pack in storage.packs.live():
        if pack.body in seen:
            continue
        index = storage.packs.index(pack)
        for position in range(len(table)):
            oid = table.oid(position)
            if index.find(oid) is not None:
                table.duplicates += 1
                _compare(position, oid, indexer, storage)


def _compare(position: int, oid: ObjectId, indexer: PackIndexer, storage: Storage) -> None:
    if indexer.table.sizes[position] != storage.objects.find_size(oid):
        raise CollisionFound(oid)
    if indexer.table.sizes[position] > STREAMED_BLOB:
        return
    found = storage.objects.find_object(oid)
    if found is None or found[1] != indexer.content(position):
        raise CollisionFound(oid)

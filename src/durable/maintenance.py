"""Keeping a repository near one pack, while it is in use.

Each push leaves a pack, and a clone is fastest from one. From the object's alarm, in slices:

- Small packs are merged by git's geometric rule (git-repack(1)): every pack that stays has at
  least twice the objects of all newer ones together, so that there are few, and an object is
  copied a logarithmic number of times.
- When a push left something behind, all that refs reach is copied into one pack, and the rest
  into a pack of garbage, which serves nobody, is there for undoing, and goes after 30 days.

New packs are written beside the old ones and put in their place by one transaction: whenever the
process dies, the repository is as it was before or after. The streams of replaced packs are
deleted when no answer reads them any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from durable.entry_copy import Bases
from durable.packs import COMPACT, GARBAGE, Pack
from durable.reachable import Reachable
from durable.repack import Repack
from durable.selection import Selection
from durable.storage import Storage
from git.graph import NewCommits

FACTOR = 2
MAX_PACKS = 8
"""Served packs that are left alone: a look-up asks each, and a clone of several is hashed anew."""

KEEP_GARBAGE = 30 * 24 * 60 * 60
"""Seconds for which what no ref reaches can be brought back."""


class Maintenance:
    """`now` tells seconds since 1970."""

    def __init__(self, storage: Storage, now: Callable[[], int]) -> None:
        self._storage = storage
        self._now = now

    @property
    def is_due(self) -> bool:
        packs = self._storage.packs
        return (
            len(packs.served()) > MAX_PACKS
            or self._storage.has_unreachable
            or any(pack.duplicates for pack in packs.served())
            or bool(self._expired())
        )

    def run(self) -> Iterator[None]:
        """Do what is due, with pauses in between; nothing is lost when it is not run to the end."""
        self._prune()
        yield
        packs = self._storage.packs
        if self._storage.has_unreachable or any(pack.duplicates for pack in packs.served()):
            yield from self._repack_all()
        elif len(packs.served()) > MAX_PACKS:
            yield from self._merge(small_packs(packs.served()))
        self._storage.drop_retired()

    def _merge(self, merged: Sequence[Pack]) -> Iterator[None]:
        """Put one pack in the place of several that hold no object twice."""
        storage = self._storage
        chosen = Selection(storage.packs)
        for pack in merged:
            for position in range(pack.objects):
                chosen.add_at(pack, position)
            yield
        # A base in a pack that stays is live, and so had.
        new = Repack(storage, chosen, Bases(_EVERYTHING), self._now())
        yield from new.write()
        storage.sql.transaction(lambda: self._replace(merged, [(new, COMPACT)]))

    def _repack_all(self) -> Iterator[None]:
        """Part what refs reach from what they do not."""
        storage = self._storage
        seen, last_push = storage.unsettled, storage.reflog.last()
        replaced = storage.packs.live()
        reachable = Reachable(storage)
        yield from reachable.walk()
        kept, garbage = Selection(storage.packs), Selection(storage.packs)
        for pack in replaced:
            yield from self._part(pack, reachable, kept, garbage)
        new: list[tuple[Repack, str]] = []
        for selection, source, had in ((kept, COMPACT, ()), (garbage, GARBAGE, kept)):
            if selection.count:
                repack = Repack(storage, selection, Bases(had), self._now())
                yield from repack.write()
                new.append((repack, source))
        old = [pack for pack in replaced if not pack.is_garbage]
        storage.sql.transaction(lambda: self._part_ways(old, new, seen, last_push))

    def _part_ways(
        self, old: Sequence[Pack], new: Sequence[tuple[Repack, str]], seen: int, last_push: int
    ) -> None:
        self._replace(old, new)
        self._storage.settle(seen)
        if garbage_is_made(new) and self._storage.reflog.last() != last_push:
            # A push that came in the meantime may lead into what is garbage now.
            self._storage.note_unreachable()

    def _replace(self, old: Sequence[Pack], new: Sequence[tuple[Repack, str]]) -> None:
        self._storage.retire(old)
        for repack, source in new:
            repack.publish(source)

    def _part(
        self, pack: Pack, reachable: Reachable, kept: Selection, garbage: Selection
    ) -> Iterator[None]:
        """Sort the objects of a pack; each object is kept once, from the pack where it is read.

        What is garbage already stays where it is, and only leaves there when refs reach it.
        """
        packs = self._storage.packs
        index, columns = packs.index(pack), packs.columns(pack)
        for rank in range(index.objects):
            oid = index.oid(rank)
            position = columns.position(index.offset(rank))
            if packs.locate(oid) != (pack, position):
                continue
            if oid in reachable.found:
                kept.add_at(pack, position)
            elif not pack.is_garbage:
                garbage.add_at(pack, position)
            if rank % 200 == 0:
                yield

    def _expired(self) -> list[Pack]:
        """Garbage that is old enough; none while refs may lead into it again."""
        if self._storage.has_unreachable:
            return []
        before = self._now() - KEEP_GARBAGE
        rows = self._storage.sql.rows(
            "SELECT id FROM packs WHERE source = ? AND created < ?", GARBAGE, before
        )
        numbers = {row[0] for row in rows}
        return [pack for pack in self._storage.packs.live() if pack.body in numbers]

    def _prune(self) -> None:
        expired = self._expired()
        if expired:
            self._storage.sql.transaction(lambda: self._drop(expired))

    def _drop(self, expired: Sequence[Pack]) -> None:
        storage = self._storage
        storage.retire(expired)
        commits = storage.history.graph().take(0)
        left = NewCommits()
        for at, oid in enumerate(commits.oids):
            if storage.objects.has(oid):
                left.add(oid, commits.trees[at], commits.parents[at], commits.times[at])
        if len(left) < len(commits):
            storage.history.rewrite(left)


class _Everything:
    def __contains__(self, _oid: object) -> bool:
        return True


_EVERYTHING = _Everything()


def garbage_is_made(new: Sequence[tuple[Repack, str]]) -> bool:
    return any(source == GARBAGE for _, source in new)


def small_packs(packs: Sequence[Pack]) -> list[Pack]:
    """The newest packs, so many that what stays is a geometric progression of objects."""
    by_size = sorted(packs, key=lambda pack: pack.objects)
    rolled, total = 0, 0
    for at, pack in enumerate(by_size):
        if at and pack.objects < FACTOR * total:
            rolled = at + 1
        total += pack.objects
    return by_size[:rolled]

"""Keeping a repository near one pack, while it is in use.

Each push leaves a pack, and a clone is fastest from one. From the object's alarm, in slices:

- Small packs are merged by git's geometric rule (git-repack(1)): every pack that stays has at
  least twice the objects of all newer ones together, so that there are few, and an object is
  copied a logarithmic number of times.
- When a push left something behind, or brought branches and other refs together, everything is
  sorted into a pack of what branches and tags lead to, a pack of what other refs lead to, and a
  pack of garbage, which serves nobody, is there for undoing, and goes after 30 days.

New packs are written beside the old ones and put in their place by one transaction: whenever the
process dies, the repository is as it was before or after. The streams of replaced packs are
deleted when no answer reads them any more.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence

from durable.entry_copy import Bases
from durable.packs import Holds, Pack
from durable.reachable import Reachable
from durable.repack import Repack
from durable.selection import Selection
from durable.storage import Storage
from git.graph_layer import NewCommits, take

FACTOR = 2
MAX_PACKS = 8
"""Served packs that are left alone: a look-up asks each, and a clone of several is hashed anew."""

LOOKUPS = 200
"""Objects sorted between two pauses."""

_PARTS = (Holds.BRANCHES, Holds.OTHERS, Holds.GARBAGE)

KEEP_GARBAGE = 30 * 24 * 60 * 60
"""Seconds for which what no ref reaches can be brought back."""


class Maintenance:
    """`now` tells seconds since 1970."""

    def __init__(self, storage: Storage, now: Callable[[], int]) -> None:
        self._storage = storage
        self._now = now

    @property
    def is_due(self) -> bool:
        return (
            self._is_unsettled
            or self._has_too_many
            or bool(self._expired())
            or not self._storage.changed_paths.is_whole
        )

    def run(self) -> Iterator[None]:
        """Do what is due, with pauses in between; nothing is lost when it is not run to the end.

        When it meets a push at the moment of replacing packs it gives up, and `is_due` still.
        """
        if not self._storage.is_being_pushed_to:
            self._prune()
        yield
        if self._is_unsettled:
            yield from self._repack_all()
        elif self._has_too_many:
            for holds in (Holds.BRANCHES, Holds.OTHERS):
                yield from self._merge(holds)
        self._storage.drop_retired()
        yield from self._storage.changed_paths.fill()

    def next_expiry(self) -> int | None:
        """When the oldest garbage may go, in seconds since 1970."""
        rows = self._storage.sql.rows(
            "SELECT MIN(created) FROM packs WHERE holds = ?", Holds.GARBAGE
        )
        oldest: int | None = rows[0][0]
        return None if oldest is None else oldest + KEEP_GARBAGE + 1

    @property
    def _is_unsettled(self) -> bool:
        """Whether some pack does not hold just what it says, each object once."""
        return self._storage.has_unreachable or any(
            pack.duplicates or pack.holds is Holds.MIXED for pack in self._storage.packs.served()
        )

    @property
    def _has_too_many(self) -> bool:
        """Whether there are many packs, and some of them can be merged."""
        served = self._storage.packs.served()
        return len(served) > MAX_PACKS and any(
            small_packs([pack for pack in served if pack.holds is holds]) for holds in Holds
        )

    def _merge(self, holds: Holds) -> Iterator[None]:
        """Put one pack in the place of the small ones of a kind."""
        storage = self._storage
        merged = small_packs([pack for pack in storage.packs.served() if pack.holds is holds])
        if not merged:
            return
        chosen = Selection(storage.packs)
        for pack in merged:
            for position in range(pack.objects):
                chosen.add_at(pack, position)
            yield
        # A base in a pack that stays is live, and so had.
        new = Repack(storage, chosen, Bases(_EVERYTHING), self._now())
        yield from new.write()
        self._put_in_place([(new, holds)], lambda: storage.retire(merged))

    def _repack_all(self) -> Iterator[None]:
        """Part what branches lead to, what other refs do, and what none does."""
        storage = self._storage
        seen, last_push = storage.unsettled, storage.reflog.last()
        replaced = storage.packs.live()
        parts = yield from self._part(replaced)
        had: list[Selection] = []
        new: list[tuple[Repack, Holds]] = []
        for holds, selection in parts:
            if selection.count:
                repack = Repack(storage, selection, Bases(_AnyOf(had)), self._now())
                yield from repack.write()
                new.append((repack, holds))
            # Others may lean on branches, garbage on both; nothing leans on garbage.
            had.append(selection)
        old = [pack for pack in replaced if pack.holds is not Holds.GARBAGE]

        def part_ways() -> None:
            storage.retire(old)
            storage.settle(seen)
            if storage.reflog.last() != last_push:
                # A push that came in the meantime may lead into what it no longer may lead into.
                storage.note_unreachable()

        self._put_in_place(new, part_ways)

    def _put_in_place(
        self, new: Sequence[tuple[Repack, Holds]], retire: Callable[[], None]
    ) -> None:
        """Publish new packs and do what goes with it, unless a push is looking at the old ones."""
        if self._storage.is_being_pushed_to:
            for repack, _ in new:
                repack.discard()
            return

        def publish() -> None:
            retire()
            for repack, holds in new:
                repack.publish(holds)

        self._storage.sql.transaction(publish)

    def _part(self, packs: Sequence[Pack]) -> Generator[None, None, list[tuple[Holds, Selection]]]:
        """Sort all objects, each once, from the pack where it is read.

        What is garbage already stays where it is, and only leaves there when refs reach it.
        """
        storage = self._storage
        branches, others = storage.refs.tips_by_kind()
        reachable = Reachable(storage)
        yield from reachable.walk(branches)
        cloned = set(reachable.found)
        yield from reachable.walk(others)
        parts = {holds: Selection(storage.packs) for holds in _PARTS}
        for pack in packs:
            index, columns = storage.packs.index(pack), storage.packs.columns(pack)
            for rank in range(index.objects):
                oid = index.oid(rank)
                position = columns.position(index.offset(rank))
                if oid in cloned:
                    holds = Holds.BRANCHES
                elif oid in reachable.found:
                    holds = Holds.OTHERS
                elif pack.holds is Holds.GARBAGE:
                    continue
                else:
                    holds = Holds.GARBAGE
                if storage.packs.locate(oid) == (pack, position):
                    parts[holds].add_at(pack, position)
                if rank % LOOKUPS == 0:
                    yield
        return list(parts.items())

    def _expired(self) -> list[Pack]:
        """Garbage that is old enough; none while refs may lead into it again."""
        if self._storage.has_unreachable:
            return []
        before = self._now() - KEEP_GARBAGE
        rows = self._storage.sql.rows(
            "SELECT id FROM packs WHERE holds = ? AND created < ?", Holds.GARBAGE, before
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
        commits = take(storage.history.graph(), 0)
        left = NewCommits()
        for at in range(len(commits)):
            if storage.objects.has(commits.oid(at)):
                left.add_from(commits, at)
        if len(left) < len(commits):
            known = storage.changed_paths.known()
            storage.history.rewrite(left)
            storage.changed_paths.follow(known, 0, len(left))


class _AnyOf:
    def __init__(self, selections: Sequence[Selection]) -> None:
        self._selections = tuple(selections)

    def __contains__(self, oid: object) -> bool:
        return any(oid in selection for selection in self._selections)


class _Everything:
    def __contains__(self, _oid: object) -> bool:
        return True


_EVERYTHING = _Everything()


def small_packs(packs: Sequence[Pack]) -> list[Pack]:
    """The newest packs, so many that what stays is a geometric progression of objects."""
    by_size = sorted(packs, key=lambda pack: pack.objects)
    rolled, total = 0, 0
    for at, pack in enumerate(by_size):
        if at and pack.objects < FACTOR * total:
            rolled = at + 1
        total += pack.objects
    return by_size[:rolled]

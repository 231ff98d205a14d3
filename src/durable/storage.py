"""All that one repository keeps, put together once when its object wakes."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager

from durable.caches import Caches
from durable.changed_paths import ChangedPaths
from durable.chunks import Streams
from durable.history import History
from durable.objects import Objects
from durable.packs import QUARANTINE, RETIRED, Pack, Packs
from durable.protection import Protection
from durable.quarantine import drop_all
from durable.reflog import Reflog
from durable.refs import Refs
from durable.schema import find_setting, migrate, set_setting
from durable.sql import Sql


class Storage:
    """`store` is the name the object has for ever.

    It keeps what is cached for the object apart, and with it the number of the waking: what was
    cached for the same object before it slept may bear numbers that were given out anew.
    """

    def __init__(self, sql: Sql, store: str, caches: Caches) -> None:
        migrate(sql)
        self.sql = sql
        self.caches = caches
        store = f"{store} {caches.next_waking()}"
        self.streams = Streams(sql, store, caches.chunks)
        self.packs = Packs(sql, self.streams, store, caches)
        self.objects = Objects(self.packs, store, caches)
        self.refs = Refs(sql)
        self.reflog = Reflog(sql)
        self.history = History(sql, store, caches.graphs)
        self.protection = Protection(sql)
        self.changed_paths = ChangedPaths(sql, self.streams, self.history, self.objects)
        self._readers = 0
        self._pushes = 0
        # An object that wakes has nothing under way: what is in quarantine is of the dead.
        drop_all(sql, self.streams, QUARANTINE)
        self.drop_retired()

    def forget(self) -> None:
        """Drop what was read of packs and history: the rows may have changed under it."""
        self.packs.forget()
        self.history.forget()
        self.changed_paths.forget()

    @property
    def has_unreachable(self) -> bool:
        """Whether served packs may hold what no ref reaches, or lack what one does."""
        return self.unsettled > 0

    @property
    def unsettled(self) -> int:
        """How many pushes unsettled the packs since maintenance put them in order."""
        pushes = find_setting(self.sql, "has_unreachable")
        return pushes if isinstance(pushes, int) else 0

    def note_unreachable(self) -> None:
        set_setting(self.sql, "has_unreachable", self.unsettled + 1)

    def settle(self, seen: int) -> None:
        """The packs are in order for all that `unsettled` said when it was `seen`."""
        set_setting(self.sql, "has_unreachable", self.unsettled - seen)

    def retire(self, packs: Iterable[Pack]) -> None:
        """Take packs out of service; inside a transaction. Answers under way still read them."""
        for pack in packs:
            self.sql.rows("UPDATE packs SET holds = ? WHERE id = ?", RETIRED, pack.body)
        self.packs.forget()

    @contextmanager
    def reading(self) -> Generator[None]:
        """While an answer is under way, no stream it may read is dropped."""
        self._readers += 1
        try:
            yield
        finally:
            self._readers -= 1

    @contextmanager
    def pushing(self) -> Generator[None]:
        """While a push is between its checks and its transaction, no pack is replaced.

        What was found there when it looked must still be there, and of the same kind.
        """
        self._pushes += 1
        try:
            yield
        finally:
            self._pushes -= 1

    @property
    def is_being_pushed_to(self) -> bool:
        return self._pushes > 0

    def drop_retired(self) -> None:
        """Delete retired packs, unless somebody may be reading them."""
        if not self._readers:
            drop_all(self.sql, self.streams, RETIRED)

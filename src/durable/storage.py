"""All that one repository keeps, put together once when its object wakes."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager

from durable.caches import Caches
from durable.chunks import Streams
from durable.history import History
from durable.objects import Objects
from durable.packs import Pack, Packs
from durable.quarantine import sweep
from durable.reflog import Reflog
from durable.refs import Refs
from durable.schema import migrate
from durable.sql import Sql


class Storage:
    """`store` is the name the object has for ever; it keeps its part of the shared caches apart."""

    def __init__(self, sql: Sql, store: str, caches: Caches) -> None:
        migrate(sql)
        self.sql = sql
        self.caches = caches
        self.streams = Streams(sql, store, caches.chunks)
        self.packs = Packs(sql, self.streams, store, caches)
        self.objects = Objects(self.packs, store, caches)
        self.refs = Refs(sql)
        self.reflog = Reflog(sql)
        self.history = History(sql, self.streams)
        self._readers = 0
        self._pushes = 0
        # An object that wakes has nothing under way: what is in quarantine is of the dead.
        sweep(sql, self.streams)
        self.drop_retired()

    def forget(self) -> None:
        """Drop what was read of packs and history: the rows may have changed under it."""
        self.packs.forget()
        self.history.forget()

    @property
    def has_unreachable(self) -> bool:
        """Whether served packs may hold what no ref reaches, or lack what one does."""
        return self.unsettled > 0

    @property
    def unsettled(self) -> int:
        """How many pushes unsettled the packs since maintenance put them in order."""
        rows = self.sql.rows("SELECT value FROM settings WHERE name = 'has_unreachable'")
        return int(rows[0][0])

    def note_unreachable(self) -> None:
        self.sql.rows("UPDATE settings SET value = value + 1 WHERE name = 'has_unreachable'")

    def settle(self, seen: int) -> None:
        """The packs are in order for all that `unsettled` said when it was `seen`."""
        self.sql.rows("UPDATE settings SET value = value - ? WHERE name = 'has_unreachable'", seen)

    def retire(self, packs: Iterable[Pack]) -> None:
        """Take packs out of service; inside a transaction. Answers under way still read them."""
        for pack in packs:
            self.sql.rows("DELETE FROM packs WHERE id = ?", pack.body)
            for stream in (pack.body, pack.idx, pack.columns):
                self.sql.rows("INSERT INTO retired VALUES (?)", stream)
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
        """Delete retired streams, unless somebody may be reading them."""
        if self._readers:
            return
        for row in self.sql.rows("SELECT stream FROM retired"):
            self.sql.transaction(lambda stream=row[0]: self._drop(stream))

    def _drop(self, stream: int) -> None:
        self.streams.drop(stream)
        self.sql.rows("DELETE FROM retired WHERE stream = ?", stream)

"""All that one repository keeps, put together once when its object wakes."""

from __future__ import annotations

from durable.caches import Caches
from durable.chunks import Streams
from durable.history import History
from durable.objects import Objects
from durable.packs import Packs
from durable.quarantine import sweep
from durable.reflog import Reflog
from durable.refs import Refs
from durable.schema import migrate
from durable.sql import Sql
from git.fsck.policy import Policy


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
        self.policy = Policy()
        # An object that wakes has no push under way: what is in quarantine is of the dead.
        sweep(sql, self.streams)

    def forget(self) -> None:
        """Drop what was read of packs and history: the rows may have changed under it."""
        self.packs.forget()
        self.history.forget()

    @property
    def has_unreachable(self) -> bool:
        """Whether live packs may hold objects that no ref reaches."""
        rows = self.sql.rows("SELECT value FROM settings WHERE name = 'has_unreachable'")
        return bool(rows[0][0])

    def note_unreachable(self) -> None:
        self.sql.rows("UPDATE settings SET value = 1 WHERE name = 'has_unreachable'")

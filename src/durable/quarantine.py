"""A pack that has been received and is not yet part of the repository.

Its bytes lie in streams that no live pack names: nothing can read them. `migrate` makes them a
pack, inside the transaction that moves the refs; `discard` deletes them. What a process leaves
behind when it dies is found by its row in `packs` and dropped when the object next wakes.
"""

from __future__ import annotations

from dataclasses import dataclass

from durable.chunks import Streams
from durable.packs import QUARANTINE, STREAMS, Holds
from durable.sql import Blob, Sql
from git.pack import columns, index
from git.pack.table import PackTable


@dataclass(frozen=True, slots=True)
class NewPack:
    """What is known of a received pack once it is indexed."""

    table: PackTable
    trailer: bytes
    created: int


class Quarantine:
    def __init__(self, sql: Sql, streams: Streams, created: int) -> None:
        self._sql = sql
        self._streams = streams
        self._pack = streams.reserve(STREAMS)
        sql.rows(
            "INSERT INTO packs (id, holds, created) VALUES (?, ?, ?)",
            self._pack,
            QUARANTINE,
            created,
        )
        self._body = streams.writer(self._pack)
        self._idx_size = self._columns_size = 0

    @property
    def wanted(self) -> int:
        """The length of the next piece that would be kept without copying it."""
        return self._body.wanted

    def write(self, data: Blob) -> None:
        self._body.write(data)

    def close(self) -> None:
        """The pack has been received whole."""
        self._body.close()

    def read(self, start: int, stop: int) -> bytes:
        """Bytes of the pack as received."""
        return self._streams.read(self._pack, start, stop)

    def write_index(self, new: NewPack) -> None:
        order = new.table.by_oid()
        about = self._streams.whole_writer(self._pack + 1)
        about.write_all(index.encode(new.table, order, new.trailer))
        self._idx_size = about.size
        about.write_all(columns.encode(new.table, order))
        about.close()
        self._columns_size = about.size - self._idx_size

    def migrate(self, new: NewPack, holds: Holds) -> None:
        """Make it a live pack; inside a transaction."""
        self._sql.rows(
            "UPDATE packs SET holds = ?, created = ?, body_size = ?, idx_size = ?,"
            " columns_size = ?, objects = ?, duplicates = ?, trailer = ? WHERE id = ?",
            holds,
            new.created,
            self._body.size,
            self._idx_size,
            self._columns_size,
            len(new.table),
            new.table.duplicates,
            new.trailer,
            self._pack,
        )

    def discard(self) -> None:
        _drop(self._sql, self._streams, self._pack)


def drop_all(sql: Sql, streams: Streams, holds: str) -> int:
    """Delete all packs that are said to hold that, with their bytes; how many there were."""
    packs = [row[0] for row in sql.rows("SELECT id FROM packs WHERE holds = ?", holds)]
    for pack in packs:
        sql.transaction(lambda pack=pack: _drop(sql, streams, pack))
    return len(packs)


def _drop(sql: Sql, streams: Streams, pack: int) -> None:
    streams.drop(pack, STREAMS)
    sql.rows("DELETE FROM packs WHERE id = ?", pack)

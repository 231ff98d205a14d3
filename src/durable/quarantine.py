"""A pack that has been received and is not yet part of the repository.

Its bytes lie in streams that no live pack names: nothing can read them. `migrate` makes them a
pack, inside the transaction that moves the refs; `discard` deletes them. What a process leaves
behind when it dies is found by its row in `quarantine` and swept when the object next wakes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from durable.chunks import Streams
from durable.packs import Holds
from durable.sql import Blob, Sql
from git.graph import CommitGraph
from git.graph_layer import NewCommits, encode_layer
from git.pack import columns, index
from git.pack.table import PackTable

_BODY, _IDX, _COLUMNS, _GRAPH = range(4)
STREAMS = 4
"""Streams a push reserves: the pack, its index, its columns, its commits."""


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
        self._first = streams.reserve(STREAMS)
        sql.rows("INSERT INTO quarantine VALUES (?, ?)", self._first, created)
        self._body = streams.writer(self._first + _BODY)
        self._sizes = [0] * STREAMS

    @property
    def wanted(self) -> int:
        """The length of the next piece that would be kept without copying it."""
        return self._body.wanted

    def write(self, data: Blob) -> None:
        self._body.write(data)

    def close(self) -> None:
        """The pack has been received whole."""
        self._body.close()
        self._sizes[_BODY] = self._body.size

    def read(self, start: int, stop: int) -> bytes:
        """Bytes of the pack as received."""
        return self._streams.read(self._first + _BODY, start, stop)

    def write_index(self, new: NewPack) -> None:
        order = new.table.by_oid()
        self._write(_IDX, index.encode(new.table, order, new.trailer))
        self._write(_COLUMNS, columns.encode(new.table, order))

    def migrate(self, new: NewPack, holds: Holds) -> None:
        """Make it a live pack; inside a transaction."""
        body, idx, columns_ = (self._first + stream for stream in (_BODY, _IDX, _COLUMNS))
        self._sql.rows(
            "INSERT INTO packs (id, holds, body_size, idx, idx_size, columns, columns_size,"
            " objects, duplicates, trailer, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            body,
            holds,
            self._sizes[_BODY],
            idx,
            self._sizes[_IDX],
            columns_,
            self._sizes[_COLUMNS],
            len(new.table),
            new.table.duplicates,
            new.trailer,
            new.created,
        )
        self._sql.rows("DELETE FROM quarantine WHERE stream = ?", self._first)

    def write_layer(self, below: CommitGraph, height: int, commits: NewCommits) -> list[bytes]:
        """Put a layer of commits in the place of all from number `height` on; inside a transaction.

        The layer, in pieces.
        """
        layer = encode_layer(below, height, commits)
        self._write(_GRAPH, layer)
        for row in self._sql.rows("DELETE FROM graph WHERE first >= ? RETURNING stream", height):
            self._streams.drop(row[0])
        self._sql.rows(
            "INSERT INTO graph VALUES (?, ?, ?, ?)",
            height,
            self._first + _GRAPH,
            self._sizes[_GRAPH],
            len(commits),
        )
        return layer

    def discard(self) -> None:
        self._streams.drop(self._first, STREAMS)
        self._sql.rows("DELETE FROM quarantine WHERE stream = ?", self._first)

    def _write(self, stream: int, pieces: Iterable[bytes]) -> None:
        self._sizes[stream] = self._streams.write_whole(self._first + stream, pieces)


def sweep(sql: Sql, streams: Streams) -> int:
    """Delete what pushes left behind that no longer run; how many there were."""
    dead = [row[0] for row in sql.rows("SELECT stream FROM quarantine")]
    for first in dead:
        sql.transaction(lambda first=first: _drop(sql, streams, first))
    return len(dead)


def _drop(sql: Sql, streams: Streams, first: int) -> None:
    streams.drop(first, STREAMS)
    sql.rows("DELETE FROM quarantine WHERE stream = ?", first)

"""The commit graph of a repository, loaded when it is needed and kept as long as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from durable.caches import GraphCache
from durable.chunks import WHOLE_ROW_SIZE, StreamWriter, row_number
from durable.schema import SEQUENCE_BITS
from durable.sql import Blob, Sql
from git.graph import CommitGraph
from git.graph_layer import NewCommits, encode_layer, take

GROWTH = 2
"""A layer is written anew together with a push that brings half as many commits: there are never
more than a few layers, and no commit is written more than a few times."""


LARGE_LAYER = 1 << 20
"""Bytes of a layer, of some 17,000 commits, that is not taken over but read when it is needed:
a push that brings so many has better use for the memory."""


class History:
    def __init__(self, sql: Sql, store: str, graphs: GraphCache) -> None:
        self._sql = sql
        self._store = store
        self._graphs = graphs

    def graph(self) -> CommitGraph:
        graph = self._graphs.find(self._store)
        if graph is None:
            graph = CommitGraph()
            for rows in self._layers():
                graph.append_layer(self._read_layer(rows))
            self._graphs.keep(self._store, graph)
        return graph

    def write_layer(self, height: int, commits: NewCommits) -> list[bytes]:
        """Put a layer of commits in the place of all from number `height` on; in a transaction.

        The layer, in pieces.
        """
        layer = encode_layer(self.graph(), height, commits)
        self._sql.rows("DELETE FROM graph WHERE id >= ?", row_number(height, 0))
        writer = StreamWriter(self._insert, height, WHOLE_ROW_SIZE)
        writer.write_all(layer)
        writer.close()
        return layer

    def advance(self, height: int, layer: Sequence[bytes]) -> None:
        """What `plan_layer` proposed is now in the rows."""
        if sum(map(len, layer)) > LARGE_LAYER:
            self.forget()
            return
        graph = self.graph().below(height)
        graph.append_layer(b"".join(layer))
        self._graphs.keep(self._store, graph)

    def rewrite(self, commits: NewCommits) -> None:
        """Put one layer of these commits in the place of all layers; inside a transaction."""
        self.write_layer(0, commits)
        self.forget()

    def forget(self) -> None:
        """The rows have changed; read them again when they are next needed."""
        self._graphs.drop(self._store)

    def _insert(self, row: int, data: Blob) -> None:
        self._sql.rows("INSERT INTO graph VALUES (?, ?)", row, data)

    def _layers(self) -> list[list[int]]:
        """The rows of each layer, from the lowest up."""
        rows = [row[0] for row in self._sql.rows("SELECT id FROM graph ORDER BY id")]
        return [list(layer) for _, layer in groupby(rows, lambda row: row >> SEQUENCE_BITS)]

    def _read_layer(self, rows: Sequence[int]) -> bytearray:
        data = bytearray()
        for row in rows:
            blob = self._sql.blob("SELECT data FROM graph WHERE id = ?", row)
            data += blob.tobytes() if blob else b""
        return data

    def plan_layer(self, new: NewCommits) -> tuple[int, NewCommits]:
        """Where the layer for `new` begins, and all that it holds: also the small layers below.

        A commit that comes again, from a client that did not know that it is here, is left out.
        """
        graph = self.graph()
        height = len(graph)
        for first in reversed(graph.layers):
            if height - first >= GROWTH * (len(new) + len(graph) - height):
                break
            height = first
        fresh = [at for at in range(len(new)) if graph.find(new.oid(at)) is None]
        if height == len(graph) and len(fresh) == len(new):
            return height, new
        merged = take(graph, height)
        for at in fresh:
            merged.add_from(new, at)
        return height, merged

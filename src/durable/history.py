"""The commit graph of a repository, loaded once and kept while the object is awake."""

from __future__ import annotations

from collections.abc import Sequence

from durable.chunks import Streams
from durable.sql import Sql
from git.graph import CommitGraph
from git.graph_layer import NewCommits, encode_layer, take

GROWTH = 2
"""A layer is written anew together with a push that brings half as many commits: there are never
more than a few layers, and no commit is written more than a few times."""


LARGE_LAYER = 1 << 20
"""Bytes of a layer, of some 17,000 commits, that is not taken over but read when it is needed:
a push that brings so many has better use for the memory."""


class History:
    def __init__(self, sql: Sql, streams: Streams) -> None:
        self._sql = sql
        self._streams = streams
        self._graph: CommitGraph | None = None

    def graph(self) -> CommitGraph:
        if self._graph is None:
            graph = CommitGraph()
            for stream, size in self._sql.rows("SELECT stream, size FROM graph ORDER BY first"):
                graph.append_layer(self._streams.read_whole(stream, size))
            self._graph = graph
        return self._graph

    def advance(self, height: int, layer: Sequence[bytes]) -> None:
        """What `plan_layer` proposed is now in the rows."""
        if sum(map(len, layer)) > LARGE_LAYER:
            self.forget()
            return
        graph = self.graph().below(height)
        graph.append_layer(b"".join(layer))
        self._graph = graph

    def rewrite(self, commits: NewCommits) -> None:
        """Put one layer of these commits in the place of all layers; inside a transaction."""
        stream = self._streams.reserve(1)
        for row in self._sql.rows("DELETE FROM graph RETURNING stream"):
            self._streams.drop(row[0])
        size = self._streams.write_whole(stream, encode_layer(CommitGraph(), 0, commits))
        self._sql.rows("INSERT INTO graph VALUES (0, ?, ?, ?)", stream, size, len(commits))
        self.forget()

    def forget(self) -> None:
        """The rows have changed; read them again when they are next needed."""
        self._graph = None

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

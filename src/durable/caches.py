"""The memory that reading may keep, once for an isolate.

Objects of one class can share an isolate, and so its 128 MB: what is cached is bounded over all
of them together, and every key begins with the store it belongs to. The interpreter takes 36 MB
and a push may hold 48 MB of one object and its base; the sum below leaves room for both only
because a push empties `contents` first, and one of many objects all of it.
"""

from __future__ import annotations

from typing import Any

from durable.chunks import ChunkCache
from git.cache import ENTRY_OVERHEAD, ByteCache
from git.graph import CommitGraph
from git.pack.columns import PackColumns
from git.pack.index import PackIndex

CHUNK_CACHE = 6 << 20
"""A dozen chunks: the entries of one answer lie near each other."""

CONTENT_CACHE = 8 << 20
"""Inflated objects: the trees of a walk, the bases of a chain."""

INDEX_CACHE = 24 << 20
"""Indexes and columns of packs: 53 bytes an object, so those of 450,000 objects."""

GRAPH_CACHE = 500_000
"""Commits of graphs, each of 60 bytes. A history of more would be read anew at each use."""

GraphCache = ByteCache[str, CommitGraph]
"""Keyed by store; a graph is as long as it has commits."""


class Caches:
    """One of these stands in each isolate."""

    def __init__(self) -> None:
        self.chunks: ChunkCache = ByteCache(CHUNK_CACHE)
        self.contents: ByteCache[tuple[str, int, int], bytes] = ByteCache(
            CONTENT_CACHE, ENTRY_OVERHEAD
        )
        self.indexes: ByteCache[tuple[str, int], PackIndex | PackColumns] = ByteCache(INDEX_CACHE)
        self.graphs: GraphCache = ByteCache(GRAPH_CACHE)
        self._wakings = 0
        # Asked some ten times an object, nearly always of the same pack: by identity, which
        # takes a tenth of a look-up.
        self.recent_index: tuple[object, Any] = (None, None)
        self.recent_columns: tuple[object, Any] = (None, None)

    def clear(self) -> None:
        """Give the memory back; all of it can be read again."""
        for cache in (self.chunks, self.contents, self.indexes, self.graphs):
            cache.clear()
        self.recent_index = self.recent_columns = (None, None)

    def next_waking(self) -> int:
        """A number that no object of the isolate had when it woke."""
        self._wakings += 1
        return self._wakings

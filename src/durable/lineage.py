"""Questions about history that span what is here and what a push brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from git import oid_column, walk
from git.graph import CommitGraph
from git.graph_layer import NewCommits
from git.oid import SIZE, ObjectId


class Lineage:
    """`new` are the commits of the push, which `graph` may lack."""

    def __init__(self, graph: CommitGraph, new: NewCommits) -> None:
        self._graph = graph
        self._new = new
        self._order: Sequence[int] = ()
        self._oids = b""

    def leads_to(self, tip: ObjectId, ancestor: ObjectId) -> bool:
        """Whether history leads from `tip` back to `ancestor`, which is here already."""
        wanted = self._graph.find(ancestor)
        if tip == ancestor or wanted is None:
            return tip == ancestor
        return any(walk.is_ancestor(self._graph, wanted, number) for number in self._edge(tip))

    def find_merge(self, tip: ObjectId, known: Sequence[ObjectId]) -> ObjectId | None:
        """A commit with several parents that `tip` leads to, and none of `known` does."""
        edge: list[int] = []
        for at in self._walk(tip, edge):
            if len(self._new.parents(at)) > 1:
                return ObjectId(self._new.oid(at))
        graph = self._graph
        excluded = [number for oid in known if (number := graph.find(oid)) is not None]
        for number in walk.difference(graph, edge, excluded):
            if len(graph.parents(number)) > 1:
                return graph.oid(number)
        return None

    def _edge(self, tip: ObjectId) -> list[int]:
        """The commits in the graph where what is new ends."""
        edge: list[int] = []
        for _ in self._walk(tip, edge):
            pass
        return edge

    def _walk(self, tip: bytes, edge: list[int]) -> Iterator[int]:
        """The new commits that `tip` leads to; what they stand on in the graph goes to `edge`."""
        seen = bytearray(len(self._new))
        stack = [tip]
        reached: set[int] = set()
        while stack:
            oid = stack.pop()
            number = self._graph.find(oid)
            if number is not None:
                reached.add(number)
                continue
            at = self._find(oid)
            if at is not None and not seen[at]:
                seen[at] = 1
                stack.extend(self._new.parents(at))
                yield at
        edge.extend(reached)

    def _find(self, oid: bytes) -> int | None:
        if len(self._oids) < len(self._new.oids):
            self._order = oid_column.order(self._new.oids)
            self._oids = oid_column.arranged(self._new.oids, self._order)
        at = oid_column.find(self._oids, oid, 0, len(self._oids))
        return self._order[at // SIZE] if at >= 0 else None

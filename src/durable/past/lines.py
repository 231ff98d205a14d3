"""Lines of history beside each other: branches far from the default one, merges along a line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit
from durable.contract.history import (
    AheadBehind,
    Divergences,
    GraphCommit,
    GraphPage,
    ReadDivergences,
    ReadGraphPage,
)
from durable.contract.message import Failed, Reason
from git import ahead_behind, log, walk

MAX_REVS = 250
"""Revs compared in one answer: more than a page of branches has."""

MAX_WALKED = 300_000
"""Commits walked over to compare revs: a second."""

MAX_COMMITS = 250
"""Commits in one answer, each with its message."""

MAX_SIDE = 5_000
"""Commits walked over to count what a merge brought: a page may have merges only."""


def read_divergences(reading: Reading, question: ReadDivergences) -> Divergences:
    base = _number(reading, question.base or reading.storage.refs.head_target())
    revs = question.revs[:MAX_REVS]
    tips = [_number(reading, rev) for rev in revs]
    counts = ahead_behind.count(reading.graph, base, tips, MAX_WALKED)
    told = (
        AheadBehind(rev, *(counted or (None, None)))
        for rev, counted in zip(revs, counts, strict=True)
    )
    return Divergences(reading.graph.oid(base), tuple(told))


def read_graph_page(reading: Reading, question: ReadGraphPage) -> GraphPage:
    number = _number(reading, question.rev)
    line = _iter_line(reading, number) if not question.parent else _side(reading, number, question)
    limit = min(question.limit, MAX_COMMITS)
    found = list(islice(line, question.skip, question.skip + limit + 1))
    commits = tuple(_describe(reading, number) for number in found[:limit])
    return GraphPage(commits, len(found) > limit)


def _iter_line(reading: Reading, number: int) -> Iterator[int]:
    while number >= 0:
        yield number
        number = reading.graph.first_parents[number]


def _side(reading: Reading, merge: int, question: ReadGraphPage) -> Iterator[int]:
    graph = reading.graph
    parents = graph.parents(merge)
    if not 2 <= question.parent <= len(parents):
        raise Failed(Reason.NOT_FOUND, "The commit has no such parent.", "parent")
    tip = parents[question.parent - 1]
    return log.iter_log(graph, [tip], set(walk.difference(graph, [tip], parents[:1])))


def _describe(reading: Reading, number: int) -> GraphCommit:
    graph = reading.graph
    first, *others = graph.parents(number) or [number]
    counts = ahead_behind.count(graph, first, others, MAX_SIDE)
    sides = tuple(None if counted is None else counted[0] for counted in counts)
    return GraphCommit(reading.commit_info(graph.oid(number)), sides)


def _number(reading: Reading, rev: bytes) -> int:
    number = reading.graph.find(resolve_commit(reading, rev))
    if number is None:
        raise Failed(Reason.NOT_FOUND, "There is no such commit.", "rev")
    return number

"""Shallow fetches: where history is cut, before and after (gitprotocol-v2(5), `deepen`).

The rules are those of git's shallow.c and upload-pack.c. A commit that is shallow is had without
its parents. What the client says of itself holds for walking, too: beyond its shallow commits it
has nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from git.errors import ProtocolError
from git.graph import CommitGraph
from git.protocol.fetch import INFINITE_DEPTH, Deepen


@dataclass(frozen=True, slots=True)
class Cut:
    """How a fetch changes where the client's history ends; all by commit number.

    `shallow` and `unshallow` are to be told. Walking stops at `boundary`, starts at
    `more_wants`, too, and takes `edges` as had.
    """

    shallow: Sequence[int] = ()
    unshallow: Sequence[int] = ()
    boundary: Collection[int] = field(default_factory=frozenset[int])
    more_wants: Sequence[int] = ()
    edges: Sequence[int] = ()


def keep_cut(client_shallow: Iterable[int]) -> Cut:
    """For a client that is shallow and asks for no change of that."""
    return Cut(boundary=frozenset(client_shallow))


def deepen(
    graph: CommitGraph,
    wants: Sequence[int],
    client_shallow: Sequence[int],
    asked: Deepen,
    excluded: Sequence[int],
) -> Cut:
    """What `asked` comes to; `excluded` is what the names in it lead to."""
    if asked.depth is None:
        shallow, deep = _by_selection(graph, wants, asked.since or 0, excluded)
    elif asked.depth >= INFINITE_DEPTH:
        shallow, deep = [], set(client_shallow)
    elif asked.relative:
        starts = _reached(graph, wants, client_shallow)
        shallow, deep = _by_depth(graph, starts, asked.depth + 1)
    else:
        shallow, deep = _by_depth(graph, wants, asked.depth)
    known = set(client_shallow)
    told = [number for number in shallow if number not in known and number not in deep]
    opened = [number for number in client_shallow if number in deep]
    return Cut(
        shallow=told,
        unshallow=opened,
        boundary=known | set(told),
        more_wants=[parent for number in opened for parent in graph.parents(number)],
        edges=opened,
    )


def _by_depth(graph: CommitGraph, starts: Iterable[int], depth: int) -> tuple[list[int], set[int]]:
    """Commits exactly `depth` steps down, a start being the first step, and those above."""
    deep: set[int] = set()
    level = list(dict.fromkeys(starts))
    seen = set(level)
    for _ in range(depth - 1):
        deep.update(level)
        below = dict.fromkeys(parent for number in level for parent in graph.parents(number))
        level = [number for number in below if number not in seen]
        seen.update(level)
        if not level:
            break
    return level, deep


def _by_selection(
    graph: CommitGraph, wants: Iterable[int], since: int, excluded: Iterable[int]
) -> tuple[list[int], set[int]]:
    """Commits since a time and not reached from `excluded`, of which some are shallow.

    Those are the ones with a parent that is not selected. ProtocolError when there is none.
    """
    unwanted = _all_reached(graph, excluded)
    selected: dict[int, None] = {}
    stack = list(wants)
    while stack:
        number = stack.pop()
        if number in selected or number in unwanted or graph.times[number] < since:
            continue
        selected[number] = None
        stack.extend(graph.parents(number))
    if not selected:
        raise ProtocolError("no commits selected for shallow requests")
    border = [
        number
        for number in selected
        if any(parent not in selected for parent in graph.parents(number))
    ]
    return border, selected.keys() - set(border)


def _reached(graph: CommitGraph, wants: Iterable[int], candidates: Iterable[int]) -> list[int]:
    reached = _all_reached(graph, wants)
    return [number for number in candidates if number in reached]


def _all_reached(graph: CommitGraph, starts: Iterable[int]) -> set[int]:
    seen: set[int] = set()
    stack = list(starts)
    while stack:
        number = stack.pop()
        if number not in seen:
            seen.add(number)
            stack.extend(graph.parents(number))
    return seen

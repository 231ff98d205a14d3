"""Where two histories part (git-merge-base(1)), over the commit graph.

Strategy: both sides are painted downwards, highest generation first, so that a commit has all its
colours when it is reached; one that has both is a merge base, unless it lies below another. Of
the same age, what was reached first comes first: a merge depends on that.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from itertools import count

from git.graph import CommitGraph

_ONE, _OTHER, _BELOW = 1, 2, 4
_BOTH = _ONE | _OTHER


def find_merge_bases(graph: CommitGraph, one: int, other: int) -> list[int]:
    """The best common ancestors, newest first; none when the histories have nothing in common."""
    return find_common_bases(graph, (one,), (other,))


def find_common_bases(graph: CommitGraph, ones: Iterable[int], others: Iterable[int]) -> list[int]:
    """The same for two sides of several commits each, as if a merge of them stood there."""
    marks = dict.fromkeys(ones, _ONE)
    for other in others:
        marks[other] = marks.get(other, 0) | _OTHER
    heap = [(-graph.generations[number], rank, number) for rank, number in enumerate(marks)]
    heapify(heap)
    ranks = count(len(heap))
    live = len(heap)
    found: list[int] = []
    while live:
        _, _, number = heappop(heap)
        mark = marks[number]
        live -= not mark & _BELOW
        if mark == _BOTH:
            found.append(number)
            mark |= _BELOW
        for parent in graph.parents(number):
            known = marks.get(parent)
            if known is None:
                heappush(heap, (-graph.generations[parent], next(ranks), parent))
                live += not mark & _BELOW
            elif mark & _BELOW and not known & _BELOW:
                live -= 1
            marks[parent] = (known or 0) | mark
    return sorted(found, key=lambda number: -graph.times[number])

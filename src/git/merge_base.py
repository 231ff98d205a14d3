"""Where two histories part (git-merge-base(1)), over the commit graph.

Strategy: both sides are painted downwards, highest generation first, so that a commit has all its
colours when it is reached; one that has both is a merge base, unless it lies below another.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from git.graph import CommitGraph

_ONE, _OTHER, _BELOW = 1, 2, 4
_BOTH = _ONE | _OTHER


def find_merge_bases(graph: CommitGraph, one: int, other: int) -> list[int]:
    """The best common ancestors, newest first; none when the histories have nothing in common."""
    marks = {one: _ONE}
    marks[other] = marks.get(other, 0) | _OTHER
    heap = [(-graph.generations[number], number) for number in marks]
    heapify(heap)
    live = len(heap)
    found: list[int] = []
    while live:
        _, number = heappop(heap)
        mark = marks[number]
        live -= not mark & _BELOW
        if mark == _BOTH:
            found.append(number)
            mark |= _BELOW
        for parent in graph.parents(number):
            known = marks.get(parent)
            if known is None:
                heappush(heap, (-graph.generations[parent], parent))
                live += not mark & _BELOW
            elif mark & _BELOW and not known & _BELOW:
                live -= 1
            marks[parent] = (known or 0) | mark
    return sorted(found, key=lambda number: -graph.times[number])

"""Walks over the commit graph: marks in a byte an commit, numbers on a heap."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush

from git.graph import CommitGraph


def is_ancestor(graph: CommitGraph, ancestor: int, descendant: int) -> bool:
    """Whether history leads from `descendant` back to `ancestor`; a commit is its own ancestor."""
    floor = graph.generations[ancestor]
    seen = {descendant}
    stack = [descendant]
    while stack:
        number = stack.pop()
        if number == ancestor:
            return True
        for parent in graph.parents(number):
            # Nothing below the ancestor's generation can lead up to it again.
            if parent not in seen and graph.generations[parent] >= floor:
                seen.add(parent)
                stack.append(parent)
    return False


def reachable(graph: CommitGraph, tips: Iterable[int]) -> bytearray:
    """A mark for every commit: 1 where a tip or an ancestor of one stands."""
    marks = bytearray(len(graph))
    stack = list(tips)
    firsts, seconds = graph.first_parents, graph.second_parents
    while stack:
        number = stack.pop()
        # Along first parents without touching the stack: that is most of any history.
        while number >= 0 and not marks[number]:
            marks[number] = 1
            if seconds[number] != -1:
                stack.extend(graph.parents(number)[1:])
            number = firsts[number]
    return marks


def all_reach(graph: CommitGraph, wants: Iterable[int], targets: Collection[int]) -> bool:
    """Whether every want is, or leads back to, one of `targets`."""
    if not targets:
        return False
    wanted = list(wants)
    floor = min(graph.generations[number] for number in targets)
    seen = {number for number in wanted if graph.generations[number] >= floor}
    stack = list(seen)
    while stack:
        for parent in graph.parents(stack.pop()):
            if parent not in seen and graph.generations[parent] >= floor:
                seen.add(parent)
                stack.append(parent)
    reaching: set[int] = set()
    for number in sorted(seen, key=graph.generations.__getitem__):
        if number in targets or any(parent in reaching for parent in graph.parents(number)):
            reaching.add(number)
    return all(number in reaching for number in wanted)


def difference(
    graph: CommitGraph,
    wants: Iterable[int],
    excluded: Iterable[int],
    boundary: Collection[int] = (),
) -> list[int]:
    """Commits reachable from `wants` and not from `excluded`, highest generation first.

    Commits in `boundary` count as having no parents. Walks both sides at once, by generation,
    and ends when nothing wanted is left that is not also excluded: what both have in common
    below is not touched.
    """
    marks: dict[int, int] = {}
    for number in wants:
        marks[number] = _WANTED
    for number in excluded:
        marks[number] = marks.get(number, 0) | _EXCLUDED
    heap = [(-graph.generations[number], number) for number in marks]
    heapify(heap)
    undecided = sum(mark == _WANTED for mark in marks.values())
    found: list[int] = []
    while undecided:
        _, number = heappop(heap)
        mark = marks[number]
        if mark == _WANTED:
            undecided -= 1
            found.append(number)
        if number in boundary:
            continue
        passed_on = mark & _EXCLUDED or _WANTED
        for parent in graph.parents(number):
            known = marks.get(parent, 0)
            if not known:
                heappush(heap, (-graph.generations[parent], parent))
            merged = known | passed_on
            undecided += (merged == _WANTED) - (known == _WANTED)
            marks[parent] = merged
    return found


_WANTED = 1
_EXCLUDED = 2

"""Walks over the commit graph: marks in a byte an commit, numbers on a heap."""

from __future__ import annotations

from collections.abc import Iterable
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


def difference(graph: CommitGraph, wants: Iterable[int], excluded: Iterable[int]) -> list[int]:
    """Commits reachable from `wants` and not from `excluded`, newest generation first.

    Walks both sides at once, by generation, and ends when nothing wanted is left that is not
    also excluded: what both have in common below is not touched.
    """
    marks: dict[int, int] = {}
    heap: list[tuple[int, int]] = []
    undecided = 0
    for number, mark in (*((n, 1) for n in wants), *((n, 2) for n in excluded)):
        if number not in marks:
            heap.append((-graph.generations[number], number))
        marks[number] = marks.get(number, 0) | mark
    heapify(heap)
    undecided = sum(1 for mark in marks.values() if mark == 1)
    found: list[int] = []
    while undecided:
        _, number = heappop(heap)
        mark = marks[number]
        if mark == 1:
            undecided -= 1
            found.append(number)
        for parent in graph.parents(number):
            known = marks.get(parent, 0)
            if known == 0:
                heappush(heap, (-graph.generations[parent], parent))
            merged = known | (2 if mark & 2 else 1)
            undecided += (merged == 1) - (known == 1)
            marks[parent] = merged
    return found

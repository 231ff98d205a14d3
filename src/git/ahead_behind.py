"""How far many tips are ahead of one commit and behind it, in one walk (git-rev-list(1)).

Strategy: each commit gets a bit for each tip that leads to it. The highest generation goes first,
so that a commit has all its bits when it is reached, and the walk ends where all have all bits.
What is counted are commits by their bits: however many tips there are, a commit is touched once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from git.graph import CommitGraph


def count(
    graph: CommitGraph, base: int, tips: Sequence[int], max_steps: int
) -> list[tuple[int, int] | None]:
    """For each tip, how many commits it has that `base` has not, and the other way round.

    None where that is not known after so many commits.
    """
    walk = _Walk(graph, (base, *tips))
    for _ in range(max_steps):
        if not walk.undecided:
            break
        walk.step()
    return [walk.find(1 << rank) for rank in range(1, len(tips) + 1)]


class _Walk:
    """Bit 0 is that of the base."""

    def __init__(self, graph: CommitGraph, starts: Sequence[int]) -> None:
        self._graph = graph
        self._all = (1 << len(starts)) - 1
        self._bits: dict[int, int] = {}
        for rank, number in enumerate(starts):
            self._bits[number] = self._bits.get(number, 0) | 1 << rank
        self._heap = [(-graph.generations[number], number) for number in self._bits]
        heapify(self._heap)
        self._counts: Counter[int] = Counter()
        self.undecided = sum(bits != self._all for bits in self._bits.values())
        """Commits that wait and lack a bit."""

    def step(self) -> None:
        graph = self._graph
        _, number = heappop(self._heap)
        bits = self._bits.pop(number)
        if bits != self._all:
            self.undecided -= 1
            self._counts[bits] += 1
        for parent in graph.parents(number):
            known = self._bits.get(parent)
            if known is None:
                heappush(self._heap, (-graph.generations[parent], parent))
                self.undecided += bits != self._all
            else:
                self.undecided += (known | bits != self._all) - (known != self._all)
            self._bits[parent] = (known or 0) | bits

    def find(self, bit: int) -> tuple[int, int] | None:
        """Ahead and behind; None while a commit waits that may count."""
        if any(bool(bits & bit) != bits & 1 for bits in self._bits.values()):
            return None
        ahead = sum(many for bits, many in self._counts.items() if bits & bit and not bits & 1)
        behind = sum(many for bits, many in self._counts.items() if bits & 1 and not bits & bit)
        return ahead, behind

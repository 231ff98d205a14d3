"""The shortest way from one sequence to another (Myers, «An O(ND) Difference Algorithm», 1986).

Strategy: the linear-space variant. From both ends at once the furthest points are sought that d
edits can reach, on every diagonal; where the two searches meet, the problem is cut in two. As in
Git, a search that has become too costly is cut off at the furthest point it has reached: then the
result is still right, but perhaps not the shortest.
"""

from __future__ import annotations

from collections.abc import Sequence

MIN_COST_LIMIT = 256
"""Edits after which a search may be cut off; more for long files, see `rough_root`."""


def rough_root(number: int) -> int:
    """About the square root, by a power of two: how Git scales its limits with length."""
    root = 1
    while number > 0:
        root <<= 1
        number >>= 2
    return root


def mark(
    old: Sequence[int],
    new: Sequence[int],
    changed_old: bytearray,
    changed_new: bytearray,
) -> None:
    """Set to 1 what is to be deleted from `old` and inserted from `new`."""
    search = _Search(old, new)
    boxes = [(0, len(old), 0, len(new))]
    while boxes:
        low1, high1, low2, high2 = boxes.pop()
        while low1 < high1 and low2 < high2 and old[low1] == new[low2]:
            low1 += 1
            low2 += 1
        while low1 < high1 and low2 < high2 and old[high1 - 1] == new[high2 - 1]:
            high1 -= 1
            high2 -= 1
        if low1 == high1 or low2 == high2:
            changed_old[low1:high1] = b"\1" * (high1 - low1)
            changed_new[low2:high2] = b"\1" * (high2 - low2)
            continue
        at1, at2 = search.split(low1, high1, low2, high2)
        boxes += [(low1, at1, low2, at2), (at1, high1, at2, high2)]


class _Search:
    """Finds where to cut a box; `_forward[d]` is the furthest point in `old` on diagonal d."""

    def __init__(self, old: Sequence[int], new: Sequence[int]) -> None:
        self._old = old
        self._new = new
        diagonals = len(old) + len(new) + 3
        self._origin = len(new) + 1
        self._limit = max(rough_root(diagonals), MIN_COST_LIMIT)
        self._far = diagonals
        self._forward = [0] * (diagonals + 2)
        self._backward = [0] * (diagonals + 2)

    def split(self, low1: int, high1: int, low2: int, high2: int) -> tuple[int, int]:
        """A point, in `old` and `new`, that a good way from corner to corner leads through."""
        self._box = low1, high1, low2, high2
        lowest, highest = low1 - high2, high1 - low2
        first, last = low1 - low2, high1 - high2
        self._forward[first + self._origin] = low1
        self._backward[last + self._origin] = high1
        ahead = first, first
        back = last, last
        is_odd = bool((first - last) & 1)
        cost = 0
        while True:
            cost += 1
            ahead = self._widen(self._forward, ahead, (lowest, highest), -1)
            met = self._advance(ahead, back if is_odd else None)
            if met is None:
                back = self._widen(self._backward, back, (lowest, highest), self._far)
                met = self._retreat(back, None if is_odd else ahead)
            if met is None and cost >= self._limit:
                met = self._give_up(ahead, back)
            if met is not None:
                return met

    def _widen(
        self, points: list[int], span: tuple[int, int], bounds: tuple[int, int], outside: int
    ) -> tuple[int, int]:
        """One diagonal more on each side, or one less where the box ends."""
        low, high = span
        if low > bounds[0]:
            low -= 1
            points[low - 1 + self._origin] = outside
        else:
            low += 1
        if high < bounds[1]:
            high += 1
            points[high + 1 + self._origin] = outside
        else:
            high -= 1
        return low, high

    def _advance(
        self, span: tuple[int, int], others: tuple[int, int] | None
    ) -> tuple[int, int] | None:
        """One edit forward on every diagonal; the point where the searches meet."""
        _, high1, _, high2 = self._box
        old, new, points, origin = self._old, self._new, self._forward, self._origin
        low, high = others or (1, 0)
        for diagonal in range(span[1], span[0] - 1, -2):
            at = diagonal + origin
            below, above = points[at - 1], points[at + 1]
            one = below + 1 if below >= above else above
            other = one - diagonal
            while one < high1 and other < high2 and old[one] == new[other]:
                one += 1
                other += 1
            points[at] = one
            if low <= diagonal <= high and self._backward[at] <= one:
                return one, other
        return None

    def _retreat(
        self, span: tuple[int, int], others: tuple[int, int] | None
    ) -> tuple[int, int] | None:
        """The same from the other end."""
        low1, _, low2, _ = self._box
        old, new, points, origin = self._old, self._new, self._backward, self._origin
        low, high = others or (1, 0)
        for diagonal in range(span[1], span[0] - 1, -2):
            at = diagonal + origin
            below, above = points[at - 1], points[at + 1]
            one = below if below < above else above - 1
            other = one - diagonal
            while one > low1 and other > low2 and old[one - 1] == new[other - 1]:
                one -= 1
                other -= 1
            points[at] = one
            if low <= diagonal <= high and one <= self._forward[at]:
                return one, other
        return None

    def _give_up(self, ahead: tuple[int, int], back: tuple[int, int]) -> tuple[int, int]:
        """The point that one of the searches has brought furthest."""
        low1, high1, low2, high2 = self._box
        furthest = max(
            (one + other, one)
            for one, other in self._ends(self._forward, ahead)
            if low1 <= one <= high1 and low2 <= other <= high2
        )
        nearest = min(
            (one + other, one)
            for one, other in self._ends(self._backward, back)
            if low1 <= one <= high1 and low2 <= other <= high2
        )
        is_forward = high1 + high2 - nearest[0] < furthest[0] - low1 - low2
        total, one = furthest if is_forward else nearest
        return one, total - one

    def _ends(self, points: list[int], span: tuple[int, int]) -> list[tuple[int, int]]:
        low1, high1, low2, high2 = self._box
        ends: list[tuple[int, int]] = []
        for diagonal in range(span[1], span[0] - 1, -2):
            one = max(low1, min(points[diagonal + self._origin], high1))
            other = one - diagonal
            if other > high2:
                other = high2
            elif other < low2:
                other = low2
            ends.append((other + diagonal, other))
        return ends

"""Which lines of two files differ, as Git finds it.

Strategy: lines become numbers. What is the same at both ends is left out, and so are lines that
the other file does not have at all, or has so often that they tell nothing amid such lines; the
rest goes through `git.diff.myers`, and the result is made readable by `git.diff.slide`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from git.diff import myers
from git.diff.slide import slide

MAX_COMMON = 1024
"""Occurrences from which on a line counts as frequent, however long the file."""

WINDOW = 100
"""Lines around a frequent one that decide about it."""

_SPACE = b" \t\n\r"
"""White space as Git knows it."""

_ABSENT, _RARE, _FREQUENT = range(3)
_FREQUENT_SHARE = 4


@dataclass(frozen=True, slots=True)
class Change:
    """Lines `old_start` to `old_stop` are replaced by `new_start` to `new_stop`, from 0."""

    old_start: int
    old_stop: int
    new_start: int
    new_stop: int


def split_lines(data: bytes) -> list[bytes]:
    """The lines, each with its newline; only the last may have none."""
    lines = data.split(b"\n")
    last = lines.pop()
    ended = [line + b"\n" for line in lines]
    return [*ended, last] if last else ended


def compare(
    old: Sequence[bytes], new: Sequence[bytes], *, ignore_space: bool = False
) -> list[Change]:
    """The changes from `old` to `new`, in order.

    With `ignore_space` lines are alike that differ in nothing but white space (`git diff -w`).
    """
    numbers: dict[bytes, int] = {}
    one, other = (map(_without_space, each) if ignore_space else each for each in (old, new))
    old_numbers = [numbers.setdefault(line, len(numbers)) for line in one]
    new_numbers = [numbers.setdefault(line, len(numbers)) for line in other]
    changed_old, changed_new = bytearray(len(old)), bytearray(len(new))
    mark(old_numbers, new_numbers, changed_old, changed_new)
    slide(old_numbers, changed_old, new_numbers, changed_new, old.__getitem__)
    slide(new_numbers, changed_new, old_numbers, changed_old, new.__getitem__)
    return list(iter_changes(changed_old, changed_new))


def _without_space(line: bytes) -> bytes:
    return line.translate(None, _SPACE)


def mark(old: list[int], new: list[int], changed_old: bytearray, changed_new: bytearray) -> None:
    """Set to 1 what differs between two files whose lines are numbers, not yet slid."""
    start, same_end = _trim(old, new)
    old_counts, new_counts = Counter(old), Counter(new)
    kept_old = _keep(old, range(start, len(old) - same_end), new_counts, changed_old)
    kept_new = _keep(new, range(start, len(new) - same_end), old_counts, changed_new)
    marks_old, marks_new = bytearray(len(kept_old)), bytearray(len(kept_new))
    myers.mark([old[at] for at in kept_old], [new[at] for at in kept_new], marks_old, marks_new)
    for kept, marks, changed in (
        (kept_old, marks_old, changed_old),
        (kept_new, marks_new, changed_new),
    ):
        for at, mark in zip(kept, marks, strict=True):
            changed[at] = mark


def _trim(old: list[int], new: list[int]) -> tuple[int, int]:
    """How many lines are the same at the start and, beyond those, at the end."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _keep(lines: list[int], span: range, others: Counter[int], changed: bytearray) -> list[int]:
    """The lines that are worth comparing; the rest is marked as changed."""
    frequent = min(myers.rough_root(len(lines)), MAX_COMMON)
    kinds = bytearray(
        _ABSENT if not others[lines[at]] else _FREQUENT if others[lines[at]] >= frequent else _RARE
        for at in span
    )
    kept: list[int] = []
    for rank, at in enumerate(span):
        if kinds[rank] == _RARE or (kinds[rank] == _FREQUENT and not _is_noise(kinds, rank)):
            kept.append(at)
        else:
            changed[at] = 1
    return kept


def _is_noise(kinds: bytearray, rank: int) -> bool:
    """Whether a frequent line stands amid absent ones, and so would only mislead."""
    before = _count_run(kinds[max(rank - WINDOW, 0) : rank][::-1])
    if not before[_ABSENT]:
        return False
    after = _count_run(kinds[rank + 1 : rank + 1 + WINDOW])
    if not after[_ABSENT]:
        return False
    absent = before[_ABSENT] + after[_ABSENT]
    frequent = before[_FREQUENT] + after[_FREQUENT] + 2
    return frequent * _FREQUENT_SHARE < frequent + absent


def _count_run(kinds: bytearray) -> Counter[int]:
    """Absent and frequent lines up to the first rare one."""
    stop = kinds.find(_RARE)
    return Counter(kinds if stop < 0 else kinds[:stop])


def iter_changes(changed_old: bytearray, changed_new: bytearray) -> Iterator[Change]:
    """The changes that marks on both files stand for, in order."""
    old = new = 0
    while old < len(changed_old) or new < len(changed_new):
        old_stop, new_stop = _run_stop(changed_old, old), _run_stop(changed_new, new)
        if old_stop > old or new_stop > new:
            yield Change(old, old_stop, new, new_stop)
        same = changed_old.find(1, old_stop)
        other = changed_new.find(1, new_stop)
        ahead = len(changed_old) - old_stop if same < 0 else same - old_stop
        if other >= 0:
            ahead = min(ahead, other - new_stop)
        old, new = old_stop + ahead, new_stop + ahead


def _run_stop(changed: bytearray, at: int) -> int:
    stop = changed.find(0, at)
    return len(changed) if stop < 0 else stop

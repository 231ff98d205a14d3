r"""Patterns that many ref names match, as `git for-each-ref` reads them (wildmatch.c, WM_PATHNAME).

    *      any bytes but a slash          ?      one byte but a slash
    [a-z]  one byte of these              [!a-z], [^a-z]  one byte but these and a slash
    \x     x itself
    **     as a whole part between slashes: any number of parts, at the end one at least

Stars are matched greedily, part by part: no pattern takes longer than its length times the name's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from git.errors import GitError

MAX_PATTERN = 256
"""Bytes: more than a name that people type."""

_SLASH = ord("/")

Byte = frozenset[int]
"""Which bytes may stand in a place."""

Chunk = tuple[Byte, ...]
"""What lies between two stars."""

Item = TypeVar("Item")
Wanted = TypeVar("Wanted")


_ANY_PART: tuple[Chunk, ...] = ((), ())
"""A star."""


class InvalidPattern(GitError):
    """A text that is no pattern."""


@dataclass(frozen=True, slots=True)
class RefPattern:
    """`parts` are those between slashes; None stands for `**`."""

    parts: tuple[tuple[Chunk, ...] | None, ...]

    def matches(self, refname: bytes) -> bool:
        names = refname.split(b"/")
        runs: list[list[tuple[Chunk, ...]]] = [[]]
        for part in self.parts:
            if part is None:
                runs.append([])
            else:
                runs[-1].append(part)
        if self.parts[-1] is None:
            # The last `**` is not nothing; those before it may be.
            runs[-1].append(_ANY_PART)
        return _fits(runs, names, _matches_part)


def parse(text: bytes) -> RefPattern:
    """InvalidPattern for what no ref could match, or what is too long."""
    if not text or len(text) > MAX_PATTERN:
        raise InvalidPattern(f"a pattern has 1 to {MAX_PATTERN} bytes")
    parts = text.split(b"/")
    if b"" in parts:
        raise InvalidPattern("a pattern has no empty part")
    return RefPattern(tuple(None if _is_any(part) else _parse_part(part) for part in parts))


def _is_any(part: bytes) -> bool:
    return len(part) > 1 and not part.strip(b"*")


def _matches_part(chunks: tuple[Chunk, ...], name: bytes) -> bool:
    return _fits(chunks, name, lambda allowed, byte: byte in allowed)


def _fits(
    runs: Sequence[Sequence[Wanted]],
    items: Sequence[Item],
    matches: Callable[[Wanted, Item], bool],
) -> bool:
    """Whether the runs lie in `items` in order, the first at its start, the last at its end."""

    def lies_at(run: Sequence[Wanted], at: int) -> bool:
        return all(matches(wanted, items[at + n]) for n, wanted in enumerate(run))

    first, *others = runs
    if len(first) > len(items) or not lies_at(first, 0):
        return False
    if not others:
        return len(first) == len(items)
    *middle, last = others
    at, stop = len(first), len(items) - len(last)
    for run in middle:
        while at + len(run) <= stop and not lies_at(run, at):
            at += 1
        at += len(run)
    return at <= stop and lies_at(last, stop)


def _parse_part(text: bytes) -> tuple[Chunk, ...]:
    chunks: list[list[Byte]] = [[]]
    at = 0
    while at < len(text):
        if text[at] == ord("*"):
            chunks.append([])
            at += 1
        else:
            allowed, at = _parse_byte(text, at)
            chunks[-1].append(allowed)
    return tuple(map(tuple, chunks))


def _parse_byte(text: bytes, at: int) -> tuple[Byte, int]:
    byte = text[at]
    if byte == ord("?"):
        return frozenset(range(256)) - {_SLASH}, at + 1
    if byte == ord("["):
        return _parse_set(text, at + 1)
    if byte == ord("\\"):
        at += 1
    if at == len(text):
        raise InvalidPattern("a backslash stands before something")
    return frozenset((text[at],)), at + 1


def _parse_set(text: bytes, at: int) -> tuple[Byte, int]:
    is_negated = text[at : at + 1] in (b"!", b"^")
    at += is_negated
    stop = text.find(b"]", at + 1)
    if stop < 0 or b"[:" in text[at:stop] or b"\\" in text[at:stop]:
        raise InvalidPattern(
            "'[' begins a set of bytes that ends with ']', without names of classes"
        )
    found: set[int] = set()
    while at < stop:
        if text[at + 1] == ord("-") and at + 2 < stop:
            found.update(range(text[at], text[at + 2] + 1))
            at += 3
        else:
            found.add(text[at])
            at += 1
    chosen = frozenset(range(256)) - found if is_negated else frozenset(found)
    return chosen - {_SLASH}, stop + 1

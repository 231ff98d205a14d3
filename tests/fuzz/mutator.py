"""Seeds from the corpus, and what becomes of them: the same changes every time, unless asked."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from hashlib import sha1
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
"""How long each test goes on, with changes that differ from run to run; 0 for a short fixed run."""

MAX_LENGTH = 20_000
"""Bytes of a changed seed."""

INTERESTING = (0x00, 0x01, 0x0A, 0x20, 0x2F, 0x30, 0x7F, 0x80, 0xFE, 0xFF)


def seeds(kind: str) -> list[bytes]:
    found = [path.read_bytes() for path in sorted((CORPUS / kind).iterdir())]
    assert found, f"there are no seeds for {kind}"
    return found


def iter_inputs(kind: str, count: int) -> Iterator[bytes]:
    """All seeds as they are, then `count` changed ones; endless variety for FUZZ_SECONDS."""
    known = seeds(kind)
    yield from known
    chance = random.Random(None if SECONDS else 1)  # noqa: S311 - the same changes every time
    until = time.monotonic() + SECONDS
    while count > 0 or time.monotonic() < until:
        count -= 1
        yield mutated(chance, known)


def mutated(chance: random.Random, known: list[bytes]) -> bytes:
    data = bytearray(chance.choice(known))
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        chance.choice(_CHANGES)(chance, data, known)
    return bytes(data[:MAX_LENGTH])


def sealed(pack: bytes) -> bytes:
    """With the checksum that a pack of this content has, so that more of it is looked at."""
    return pack[:-20] + sha1(pack[:-20]).digest()


def _flip(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _replace(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.choice(INTERESTING)


def _insert(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = bytes([chance.choice(INTERESTING)]) * chance.choice((1, 2, 20, 300))


def _remove(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    start = chance.randrange(len(data) + 1)
    del data[start : start + chance.choice((1, 1, 2, 4, 20, 100))]


def _repeat(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.choice((1, 4, 20, 50, 100))]
    data[start:start] = piece * chance.choice((1, 1, 2, 10))


def _truncate(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _splice(chance: random.Random, data: bytearray, known: list[bytes]) -> None:
    other = chance.choice(known)
    at = chance.randrange(len(data) + 1)
    start = chance.randrange(len(other) + 1)
    data[at:] = other[start:]


def _digits(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    """Four hexadecimal digits, where a length may stand."""
    at = chance.randrange(len(data) + 1)
    data[at : at + 4] = b"%04x" % chance.choice((0, 1, 2, 3, 4, 5, 0xFF, 0xFFF0, 0xFFF1, 0xFFFF))


_CHANGES: tuple[Callable[[random.Random, bytearray, list[bytes]], None], ...] = (
    _flip,
    _flip,
    _replace,
    _insert,
    _remove,
    _repeat,
    _truncate,
    _splice,
    _digits,
)

"""The order in which Git walks a table of names, where what it finds first decides between equals.

Git's hashmap: FNV-1 of 32 bits; 64 buckets, four times as many whenever they are full to 80 %;
in a bucket what came last is first.
"""

from __future__ import annotations

from collections.abc import Iterable

_BASIS, _PRIME, _MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF
_BUCKETS = 64
_GROWTH = 4
_LOAD_PER_CENT = 80


def in_hash_order(names: Iterable[bytes]) -> list[bytes]:
    """The names, given in the order in which they were put in."""
    table: list[list[tuple[int, bytes]]] = [[] for _ in range(_BUCKETS)]
    for count, name in enumerate(names, 1):
        _put(table, (_hash(name), name))
        if count > len(table) * _LOAD_PER_CENT // 100:
            larger: list[list[tuple[int, bytes]]] = [[] for _ in range(len(table) * _GROWTH)]
            for bucket in table:
                for item in reversed(bucket):
                    _put(larger, item)
            table = larger
    return [name for bucket in table for _, name in reversed(bucket)]


def _put(table: list[list[tuple[int, bytes]]], item: tuple[int, bytes]) -> None:
    table[item[0] & len(table) - 1].append(item)


def _hash(name: bytes) -> int:
    value = _BASIS
    for byte in name:
        value = value * _PRIME & _MASK ^ byte
    return value

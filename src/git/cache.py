"""A cache bounded in bytes, not in entries: the only kind an isolate of 128 MB can afford."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sized
from typing import Generic, TypeVar

ENTRY_OVERHEAD = 128
"""Bytes that key, value and their places take besides what a value holds: as much as a small
commit."""

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept", bound=Sized)


class ByteCache(Generic[Key, Kept]):
    """Keeps what was used last, up to `capacity` bytes.

    A value takes `len(value)` and `overhead`. One longer than the capacity is not kept.
    """

    def __init__(self, capacity: int, overhead: int = 0) -> None:
        self.capacity = capacity
        self.size = 0
        self._overhead = overhead
        self._values: OrderedDict[Key, Kept] = OrderedDict()

    def find(self, key: Key) -> Kept | None:
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def keep(self, key: Key, value: Kept) -> None:
        self.drop(key)
        if len(value) + self._overhead > self.capacity:
            return
        self._values[key] = value
        self.size += len(value) + self._overhead
        while self.size > self.capacity:
            _, dropped = self._values.popitem(last=False)
            self.size -= len(dropped) + self._overhead

    def drop(self, key: Key) -> None:
        known = self._values.pop(key, None)
        if known is not None:
            self.size -= len(known) + self._overhead

    def clear(self) -> None:
        self._values.clear()
        self.size = 0

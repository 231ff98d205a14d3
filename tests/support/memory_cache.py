"""`ports.Cache` in memory, which remembers what it may share."""

from __future__ import annotations


class MemoryCache:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.shared: set[str] = set()

    async def find(self, key: str, *, is_shared: bool) -> bytes | None:
        return self.kept.get(key)

    async def keep(self, key: str, value: bytes, *, is_shared: bool) -> None:
        self.kept[key] = value
        if is_shared:
            self.shared.add(key)

"""The gate's buckets in this process, over the code that its Durable Object runs."""

from __future__ import annotations

from collections.abc import Callable

from durable.gate import GateStore
from forge.gate import Bucket
from tests.support.sqlite_sql import SqliteSql


class SqliteGate:
    """`forge.gate.Gate`."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._sql = SqliteSql()
        self._store = GateStore(self._sql)
        self._clock = clock
        self.counted = 0
        """How often it was told of calls."""

    def close(self) -> None:
        self._sql.close()

    def fill(self) -> None:
        """Every bucket as full as at first."""
        self._sql.rows("DELETE FROM buckets")
        self._sql.rows("DELETE FROM counts")

    async def take(self, bucket: Bucket, key: str) -> int:
        name = f"{bucket.name} {key}"
        return self._store.take(name, bucket.capacity, bucket.refill, self._clock())

    async def count(self, key: str, ends: int, calls: int) -> int | None:
        self.counted += 1
        return self._store.count(key, ends, calls)

    async def give_back(self, bucket: Bucket, key: str) -> None:
        self._store.give_back(f"{bucket.name} {key}", bucket.refill)

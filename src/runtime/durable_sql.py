"""The SQLite of a Durable Object behind the port `durable.sql.Sql`, on the raw storage object.

The SDK's wrapper takes ten times as long a call, and seconds for a large Uint8Array. The raw
object has its own ways: NULL has to be `jsnull` and comes back as it, bytes go in as a Uint8Array
and come back as an ArrayBuffer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import js
from pyodide.ffi import create_once_callable, jsnull, to_js

from durable.sql import Blob, Row, Value

Result = TypeVar("Result")


class JsBlob:
    """A Uint8Array as `durable.sql.Blob`: slices are views, nothing is copied."""

    __slots__ = ("_size", "array")

    def __init__(self, array: Any) -> None:
        self.array = array
        self._size: int = array.byteLength

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, key: slice, /) -> JsBlob:
        start, stop, _ = key.indices(self._size)
        if start == 0 and stop == self._size:
            return self
        return JsBlob(self.array.subarray(start, stop))

    def tobytes(self) -> bytes:
        return self.array.to_bytes()


class DurableSql:
    """`storage` is the object's raw storage."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage
        self._exec = storage.sql.exec
        self._written = 0

    def rows(self, statement: str, *values: Value) -> list[Row]:
        cursor = self._exec(statement, *map(_to_js, values))
        # Read to the end at once: a cursor left half-read keeps its table locked.
        rows = cursor.raw().toArray().to_py()
        self._written += cursor.rowsWritten
        return [tuple(map(_from_js, row)) for row in rows]

    def blob(self, statement: str, *values: Value) -> Blob | None:
        rows = self._exec(statement, *map(_to_js, values)).raw().toArray()
        return JsBlob(js.Uint8Array.new(rows[0][0])) if rows.length else None

    def transaction(self, body: Callable[[], Result]) -> Result:
        results: list[Result] = []

        def run() -> None:
            results.append(body())

        self._storage.transactionSync(create_once_callable(run))
        return results[0]

    def rows_written(self) -> int:
        return self._written

    def database_size(self) -> int:
        """Bytes of the database, free pages included."""
        return self._storage.sql.databaseSize


def _to_js(value: Value) -> Any:
    if isinstance(value, int | str):
        return value
    if value is None:
        return jsnull
    if isinstance(value, JsBlob):
        return value.array
    return to_js(value if isinstance(value, bytes) else value.tobytes())


def _from_js(value: Any) -> Any:
    if value is jsnull:
        return None
    return cast("memoryview", value).tobytes() if isinstance(value, memoryview) else value

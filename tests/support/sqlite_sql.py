"""A stand-in for the SQLite of a Durable Object, with the platform's limits switched on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from durable.sql import Blob, Row, Value

MAX_VALUE = 2_000_000
MAX_VALUES = 100
MAX_STATEMENT = 100_000
MAX_INTEGER = (1 << 53) - 2

Result = TypeVar("Result")


class SqliteSql:
    """`durable.sql.Sql` over the standard library's sqlite3."""

    def __init__(self, path: str = ":memory:") -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._depth = 0
        self._written = 0

    def close(self) -> None:
        self._connection.close()

    def rows(self, statement: str, *values: Value) -> list[Row]:
        self._check(statement, values)
        before = self._connection.total_changes
        bound = [_bound(value) for value in values]
        answer = self._connection.execute(statement, bound).fetchall()
        self._written += self._connection.total_changes - before
        return answer

    def blob(self, statement: str, *values: Value) -> Blob | None:
        answer = self.rows(statement, *values)
        return memoryview(answer[0][0]) if answer else None

    def transaction(self, body: Callable[[], Result]) -> Result:
        name = f"level{self._depth}"
        self._connection.execute(f"SAVEPOINT {name}")
        self._depth += 1
        try:
            result = body()
        except BaseException:
            self._connection.execute(f"ROLLBACK TO {name}")
            raise
        finally:
            self._depth -= 1
            self._connection.execute(f"RELEASE {name}")
        return result

    def rows_written(self) -> int:
        return self._written

    def _check(self, statement: str, values: tuple[Value, ...]) -> None:
        if len(statement.encode()) > MAX_STATEMENT:
            raise sqlite3.DataError("statement too long for the platform")
        if len(values) > MAX_VALUES:
            raise sqlite3.DataError("too many parameters for the platform")
        for value in values:
            if not isinstance(value, int | None) and len(value) > MAX_VALUE:
                raise sqlite3.DataError("value too long for the platform")
            if isinstance(value, int) and abs(value) > MAX_INTEGER:
                raise sqlite3.DataError("integer too large for the platform")


def _bound(value: Value) -> int | str | bytes | None:
    return value if isinstance(value, int | str | bytes | None) else value.tobytes()

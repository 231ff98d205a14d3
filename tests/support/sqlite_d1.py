"""A stand-in for D1, with D1's limits switched on."""

from __future__ import annotations

import sqlite3
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TypeVar

from forge.database import MAX_INTEGER, MAX_PARAMETERS, Parameter, Row, Statement, Value
from forge.errors import UniqueViolation

Answer = TypeVar("Answer")

MAX_STATEMENT = 100_000
MAX_VALUE = 2_000_000

SCHEMA = Path(__file__).parents[2] / "schema.sql"


class SqliteD1:
    """`forge.database.Database` over the standard library's sqlite3."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.executescript(SCHEMA.read_text())
        self.statements: list[str] = []
        self.round_trips = 0

    def close(self) -> None:
        self.connection.close()

    async def first(self, sql: str, *parameters: Parameter) -> Row | None:
        rows = await self.all(sql, *parameters)
        return rows[0] if rows else None

    async def all(self, sql: str, *parameters: Parameter) -> list[Row]:
        self.round_trips += 1
        return [_row(row) for row in self._execute(sql, parameters).fetchall()]

    async def run(self, sql: str, *parameters: Parameter) -> int:
        self.round_trips += 1
        return max(0, self._execute(sql, parameters).rowcount)

    async def batch(self, statements: Sequence[Statement]) -> list[int]:
        return await self._whole([self.run(each.sql, *each.parameters) for each in statements])

    async def batch_rows(self, statements: Sequence[Statement]) -> list[list[Row]]:
        return await self._whole([self.all(each.sql, *each.parameters) for each in statements])

    async def _whole(self, steps: Sequence[Coroutine[None, None, Answer]]) -> list[Answer]:
        asked = self.round_trips + 1
        self.connection.execute("BEGIN")
        try:
            answers = [await step for step in steps]
        except BaseException:
            self.connection.execute("ROLLBACK")
            for step in steps:
                step.close()
            raise
        self.connection.execute("COMMIT")
        self.round_trips = asked
        return answers

    def _execute(self, sql: str, parameters: Sequence[Parameter]) -> sqlite3.Cursor:
        _check(sql, parameters)
        self.statements.append(sql)
        numbered = {str(number): value for number, value in enumerate(parameters, 1)}
        try:
            return self.connection.execute(sql, numbered if "?1" in sql else tuple(parameters))
        except sqlite3.IntegrityError as error:
            if "UNIQUE constraint failed" in str(error):
                raise UniqueViolation(str(error)) from None
            raise


def _check(sql: str, parameters: Sequence[Parameter]) -> None:
    if len(sql.encode()) > MAX_STATEMENT:
        raise sqlite3.DataError("the statement is too long for D1")
    if len(parameters) > MAX_PARAMETERS:
        raise sqlite3.DataError("too many parameters for D1")
    for value in parameters:
        if isinstance(value, int) and abs(value) > MAX_INTEGER:
            raise sqlite3.DataError("the integer is no JavaScript number")
        if isinstance(value, str | bytes) and len(value) > MAX_VALUE:
            raise sqlite3.DataError("the value is too long for D1")


def _row(row: sqlite3.Row) -> Row:
    return Row({name: _value(row[name]) for name in row.keys()})  # noqa: SIM118 - a Row is no dict


def _value(value: Value) -> Value:
    """Numbers come back from JavaScript without their fraction when they have none."""
    return int(value) if isinstance(value, float) and value.is_integer() else value

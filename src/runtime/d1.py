"""D1 behind the port `forge.database.Database`, on the raw binding.

The SDK's wrapper looks at every element of every value; the raw binding has its own ways
instead: NULL has to be `jsnull` and comes back as it, bytes go in as a Uint8Array and come back
as an array of numbers, and a row is an object.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from pyodide.ffi import JsException, jsnull, to_js

from forge.database import Parameter, Row, Statement, Value
from forge.errors import UniqueViolation

_UNIQUE = "UNIQUE constraint failed"


class D1Database:
    def __init__(self, binding: Any) -> None:
        self._binding = binding

    async def first(self, sql: str, *parameters: Parameter) -> Row | None:
        rows = await self.all(sql, *parameters)
        return rows[0] if rows else None

    async def all(self, sql: str, *parameters: Parameter) -> list[Row]:
        try:
            result = await self._prepare(sql, parameters).all()
        except JsException as error:
            raise _translate(error) from None
        return [_row(values) for values in result.results.to_py()]

    async def run(self, sql: str, *parameters: Parameter) -> int:
        try:
            result = await self._prepare(sql, parameters).run()
        except JsException as error:
            raise _translate(error) from None
        return result.meta.changes

    async def batch(self, statements: Sequence[Statement]) -> list[int]:
        return [result.meta.changes for result in await self._batch(statements)]

    async def batch_rows(self, statements: Sequence[Statement]) -> list[list[Row]]:
        results = await self._batch(statements)
        return [[_row(values) for values in result.results.to_py()] for result in results]

    async def _batch(self, statements: Sequence[Statement]) -> Any:
        prepared = [self._prepare(each.sql, each.parameters) for each in statements]
        try:
            return await self._binding.batch(to_js(prepared))
        except JsException as error:
            raise _translate(error) from None

    def _prepare(self, sql: str, parameters: Sequence[Parameter]) -> Any:
        statement = self._binding.prepare(sql)
        return statement.bind(*map(_to_js, parameters)) if parameters else statement


def _to_js(value: Parameter) -> Any:
    if value is None:
        return jsnull
    return to_js(value) if isinstance(value, bytes) else value


def _row(values: dict[str, Any]) -> Row:
    return Row({column: _from_js(value) for column, value in values.items()})


def _from_js(value: Any) -> Value:
    if value is jsnull:
        return None
    return bytes(cast("list[int]", value)) if isinstance(value, list) else value


def _translate(error: JsException) -> Exception:
    return UniqueViolation(str(error)) if _UNIQUE in str(error) else error

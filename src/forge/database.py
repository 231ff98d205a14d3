"""The port to the database of people and their things: SQLite's dialect, asked over a network.

Answered by D1 in production (`runtime.d1`) and by `sqlite3` in tests; both pass the same
contract suite. Parameters are numbered (`?1`) or positional (`?`); at most `MAX_PARAMETERS`
of them in a statement. Every call is a round trip of milliseconds: ask once, with a join,
rather than twice. A single statement and a whole `batch` are atomic, nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Value: TypeAlias = str | int | float | bytes | None
Parameter: TypeAlias = str | int | bytes | None
"""Integers stay within `MAX_INTEGER`."""

MAX_PARAMETERS = 100
"""D1's own limit for one statement."""

MAX_INTEGER = 2**53 - 2
"""And `-MAX_INTEGER`: what passes as a JavaScript number; D1 refuses BigInt."""


class UnexpectedValue(Exception):
    """A column holds another type than the code that asks for it expects: a bug or damage."""

    def __init__(self, column: str, expected: str) -> None:
        super().__init__(f"column {column} does not hold {expected}")


class MissingRow(Exception):
    """A statement that always answers with a row answered with none: a bug."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an answer, read by column name and type."""

    values: Mapping[str, Value]

    def text(self, column: str) -> str:
        value = self.values[column]
        if not isinstance(value, str):
            raise UnexpectedValue(column, "text")
        return value

    def find_text(self, column: str) -> str | None:
        return None if self.values[column] is None else self.text(column)

    def integer(self, column: str) -> int:
        value = self.values[column]
        if not isinstance(value, int):
            raise UnexpectedValue(column, "an integer")
        return value

    def find_integer(self, column: str) -> int | None:
        return None if self.values[column] is None else self.integer(column)


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    parameters: tuple[Parameter, ...] = ()


class Database(Protocol):
    """All methods raise `forge.errors.UniqueViolation` where a UNIQUE constraint refuses."""

    async def first(self, sql: str, *parameters: Parameter) -> Row | None:
        """The first row of the answer, None when it has none."""
        ...

    async def all(self, sql: str, *parameters: Parameter) -> list[Row]: ...

    async def run(self, sql: str, *parameters: Parameter) -> int:
        """The number of rows that the statement inserted, updated or deleted."""
        ...

    async def batch(self, statements: Sequence[Statement]) -> list[int]:
        """Run all statements or none, in order; the number of changed rows of each."""
        ...

    async def batch_rows(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Run all statements or none, in order, in one round trip; the rows that each answers."""
        ...


async def read_first(database: Database, sql: str, *parameters: Parameter) -> Row:
    """The first row of an answer that has one by its nature; MissingRow when it has none."""
    row = await database.first(sql, *parameters)
    if row is None:
        raise MissingRow(sql)
    return row


class Alongside:
    """A `Database` that asks `statement`, too, in the round trip of the first `first`.

    `rows` is then the answer to it; None as long as nothing was asked.
    """

    def __init__(self, database: Database, statement: Statement) -> None:
        self._database = database
        self._statement = statement
        self.rows: list[Row] | None = None

    async def first(self, sql: str, *parameters: Parameter) -> Row | None:
        if self.rows is not None:
            return await self._database.first(sql, *parameters)
        questions = [Statement(sql, parameters), self._statement]
        asked, self.rows = await self._database.batch_rows(questions)
        return asked[0] if asked else None

    async def all(self, sql: str, *parameters: Parameter) -> list[Row]:
        return await self._database.all(sql, *parameters)

    async def run(self, sql: str, *parameters: Parameter) -> int:
        return await self._database.run(sql, *parameters)

    async def batch(self, statements: Sequence[Statement]) -> list[int]:
        return await self._database.batch(statements)

    async def batch_rows(self, statements: Sequence[Statement]) -> list[list[Row]]:
        return await self._database.batch_rows(statements)

"""The port to the SQLite of a Durable Object; everything in it is synchronous.

Values go in as `int`, `str`, `bytes`, `None` or a `Blob`, and come out as `int`, `str`, `bytes`
or `None`. A `Blob` is bytes that may lie outside of Python, in a JavaScript buffer: passing one
from a request into a row, or from a row into an answer, copies nothing through the interpreter.

Limits of the platform that statements must keep to: 2 MB a value, integers up to 2**53 - 2 (they
pass as JavaScript numbers), 100 parameters, 100 KB a statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class Blob(Protocol):
    """Bytes, wherever they are; a memoryview is one, too."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: slice, /) -> Blob: ...

    def tobytes(self) -> bytes:
        """Have them in Python."""
        ...


Value = int | str | bytes | None | Blob
Row = Sequence[Any]


class Sql(Protocol):
    def rows(self, statement: str, *values: Value) -> list[Row]:
        """Run a statement and read all it answers."""
        ...

    def blob(self, statement: str, *values: Value) -> Blob | None:
        """The only column of the only row, left where it is; None when there is no row."""
        ...

    def transaction(self, body: Callable[[], Result]) -> Result:
        """Run `body`; all it writes stays, or nothing when it raises."""
        ...

    def rows_written(self) -> int:
        """Rows written through this port so far: what the account holder is billed for."""
        ...

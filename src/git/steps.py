"""Work in steps: a generator that yields where others may have their turn, and returns a result."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")


def finish(steps: Generator[object, None, Result]) -> Result:
    """The result, where nobody waits for a turn."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value

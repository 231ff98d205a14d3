"""What one repository's object holds, in numbers, for whoever operates it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stats:
    """`rows_written` counts since the object woke; `packed` is the packs' bytes as received."""

    packs: int
    objects: int
    packed: int
    rows_written: int

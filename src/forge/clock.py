"""What time it is, as far as people's things are concerned."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Clock: TypeAlias = Callable[[], int]
"""Answers whole seconds since 1970-01-01 UTC. Asked for each use: time must not stand still in
an isolate that lives for hours."""

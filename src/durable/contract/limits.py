"""How much one question may ask to be written; the API checks it before it asks."""

from __future__ import annotations

MAX_EDITS = 10_000
"""Paths in one commit: what a generator of code or a migration may touch."""

MAX_PATH = 4_096
"""Bytes of a path: the longest that systems take."""

MAX_DEPTH = 200
"""Folders in a path: beyond it, tools of all kinds fail."""

"""How much one question may ask to be written; the API checks it before it asks."""

from __future__ import annotations


def request_too_large(limit: int) -> str:
    """For whoever sends more than the installation takes (`MAX_REQUEST_BODY`), as git shows it."""
    return (
        f"This request is larger than the {limit:,} bytes that this server takes at once;"
        " push in several steps, older commits first."
    )


MAX_EDITS = 10_000
"""Paths in one commit: what a generator of code or a migration may touch."""

MAX_PATH = 4_096
"""Bytes of a path: the longest that systems take."""

MAX_DEPTH = 200
"""Folders in a path: beyond it, tools of all kinds fail."""

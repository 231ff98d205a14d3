"""How the API writes what many of its answers hold."""

from __future__ import annotations

from datetime import UTC, datetime


def time_text(seconds: int | None) -> str | None:
    """As in RFC 3339, in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_id(segment: str) -> int | None:
    """The number that a segment of a URL is; None for what can be no row's id."""
    # Nine digits fit any integer of the database's; longer ones are no id.
    is_id = segment.isascii() and segment.isdigit() and len(segment) <= 9
    return int(segment) if is_id else None

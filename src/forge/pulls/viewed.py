"""Which files of a pull request somebody has looked at, as they are now."""

from __future__ import annotations

from forge.database import Database
from forge.pulls.pull import Pull
from forge.users import User

MAX_VIEWED = 3_000
"""Marks of one person on one pull request: as many files as are ever shown of a change."""


async def list_viewed(database: Database, pull: Pull, user: User) -> list[str]:
    """By path. When the head moves on, all is to be seen anew."""
    rows = await database.all(
        "SELECT path FROM viewed_files WHERE issue_id = ?1 AND user_id = ?2 AND head_oid = ?3"
        " ORDER BY path LIMIT ?4",
        pull.issue.id,
        user.id,
        pull.head.hex_oid,
        MAX_VIEWED,
    )
    return [row.text("path") for row in rows]


async def mark_viewed(database: Database, pull: Pull, user: User, path: str) -> None:
    await database.run(
        "INSERT INTO viewed_files (issue_id, user_id, path, head_oid) SELECT ?1, ?2, ?3, ?4"
        " WHERE (SELECT COUNT(*) FROM viewed_files WHERE issue_id = ?1 AND user_id = ?2) < ?5"
        " ON CONFLICT (issue_id, user_id, path) DO UPDATE SET head_oid = excluded.head_oid",
        pull.issue.id,
        user.id,
        path,
        pull.head.hex_oid,
        MAX_VIEWED,
    )


async def unmark_viewed(database: Database, pull: Pull, user: User, path: str) -> None:
    await database.run(
        "DELETE FROM viewed_files WHERE issue_id = ?1 AND user_id = ?2 AND path = ?3",
        pull.issue.id,
        user.id,
        path,
    )

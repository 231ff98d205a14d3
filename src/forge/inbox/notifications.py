"""A person's inbox, as it is read and cleared.

What somebody may no longer read does not show, but stays: they may again.
"""

from __future__ import annotations

from dataclasses import dataclass

from forge.access import Actor
from forge.database import Database, Parameter, Row, Statement
from forge.errors import NotFound
from forge.issues.issue import ISSUE_COLUMNS, ISSUES, Issue, issue_of
from forge.lifecycle.profiles import READABLE, reader_parameters
from forge.users import User


@dataclass(frozen=True, slots=True)
class Notification:
    """Times in seconds since 1970; `reason` in GitHub's words."""

    id: int
    issue: Issue
    reason: str
    is_unread: bool
    updated_at: int
    read_at: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """Which of them. `takes_part` leaves out what came only by watching a repository."""

    repository_id: int | None = None
    is_all: bool = False
    takes_part: bool = False
    since: int = 0
    before: int = 2**40
    offset: int = 0
    limit: int = 50


_CHOSEN = (
    f" FROM notifications AS n CROSS JOIN {ISSUES}"
    " WHERE n.issue_id = i.id AND n.user_id = ?5 AND n.is_unread >= ?6"
    " AND (NOT ?7 OR n.reason <> 'subscribed')"
    " AND n.updated_at >= ?8 AND n.updated_at < ?9 AND (?10 IS NULL OR i.repository_id = ?10)"
    f" AND r.deleted_at IS NULL{READABLE}"
)
_SELECT = (
    "SELECT n.id AS notification_id, n.reason, n.is_unread, n.updated_at AS told_at, n.read_at,"
    f" {ISSUE_COLUMNS}"
)


async def list_notifications(
    database: Database, actor: Actor, user: User, listing: Listing
) -> tuple[list[Notification], int]:
    """A page of them, the latest first, and how many there are on all pages."""
    given = _parameters(actor, user, listing)
    limits = f" LIMIT {listing.limit} OFFSET {listing.offset}"
    rows, counts = await database.batch_rows(
        [
            Statement(f"{_SELECT}{_CHOSEN} ORDER BY n.updated_at DESC, n.id DESC{limits}", given),
            Statement(f"SELECT COUNT(*) AS number{_CHOSEN}", given),
        ]
    )
    return [_notification_of(row) for row in rows], counts[0].integer("number")


async def read_notification(
    database: Database, actor: Actor, user: User, notification_id: int
) -> Notification:
    row = await database.first(
        f"{_SELECT}{_CHOSEN} AND n.id = ?11",
        *_parameters(actor, user, Listing(is_all=True)),
        notification_id,
    )
    if row is None:
        raise NotFound("notification")
    return _notification_of(row)


async def mark_read(database: Database, notification: Notification, now: int) -> None:
    await database.run(
        "UPDATE notifications SET is_unread = 0, read_at = ?2 WHERE id = ?1", notification.id, now
    )


async def mark_all_read(
    database: Database, user: User, repository_id: int | None, until: int, now: int
) -> None:
    """What was told until `until`, of one repository or of all."""
    await database.run(
        "UPDATE notifications SET is_unread = 0, read_at = ?3 WHERE user_id = ?1 AND is_unread = 1"
        " AND updated_at <= ?2 AND (?4 IS NULL OR issue_id IN"
        " (SELECT id FROM issues WHERE repository_id = ?4))",
        user.id,
        until,
        now,
        repository_id,
    )


async def remove(database: Database, notification: Notification) -> None:
    """It is done with; something new brings it back."""
    await database.run("DELETE FROM notifications WHERE id = ?1", notification.id)


def _parameters(actor: Actor, user: User, listing: Listing) -> tuple[Parameter, ...]:
    return (
        *reader_parameters(actor),
        user.id,
        int(not listing.is_all),
        int(listing.takes_part),
        listing.since,
        listing.before,
        listing.repository_id,
    )


def _notification_of(row: Row) -> Notification:
    return Notification(
        id=row.integer("notification_id"),
        issue=issue_of(row),
        reason=row.text("reason"),
        is_unread=row.integer("is_unread") == 1,
        updated_at=row.integer("told_at"),
        read_at=row.find_integer("read_at"),
    )

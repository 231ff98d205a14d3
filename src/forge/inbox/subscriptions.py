"""Watching repositories and issues, or not wanting to hear of them."""

from __future__ import annotations

from dataclasses import dataclass

from forge.database import Database
from forge.inbox.telling import Reason
from forge.issues.issue import Issue
from forge.issues.people import person, read_person
from forge.repositories import Repository
from forge.users import User


@dataclass(frozen=True, slots=True)
class Subscription:
    """`is_ignored`: to be told of nothing. `reason`: why, where it is of an issue."""

    is_ignored: bool
    created_at: int
    reason: str | None = None


async def find_watch(database: Database, repository: Repository, user: User) -> Subscription | None:
    row = await database.first(
        "SELECT is_ignored, created_at FROM repository_subscriptions"
        " WHERE repository_id = ?1 AND user_id = ?2",
        repository.id,
        user.id,
    )
    if row is None:
        return None
    return Subscription(row.integer("is_ignored") == 1, row.integer("created_at"))


async def watch(
    database: Database, repository: Repository, user: User, subscription: Subscription
) -> None:
    await database.run(
        "INSERT INTO repository_subscriptions (repository_id, user_id, is_ignored, created_at)"
        " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (repository_id, user_id)"
        " DO UPDATE SET is_ignored = excluded.is_ignored",
        repository.id,
        user.id,
        int(subscription.is_ignored),
        subscription.created_at,
    )


async def unwatch(database: Database, repository: Repository, user: User) -> None:
    await database.run(
        "DELETE FROM repository_subscriptions WHERE repository_id = ?1 AND user_id = ?2",
        repository.id,
        user.id,
    )


async def list_watchers(
    database: Database, repository: Repository, page: tuple[int, int]
) -> tuple[list[User], int]:
    """A page (offset and limit) of those who watch, by name, and how many there are."""
    chosen = (
        " FROM repository_subscriptions AS s JOIN users AS a ON a.id = s.user_id"
        " WHERE s.repository_id = ?1 AND s.is_ignored = 0 AND a.deleted_at IS NULL"
    )
    rows = await database.all(
        f"SELECT {person('a')} AS watcher, COUNT(*) OVER () AS number{chosen}"
        " ORDER BY a.name LIMIT ?3 OFFSET ?2",
        repository.id,
        *page,
    )
    total = rows[0].integer("number") if rows else 0
    return [read_person(row, "watcher") for row in rows], total


async def find_subscription(database: Database, issue: Issue, user: User) -> Subscription | None:
    row = await database.first(
        "SELECT is_ignored, created_at, reason FROM issue_subscriptions"
        " WHERE issue_id = ?1 AND user_id = ?2",
        issue.id,
        user.id,
    )
    if row is None:
        return None
    return Subscription(
        row.integer("is_ignored") == 1, row.integer("created_at"), row.text("reason")
    )


async def subscribe_to(
    database: Database, issue: Issue, user: User, subscription: Subscription
) -> None:
    await database.run(
        "INSERT INTO issue_subscriptions (issue_id, user_id, reason, is_ignored, created_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (issue_id, user_id)"
        " DO UPDATE SET is_ignored = excluded.is_ignored",
        issue.id,
        user.id,
        Reason.MANUAL.value,
        int(subscription.is_ignored),
        subscription.created_at,
    )


async def unsubscribe_from(database: Database, issue: Issue, user: User) -> None:
    """Until they take part in it again."""
    await database.run(
        "DELETE FROM issue_subscriptions WHERE issue_id = ?1 AND user_id = ?2", issue.id, user.id
    )

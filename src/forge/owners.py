"""Whoever repositories can belong to: people and organizations."""

from __future__ import annotations

from dataclasses import dataclass

from forge.database import Database
from forge.users import Kind, User


@dataclass(frozen=True, slots=True)
class Owner:
    """A person or an organization.

    `administered_by`: the id of the user for whom it was looked up, when that user is the person
    itself, or one of the organization's owners.
    """

    id: int
    name: str
    kind: Kind
    administered_by: int | None


async def find_owner(database: Database, name: str, user: User | None) -> Owner | None:
    """The owner called `name`, in any case, as far as `user` has to do with it."""
    row = await database.first(
        "SELECT u.id, u.name, u.kind, EXISTS (SELECT 1 FROM members AS m"
        " WHERE m.organization_id = u.id AND m.user_id = ?2 AND m.is_owner = 1) AS is_owner"
        " FROM users AS u WHERE u.name = ?1 AND u.kind <> 'agent' AND u.deleted_at IS NULL",
        name,
        user and user.id,
    )
    if row is None:
        return None
    is_administered = user is not None and (
        row.integer("is_owner") == 1 or row.integer("id") == user.id
    )
    return Owner(
        id=row.integer("id"),
        name=row.text("name"),
        kind=Kind(row.text("kind")),
        administered_by=user.id if user and is_administered else None,
    )

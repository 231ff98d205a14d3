"""Organizations: owners of repositories that are several people.

Owners administer the organization and all its repositories, and make new ones. Other members may
do what their teams may, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement, read_first
from forge.errors import Conflict, InvalidValue, TooMany, UniqueViolation
from forge.owners import Owner, find_owner
from forge.users import USER_COLUMNS, User, user_of

MAX_OWNED = 100
"""Organizations of which one person is an owner."""

MAX_MEMBERS = 1_000
"""Of one organization."""


@dataclass(frozen=True, slots=True)
class Member:
    user: User
    is_owner: bool


async def create_organization(
    database: Database, deed: Deed, user: User, name: str, full_name: str
) -> Owner:
    """A new one, called `name`, which is valid, with `user` as its owner."""
    try:
        changes = await database.batch(
            [
                Statement(
                    "INSERT INTO users (name, kind, full_name, created_at)"
                    " SELECT ?1, 'organization', ?2, ?3 WHERE"
                    " (SELECT COUNT(*) FROM members WHERE user_id = ?4 AND is_owner = 1) < ?5",
                    (name, full_name, deed.at, user.id, MAX_OWNED),
                ),
                deed.note_change(Event.ORGANIZATION_CREATED, Matter(name)),
                Statement(
                    "INSERT INTO members (organization_id, user_id, is_owner, created_at)"
                    " SELECT id, ?2, 1, ?3 FROM users WHERE name = ?1 AND kind = 'organization'",
                    (name, user.id, deed.at),
                ),
            ]
        )
    except UniqueViolation:
        raise InvalidValue("login", "is taken") from None
    owner = await find_owner(database, name, user)
    if not changes[0] or owner is None:
        raise TooMany("organizations", MAX_OWNED)
    return owner


async def delete_organization(database: Database, deed: Deed, organization: Owner) -> None:
    """Conflict while it has repositories. Its name stays taken."""
    row = await read_first(
        database,
        "SELECT EXISTS (SELECT 1 FROM repositories WHERE owner_id = ?1 AND deleted_at IS NULL)"
        " AS has_repositories",
        organization.id,
    )
    if row.integer("has_repositories"):
        raise Conflict("Delete or transfer its repositories first.")
    await database.batch(
        [
            deed.note(Event.ORGANIZATION_DELETED, Matter(organization.name)),
            Statement(
                "UPDATE users SET deleted_at = ?2, full_name = '' WHERE id = ?1",
                (organization.id, deed.at),
            ),
            Statement("DELETE FROM members WHERE organization_id = ?1", (organization.id,)),
            Statement("DELETE FROM teams WHERE organization_id = ?1", (organization.id,)),
            Statement("DELETE FROM redirects WHERE owner_id = ?1", (organization.id,)),
        ]
    )


async def list_organizations(database: Database, user: User) -> list[Owner]:
    """Those to which `user` belongs."""
    rows = await database.all(
        "SELECT o.name FROM members AS m JOIN users AS o ON o.id = m.organization_id"
        " WHERE m.user_id = ?1 ORDER BY o.name",
        user.id,
    )
    owners = [await find_owner(database, row.text("name"), user) for row in rows]
    return [owner for owner in owners if owner is not None]


async def list_members(database: Database, organization: Owner) -> list[Member]:
    rows = await database.all(
        f"SELECT m.is_owner, {USER_COLUMNS} FROM members AS m JOIN users AS u ON u.id = m.user_id"
        " WHERE m.organization_id = ?1 ORDER BY u.name",
        organization.id,
    )
    return [Member(user_of(row), row.integer("is_owner") == 1) for row in rows]


async def find_member(database: Database, organization: Owner, user: User) -> Member | None:
    row = await database.first(
        "SELECT is_owner FROM members WHERE organization_id = ?1 AND user_id = ?2",
        organization.id,
        user.id,
    )
    return None if row is None else Member(user, row.integer("is_owner") == 1)


async def set_member(database: Database, deed: Deed, organization: Owner, member: Member) -> None:
    """Let them belong to it, as an owner or not; Conflict when no owner would be left."""
    user = member.user
    changes = await database.batch(
        [
            Statement(
                "INSERT INTO members (organization_id, user_id, is_owner, created_at)"
                " SELECT ?1, ?2, ?3, ?4 WHERE (SELECT COUNT(*) FROM members"
                f" WHERE organization_id = ?1 AND user_id <> ?2) < {MAX_MEMBERS}"
                f" AND (?3 OR {_ANOTHER_OWNER})"
                " ON CONFLICT (organization_id, user_id) DO UPDATE"
                " SET is_owner = excluded.is_owner",
                (organization.id, user.id, int(member.is_owner), deed.at),
            ),
            deed.note_change(
                Event.MEMBER_SET,
                Matter(organization.name),
                {"user": user.name, "owner": member.is_owner},
            ),
        ]
    )
    if not changes[0]:
        raise Conflict(f"There has to be an owner, and at most {MAX_MEMBERS:,} members.")


async def remove_member(database: Database, deed: Deed, organization: Owner, user: User) -> bool:
    """Whether they belonged to it; Conflict when they are the last owner."""
    member = await find_member(database, organization, user)
    if member is None:
        return False
    changes = await database.batch(
        [
            Statement(
                "DELETE FROM members WHERE organization_id = ?1 AND user_id = ?2"
                f" AND {_ANOTHER_OWNER}",
                (organization.id, user.id),
            ),
            deed.note_change(Event.MEMBER_REMOVED, Matter(organization.name), {"user": user.name}),
            Statement(
                "DELETE FROM team_members WHERE user_id = ?2"
                " AND team_id IN (SELECT id FROM teams WHERE organization_id = ?1)"
                " AND NOT EXISTS (SELECT 1 FROM members"
                " WHERE organization_id = ?1 AND user_id = ?2)",
                (organization.id, user.id),
            ),
        ]
    )
    if not changes[0]:
        raise Conflict("An organization has to have an owner; delete it, or add another first.")
    return True


_ANOTHER_OWNER = (
    "EXISTS (SELECT 1 FROM members WHERE organization_id = ?1 AND user_id <> ?2 AND is_owner = 1)"
)

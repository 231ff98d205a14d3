"""The end of an account. The row stays, emptied: whoever took the name would be taken for them."""

from __future__ import annotations

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement, read_first
from forge.errors import Conflict
from forge.users import User

_BELONGINGS = (
    "DELETE FROM sessions WHERE user_id = ?1",
    "DELETE FROM tokens WHERE user_id = ?1"
    " OR user_id IN (SELECT id FROM users WHERE owner_id = ?1)",
    "DELETE FROM identities WHERE user_id = ?1",
    "DELETE FROM second_factors WHERE user_id = ?1",
    "DELETE FROM recovery_codes WHERE user_id = ?1",
    "DELETE FROM password_resets WHERE user_id = ?1",
    "DELETE FROM collaborators WHERE user_id = ?1",
    "DELETE FROM team_members WHERE user_id = ?1",
    "DELETE FROM members WHERE user_id = ?1",
    "DELETE FROM redirects WHERE owner_id = ?1",
    "DELETE FROM issue_assignees WHERE user_id = ?1",
    "DELETE FROM review_requests WHERE user_id = ?1",
    "DELETE FROM issue_subscriptions WHERE user_id = ?1",
    "DELETE FROM repository_subscriptions WHERE user_id = ?1",
    "DELETE FROM notifications WHERE user_id = ?1",
    "DELETE FROM emails WHERE user_id = ?1",
)


async def delete_account(database: Database, deed: Deed, user: User) -> None:
    """Conflict while others would be left without an owner, or repositories without one."""
    row = await read_first(
        database,
        "SELECT EXISTS (SELECT 1 FROM repositories WHERE owner_id = ?1 AND deleted_at IS NULL)"
        " AS has_repositories,"
        " EXISTS (SELECT 1 FROM members AS m WHERE m.user_id = ?1 AND m.is_owner = 1"
        " AND NOT EXISTS (SELECT 1 FROM members AS o WHERE o.organization_id = m.organization_id"
        " AND o.is_owner = 1 AND o.user_id <> ?1)) AS is_last_owner",
        user.id,
    )
    if row.integer("has_repositories"):
        raise Conflict("Delete or transfer your repositories first.")
    if row.integer("is_last_owner"):
        raise Conflict(
            "You are the last owner of an organization; delete it first, or add another."
        )
    note = deed.note(Event.ACCOUNT_DELETED, Matter(user.name))
    empty = Statement(
        "UPDATE users SET deleted_at = ?2, email = NULL, password_hash = NULL, full_name = '',"
        " is_admin = 0 WHERE id = ?1 OR owner_id = ?1",
        (user.id, deed.at),
    )
    belongings = [Statement(sql, (user.id,)) for sql in _BELONGINGS]
    await database.batch([note, empty, *belongings])

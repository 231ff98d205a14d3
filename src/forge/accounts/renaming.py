"""Another name for an account.

What it was called before leads on to its repositories until somebody else takes that name, and
for some months nobody can: whoever took it at once would be handed the pushes and clones of those
who do not know yet.
"""

from __future__ import annotations

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement, read_first
from forge.errors import Conflict, TooMany, UniqueViolation
from forge.users import User

RESERVED = 90 * 86_400
"""Seconds for which a name that was given up can be taken by nobody else; GitHub has the same."""

MAX_RESERVED = 5
"""Names that one account can keep from others at a time."""


class LoginTaken(Conflict):
    """Somebody is called that, or was until lately."""

    def __init__(self) -> None:
        super().__init__("This name is taken.")


async def rename_user(database: Database, deed: Deed, user: User, name: str) -> User:
    """Call them `name`, which is a valid one; LoginTaken, or TooMany names before."""
    await _check_reserved(database, deed, user)
    matter = Matter(user.name, owner_id=user.id)
    try:
        changes = await database.batch(
            [
                Statement(
                    "UPDATE users SET name = ?2 WHERE id = ?1 AND NOT EXISTS (SELECT 1"
                    " FROM former_names WHERE name = ?2 AND user_id <> ?1 AND kept_until > ?3)",
                    (user.id, name, deed.at),
                ),
                deed.note_change(Event.ACCOUNT_RENAMED, matter, {"to": name}),
                # Not when only the case of letters has changed.
                Statement(
                    "INSERT OR REPLACE INTO former_names (name, user_id, kept_until)"
                    " SELECT ?1, id, ?3 FROM users WHERE id = ?2 AND name <> ?1",
                    (user.name, user.id, deed.at + RESERVED),
                ),
                Statement(
                    "DELETE FROM former_names WHERE name = (SELECT name FROM users WHERE id = ?1)",
                    (user.id,),
                ),
            ]
        )
    except UniqueViolation:
        raise LoginTaken from None
    if not changes[0]:
        raise LoginTaken
    return User(user.id, name, user.is_admin)


async def _check_reserved(database: Database, deed: Deed, user: User) -> None:
    row = await read_first(
        database,
        "SELECT COUNT(*) AS number FROM former_names WHERE user_id = ?1 AND kept_until > ?2",
        user.id,
        deed.at,
    )
    if row.integer("number") >= MAX_RESERVED:
        raise TooMany("names that an account had in the last months", MAX_RESERVED)

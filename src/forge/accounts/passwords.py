"""Setting another password: by the holder of the account, or by a link when it was forgotten.

There is no mail. An administrator makes the link and hands it over by other means; it works
once, for a day. Whichever way a password changes, every other browser is signed out.
"""

from __future__ import annotations

from forge.accounts.sessions import ending_sessions
from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement
from forge.errors import BadCredentials
from forge.proof.secret_text import hash_secret, make_secret
from forge.users import USER_COLUMNS, User, user_of

RESET_LIFETIME = 86_400
"""Seconds."""


async def set_password(
    database: Database, deed: Deed, user: User, password_hash: str, but: int | None
) -> None:
    """Keep the new hash, and sign out every browser except of the session `but`."""
    await database.batch(
        [
            Statement(
                "UPDATE users SET password_hash = ?2 WHERE id = ?1", (user.id, password_hash)
            ),
            deed.note(Event.PASSWORD_CHANGED, Matter(user.name)),
            ending_sessions(user, but),
            Statement("DELETE FROM password_resets WHERE user_id = ?1", (user.id,)),
        ]
    )


async def make_reset(database: Database, deed: Deed, user: User) -> str:
    """The secret of a link by which `user` sets a password; earlier links no longer work."""
    secret = make_secret()
    await database.batch(
        [
            Statement("DELETE FROM password_resets WHERE user_id = ?1", (user.id,)),
            Statement(
                "INSERT INTO password_resets (reset_hash, user_id, created_at, expires_at)"
                " VALUES (?1, ?2, ?3, ?4)",
                (hash_secret(secret), user.id, deed.at, deed.at + RESET_LIFETIME),
            ),
            deed.note(Event.PASSWORD_RESET_MADE, Matter(user.name)),
        ]
    )
    return secret


async def find_reset(database: Database, secret: str, now: int) -> User | None:
    """For whom the link is, while it works."""
    row = await database.first(
        f"SELECT {USER_COLUMNS} FROM password_resets AS p JOIN users AS u ON u.id = p.user_id"
        " WHERE p.reset_hash = ?1 AND p.expires_at > ?2 AND u.deleted_at IS NULL",
        hash_secret(secret),
        now,
    )
    return None if row is None else user_of(row)


async def use_reset(
    database: Database, user: User, secret: str, password_hash: str, now: int
) -> None:
    """Set the password by the link; BadCredentials when it was used in the meantime."""
    deed = Deed.of(user, now)
    changes = await database.batch(
        [
            Statement(
                "UPDATE users SET password_hash = ?2 WHERE id = ?1 AND EXISTS (SELECT 1"
                " FROM password_resets WHERE reset_hash = ?3 AND user_id = ?1"
                " AND expires_at > ?4)",
                (user.id, password_hash, hash_secret(secret), now),
            ),
            deed.note_change(Event.PASSWORD_RESET_USED, Matter(user.name)),
            Statement(
                "DELETE FROM sessions WHERE user_id = ?1 AND EXISTS (SELECT 1"
                " FROM password_resets WHERE reset_hash = ?2 AND user_id = ?1)",
                (user.id, hash_secret(secret)),
            ),
            Statement("DELETE FROM password_resets WHERE reset_hash = ?1", (hash_secret(secret),)),
        ]
    )
    if not changes[0]:
        raise BadCredentials("This link was used, or has expired.")

"""Links by which an administrator lets somebody sign up, each once and for some days."""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed, Event, Matter
from forge.database import Database, Parameter, Statement
from forge.errors import TooMany
from forge.proof.secret_text import hash_secret, make_secret
from forge.users import User

LIFETIME = 7 * 86_400
"""Seconds: mail is read within a week."""

MAX_OPEN = 100
"""Invitations that wait at the same time; the list needs no pages."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """`note` says for whom it was made; `used_by` who came by it."""

    id: int
    note: str
    created_at: int
    expires_at: int
    used_by: str | None


async def invite(database: Database, deed: Deed, user: User, note: str) -> str:
    """The secret of a new invitation by `user`."""
    secret = make_secret()
    changes = await database.batch(
        [
            Statement(
                "INSERT INTO invitations (invitation_hash, note, created_by, created_at,"
                " expires_at) SELECT ?1, ?2, ?3, ?4, ?5 WHERE (SELECT COUNT(*) FROM invitations"
                " WHERE used_by IS NULL AND expires_at > ?4) < ?6",
                (hash_secret(secret), note, user.id, deed.at, deed.at + LIFETIME, MAX_OPEN),
            ),
            deed.note_change(Event.INVITATION_MADE, Matter(user.name), {"note": note}),
        ]
    )
    if not changes[0]:
        raise TooMany("invitations at a time", MAX_OPEN)
    return secret


async def list_invitations(database: Database, now: int) -> list[Invitation]:
    """Those that wait or were used, newest first."""
    rows = await database.all(
        "SELECT i.id, i.note, i.created_at, i.expires_at, u.name AS used_by FROM invitations AS i"
        " LEFT JOIN users AS u ON u.id = i.used_by"
        " WHERE i.used_by IS NOT NULL OR i.expires_at > ?1 ORDER BY i.id DESC LIMIT ?2",
        now,
        2 * MAX_OPEN,
    )
    return [
        Invitation(
            id=row.integer("id"),
            note=row.text("note"),
            created_at=row.integer("created_at"),
            expires_at=row.integer("expires_at"),
            used_by=row.find_text("used_by"),
        )
        for row in rows
    ]


async def withdraw(database: Database, deed: Deed, user: User, invitation_id: int) -> bool:
    """Whether that invitation was still waiting."""
    changes = await database.batch(
        [
            Statement(
                "DELETE FROM invitations WHERE id = ?1 AND used_by IS NULL", (invitation_id,)
            ),
            deed.note_change(Event.INVITATION_WITHDRAWN, Matter(user.name)),
        ]
    )
    return changes[0] > 0


def using_invitation(
    secret: str, name: str, now: int
) -> tuple[str, tuple[Parameter, ...], Statement]:
    """What makes the insertion of a user depend on an invitation.

    A condition for the statement, which has four parameters of its own; the parameters of the
    condition; and the statement that then notes that the invitation brought `name`.
    """
    condition = (
        " WHERE EXISTS (SELECT 1 FROM invitations WHERE invitation_hash = ?5"
        " AND used_by IS NULL AND expires_at > ?6)"
    )
    use = Statement(
        "UPDATE invitations SET used_by = (SELECT id FROM users WHERE name = ?2)"
        " WHERE invitation_hash = ?1 AND used_by IS NULL AND expires_at > ?3",
        (hash_secret(secret), name, now),
    )
    return condition, (hash_secret(secret), now), use

"""Which account elsewhere is whose here.

An account elsewhere is known by its provider's id for it, never by its e-mail address: who holds
an address there need not be who holds it here. A person links it while signed in, or comes with
it first, and then gets an account of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement, read_first
from forge.errors import Conflict, UniqueViolation
from forge.names import MAX_NAME, find_owner_problem
from forge.users import USER_COLUMNS, User, user_of

MAX_LABEL = 200
"""Characters that are kept of what an account is called elsewhere."""

_ATTEMPTS = 20
"""Names that are tried for somebody whose own is taken; beyond, they are asked to sign up."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`subject` never changes; `label` is for people."""

    provider: str
    subject: str
    label: str


async def find_identified(database: Database, identity: Identity) -> User | None:
    """The person to whom the account elsewhere belongs."""
    row = await database.first(
        f"SELECT {USER_COLUMNS} FROM identities AS i JOIN users AS u ON u.id = i.user_id"
        " WHERE i.provider = ?1 AND i.subject = ?2 AND u.deleted_at IS NULL",
        identity.provider,
        identity.subject,
    )
    return None if row is None else user_of(row)


async def link(database: Database, deed: Deed, user: User, identity: Identity) -> None:
    """Let `user` sign in by the account elsewhere; Conflict when it is somebody else's."""
    try:
        await database.batch(
            [_linking("?1", user.id, identity, deed.at), _note(deed, user.name, identity)]
        )
    except UniqueViolation:
        if await find_identified(database, identity) != user:
            raise Conflict(f"That {identity.provider} account belongs to another person.") from None


async def unlink(database: Database, deed: Deed, user: User, identity: Identity) -> bool:
    """Whether it was linked to `user`, who can still sign in by a password or another one."""
    changes = await database.batch(
        [
            Statement(
                "DELETE FROM identities WHERE provider = ?1 AND subject = ?2 AND user_id = ?3"
                " AND (EXISTS (SELECT 1 FROM users WHERE id = ?3 AND password_hash IS NOT NULL)"
                " OR EXISTS (SELECT 1 FROM identities WHERE user_id = ?3"
                " AND (provider, subject) <> (?1, ?2)))",
                (identity.provider, identity.subject, user.id),
            ),
            deed.note_change(
                Event.IDENTITY_UNLINKED, Matter(user.name), {"provider": identity.provider}
            ),
        ]
    )
    return changes[0] > 0


async def list_identities(database: Database, user: User) -> list[Identity]:
    rows = await database.all(
        "SELECT provider, subject, label FROM identities WHERE user_id = ?1"
        " ORDER BY provider, subject",
        user.id,
    )
    return [Identity(r.text("provider"), r.text("subject"), r.text("label")) for r in rows]


async def sign_up_identified(
    database: Database, identity: Identity, wanted_name: str, now: int
) -> User:
    """A new person, called `wanted_name` or nearly so, who comes with the account elsewhere."""
    for number in range(1, _ATTEMPTS + 1):
        name = _name_like(wanted_name, number)
        try:
            return await _create(database, identity, name, now)
        except UniqueViolation:
            # The name is taken; or they came twice at once.
            found = await find_identified(database, identity)
            if found is not None:
                return found
    raise Conflict("No name is free that is like yours; sign up with another, and link this.")


async def _create(database: Database, identity: Identity, name: str, now: int) -> User:
    newcomer = Deed.of(User(0, name), now)
    await database.batch(
        [
            Statement("INSERT INTO users (name, created_at) VALUES (?1, ?2)", (name, now)),
            _linking("(SELECT id FROM users WHERE name = ?1)", name, identity, now),
            newcomer.note(Event.ACCOUNT_CREATED, Matter(name), {"provider": identity.provider}),
        ]
    )
    row = await read_first(
        database, f"SELECT {USER_COLUMNS} FROM users AS u WHERE u.name = ?1", name
    )
    return user_of(row)


def _linking(user_id: str, parameter: int | str, identity: Identity, now: int) -> Statement:
    return Statement(
        "INSERT INTO identities (provider, subject, user_id, label, created_at)"
        f" VALUES (?2, ?3, {user_id}, ?4, ?5)",
        (parameter, identity.provider, identity.subject, identity.label[:MAX_LABEL], now),
    )


def _note(deed: Deed, user_name: str, identity: Identity) -> Statement:
    details = {"provider": identity.provider, "label": identity.label[:MAX_LABEL]}
    return deed.note(Event.IDENTITY_LINKED, Matter(user_name), details)


def _name_like(wanted: str, number: int) -> str:
    """A name that is allowed here, the first time as near to `wanted` as can be."""
    suffix = "" if number == 1 else f"-{number}"
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", wanted).strip("-.")[: MAX_NAME - len(suffix)] + suffix
    return f"user-{number}" if find_owner_problem(name) else name

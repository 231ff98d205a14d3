"""The e-mail addresses of an account: one by which it signs in, and others.

By each of them commits are known as the account's. Hearth sends no e-mail, so none is proven: who
says first that an address is theirs has it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement, read_first
from forge.errors import InvalidValue, TooMany, UniqueViolation
from forge.users import User

MAX_ADDRESSES = 20
"""Beside the primary one: people have had several employers."""


async def list_addresses(database: Database, user: User) -> tuple[str | None, list[str]]:
    """The primary address, and the others."""
    row = await read_first(database, "SELECT email FROM users WHERE id = ?1", user.id)
    rows = await database.all(
        "SELECT email FROM emails WHERE user_id = ?1 ORDER BY created_at, email", user.id
    )
    return row.find_text("email"), [each.text("email") for each in rows]


async def add_addresses(
    database: Database, deed: Deed, user: User, addresses: Sequence[str]
) -> None:
    """InvalidValue when somebody has one of them; TooMany."""
    _, others = await list_addresses(database, user)
    if len(others) + len(addresses) > MAX_ADDRESSES:
        raise TooMany("e-mail addresses of one account", MAX_ADDRESSES)
    add = Statement(
        "INSERT INTO emails (email, user_id, created_at) SELECT value, ?1, ?2 FROM json_each(?3)",
        (user.id, deed.at, json.dumps(addresses)),
    )
    await _change(database, deed, user, add)


async def remove_addresses(
    database: Database, deed: Deed, user: User, addresses: Sequence[str]
) -> None:
    """Those that are theirs, but not the primary one."""
    remove = Statement(
        "DELETE FROM emails WHERE user_id = ?1 AND email IN (SELECT value FROM json_each(?2))",
        (user.id, json.dumps(addresses)),
    )
    await _change(database, deed, user, remove)


async def make_primary(database: Database, deed: Deed, user: User, address: str) -> None:
    """Sign in by this of their addresses; the primary one of before becomes one of the others."""
    primary, others = await list_addresses(database, user)
    if address.lower() == (primary or "").lower():
        return
    if address.lower() not in map(str.lower, others):
        raise InvalidValue("email", "is not one of yours")
    put = Statement("UPDATE users SET email = ?2 WHERE id = ?1", (user.id, address))
    keep = Statement(
        "INSERT INTO emails (email, user_id, created_at) SELECT ?2, ?1, ?3 WHERE ?2 IS NOT NULL",
        (user.id, primary, deed.at),
    )
    await _change(database, deed, user, put, keep)


async def _change(database: Database, deed: Deed, user: User, *statements: Statement) -> None:
    note = deed.note_change(Event.ACCOUNT_CHANGED, Matter(user.name), {"emails": True})
    first, *rest = statements
    try:
        await database.batch([first, note, *rest])
    except UniqueViolation:
        raise InvalidValue("emails", "must not hold an address twice, or somebody's") from None

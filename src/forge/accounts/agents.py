"""Agents: programs that act for a person, by tokens of their own and under a name of their own.

An agent may do what its owner may do and what its token is for; the audit log names both.
"""

from __future__ import annotations

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement, read_first
from forge.errors import InvalidValue, TooMany, UniqueViolation
from forge.users import USER_COLUMNS, User, user_of

MAX_AGENTS = 50
"""Of one person."""


async def create_agent(database: Database, deed: Deed, owner: User, name: str) -> User:
    """A new agent of `owner`; the name is one that an owner could have."""
    try:
        changes = await database.batch(
            [
                Statement(
                    "INSERT INTO users (name, kind, owner_id, created_at)"
                    " SELECT ?1, 'agent', ?2, ?3 WHERE (SELECT COUNT(*) FROM users"
                    " WHERE owner_id = ?2 AND deleted_at IS NULL) < ?4",
                    (name, owner.id, deed.at, MAX_AGENTS),
                ),
                deed.note_change(Event.AGENT_CREATED, Matter(owner.name), {"agent": name}),
            ]
        )
    except UniqueViolation:
        raise InvalidValue("name", "is taken") from None
    if not changes[0]:
        raise TooMany("agents", MAX_AGENTS)
    row = await read_first(
        database, f"SELECT {USER_COLUMNS} FROM users AS u WHERE u.name = ?1", name
    )
    return user_of(row)


async def find_agent(database: Database, owner: User, name: str) -> User | None:
    """The agent of `owner` that is called `name`."""
    row = await database.first(
        f"SELECT {USER_COLUMNS} FROM users AS u"
        " WHERE u.name = ?1 AND u.owner_id = ?2 AND u.deleted_at IS NULL",
        name,
        owner.id,
    )
    return None if row is None else user_of(row)


async def list_agents(database: Database, owner: User) -> list[User]:
    rows = await database.all(
        f"SELECT {USER_COLUMNS} FROM users AS u"
        " WHERE u.owner_id = ?1 AND u.deleted_at IS NULL ORDER BY u.name",
        owner.id,
    )
    return [user_of(row) for row in rows]


async def delete_agent(database: Database, deed: Deed, owner: User, agent: User) -> None:
    """Take away its tokens; its name stays taken, for the log speaks of it."""
    await database.batch(
        [
            Statement("UPDATE users SET deleted_at = ?2 WHERE id = ?1", (agent.id, deed.at)),
            Statement("DELETE FROM tokens WHERE user_id = ?1", (agent.id,)),
            deed.note(Event.AGENT_DELETED, Matter(owner.name), {"agent": agent.name}),
        ]
    )

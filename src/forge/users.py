"""The people and agents who may sign in, and the organizations that they form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from forge.database import Database, Parameter, Row, read_first


class Kind(Enum):
    PERSON = "user"
    AGENT = "agent"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody by whom things are done; `is_admin`: may administer the installation."""

    id: int
    name: str
    is_admin: bool = False


USER_COLUMNS = "u.id AS user_id, u.name AS user_name, u.is_admin AS user_is_admin"
"""Of `users AS u`: what `user_of` reads."""


def user_of(row: Row) -> User:
    """The user in `USER_COLUMNS`."""
    return User(row.integer("user_id"), row.text("user_name"), row.integer("user_is_admin") == 1)


@dataclass(frozen=True, slots=True)
class Claim:
    """Whom credentials mean, before anybody has asked whether they are right.

    `sql` is an expression for the id of a user, NULL for nobody, in which `?1` is `value`.
    """

    sql: str
    value: Parameter


async def find_user(database: Database, name: str) -> User | None:
    """The person called `name`, in any case."""
    row = await database.first(
        f"SELECT {USER_COLUMNS} FROM users AS u"
        " WHERE u.name = ?1 AND u.kind = 'user' AND u.deleted_at IS NULL",
        name,
    )
    return None if row is None else user_of(row)


@dataclass(frozen=True, slots=True)
class Login:
    """What there is to sign in as a user: `password_hash` None when there is no password."""

    user: User
    password_hash: str | None
    has_second_factor: bool


def claim_of_login(login: str) -> Claim:
    """Whom a name or e-mail address means."""
    return Claim(f"(SELECT id FROM users WHERE {_login_column(login)} = ?1)", login)


async def find_login(database: Database, login: str) -> Login | None:
    """The user whose name or e-mail address is `login`, in any case.

    No name holds an `@`, so the two are never mistaken for each other.
    """
    row = await database.first(
        f"SELECT {USER_COLUMNS}, u.password_hash, EXISTS (SELECT 1 FROM second_factors AS s"
        " WHERE s.user_id = u.id AND s.confirmed_at IS NOT NULL) AS has_second_factor"
        f" FROM users AS u WHERE u.{_login_column(login)} = ?1",
        login,
    )
    if row is None:
        return None
    return Login(
        user_of(row), row.find_text("password_hash"), row.integer("has_second_factor") == 1
    )


async def find_users_by_address(
    database: Database, addresses: Iterable[str], host: str
) -> dict[str, User]:
    """The users who say that these e-mail addresses are theirs, by address in small letters.

    `<name>@users.noreply.<host>` is everybody's own, and what commits made here are signed with,
    also by the name they had before.
    """
    ending = f"@users.noreply.{host.lower()}"
    asked = sorted({address.lower() for address in addresses})
    names = [each.removesuffix(ending) for each in asked if each.endswith(ending)]
    rows = await database.all(
        f"SELECT {USER_COLUMNS}, LOWER(u.email) AS address FROM users AS u"
        " WHERE u.email IN (SELECT value FROM json_each(?1))"
        f" UNION ALL SELECT {USER_COLUMNS}, LOWER(e.email) AS address"
        " FROM emails AS e JOIN users AS u ON u.id = e.user_id"
        " WHERE e.email IN (SELECT value FROM json_each(?1))"
        f" UNION ALL SELECT {USER_COLUMNS}, LOWER(u.name) || ?3 AS address FROM users AS u"
        " WHERE u.name IN (SELECT value FROM json_each(?2)) AND u.kind <> 'organization'"
        f" UNION ALL SELECT {USER_COLUMNS}, LOWER(f.name) || ?3 AS address"
        " FROM former_names AS f JOIN users AS u ON u.id = f.user_id"
        " WHERE f.name IN (SELECT value FROM json_each(?2))",
        json.dumps(asked),
        json.dumps(names),
        ending,
    )
    return {row.text("address"): user_of(row) for row in rows}


def _login_column(login: str) -> str:
    return "email" if "@" in login else "name"


async def keep_user(
    database: Database, name: str, password_hash: str, now: int, *, is_admin: bool = False
) -> User:
    """Make the user, or give the existing one this hash, and the administration if so asked."""
    row = await read_first(
        database,
        "INSERT INTO users AS u (name, password_hash, is_admin, created_at)"
        " VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash,"
        " is_admin = MAX(u.is_admin, excluded.is_admin)"
        " RETURNING id AS user_id, name AS user_name, is_admin AS user_is_admin",
        name,
        password_hash,
        int(is_admin),
        now,
    )
    return user_of(row)

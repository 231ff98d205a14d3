"""The people and agents who may sign in."""

from __future__ import annotations

from dataclasses import dataclass

from forge.database import Database, Row, read_first


@dataclass(frozen=True, slots=True)
class User:
    id: int
    name: str


def user_of(row: Row) -> User:
    """The user in the columns `user_id` and `user_name`."""
    return User(row.integer("user_id"), row.text("user_name"))


async def find_user_and_hash(database: Database, name: str) -> tuple[User, str | None] | None:
    """The user called `name`, in any case, with the hash of the password when there is one."""
    row = await database.first(
        "SELECT id AS user_id, name AS user_name, password_hash FROM users WHERE name = ?1", name
    )
    return None if row is None else (user_of(row), row.find_text("password_hash"))


async def keep_user(database: Database, name: str, password_hash: str, now: int) -> User:
    """Make the user, or give the existing one this hash."""
    row = await read_first(
        database,
        "INSERT INTO users (name, password_hash, created_at) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash"
        " RETURNING id AS user_id, name AS user_name",
        name,
        password_hash,
        now,
    )
    return user_of(row)

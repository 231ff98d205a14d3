"""People as columns of JSON, in rows that are about something else."""

from __future__ import annotations

import json
from collections.abc import Sequence

from forge.database import Database, Row
from forge.errors import InvalidValue
from forge.repositories import Repository, is_withheld
from forge.users import USER_COLUMNS, User, user_of


def person(alias: str) -> str:
    """The SQL expression for somebody in `users AS <alias>`, as `person_of` reads it."""
    return f"json_array({alias}.id, {alias}.name, {alias}.is_admin)"


def person_by(column: str) -> str:
    """The same for whose id is in `column`, or NULL."""
    return f"(SELECT {person('p')} FROM users AS p WHERE p.id = {column})"


def person_of(plain: Sequence[int | str]) -> User:
    identity, name, is_admin = plain
    return User(int(identity), str(name), bool(is_admin))


def read_person(row: Row, column: str) -> User:
    return person_of(json.loads(row.text(column)))


def find_person(row: Row, column: str) -> User | None:
    text = row.find_text(column)
    return None if text is None else person_of(json.loads(text))


def read_people(row: Row, column: str) -> tuple[User, ...]:
    return tuple(map(person_of, json.loads(row.text(column))))


MAY_READ = (
    "u.kind = 'user' AND u.deleted_at IS NULL AND (r.visibility = 'public' OR EXISTS"
    " (SELECT 1 FROM grants AS g WHERE g.repository_id = r.id AND g.user_id = u.id))"
    f" AND NOT {is_withheld('u.id')}"
)
"""The condition that a person, of `users AS u`, may read a repository, of `repositories AS r`."""

_ASSIGNABLE = (
    f" FROM users AS u JOIN repositories AS r ON r.id = ?1 WHERE {MAY_READ} AND (EXISTS (SELECT 1"
    " FROM grants AS g WHERE g.repository_id = ?1 AND g.user_id = u.id) OR EXISTS (SELECT 1"
    " FROM issues AS i WHERE i.author_id = u.id AND i.repository_id = ?1))"
)
"""Whom an issue may be given to: who has a role, and who wrote an issue and still sees it."""


async def read_assignable(
    database: Database, repository: Repository, names: Sequence[str], field: str
) -> list[User]:
    """Those called `names`, all of whom may be given work; else InvalidValue about `field`."""
    rows = await database.all(
        f"SELECT {USER_COLUMNS}{_ASSIGNABLE}"
        " AND u.name IN (SELECT value FROM json_each(?2)) ORDER BY u.name",
        repository.id,
        json.dumps(list(names)),
    )
    found = [user_of(row) for row in rows]
    known = {user.name.lower() for user in found}
    for name in names:
        if name.lower() not in known:
            raise InvalidValue(field, f"names {name}, who has nothing to do with the repository")
    return found


async def list_assignable(database: Database, repository: Repository) -> list[User]:
    rows = await database.all(f"SELECT {USER_COLUMNS}{_ASSIGNABLE} ORDER BY u.name", repository.id)
    return [user_of(row) for row in rows]

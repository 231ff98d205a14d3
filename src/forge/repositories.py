"""Repositories as the forge knows them: whose, called what, seen by whom, stored where.

The Git data lies in a Durable Object that keeps the name it was made with, the store name, for
ever. A store name is given out once: a new repository that takes a freed name gets the next
generation, `<owner>/<name>~2`; `~` occurs in no valid name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from forge.database import MAX_INTEGER, Database, Row, Statement, read_first
from forge.names import RepositoryName
from forge.roles import Grant, Role
from forge.users import Claim, User


class Visibility(Enum):
    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Repository:
    """`grant`: the role of the user for whom it was looked up; it says nothing of others.

    `is_withheld`: it is a fork, and of something private that this user may not read.
    """

    id: int
    owner_id: int
    name: RepositoryName
    store_name: str
    visibility: Visibility
    is_archived: bool = False
    grant: Grant | None = None
    is_withheld: bool = False

    def is_called(self, name: RepositoryName) -> bool:
        """Whether that is its name today, not one that it had before."""
        return str(self.name).lower() == str(name).lower()


@dataclass(frozen=True, slots=True)
class StoreName:
    """What the Durable Object of a repository is called."""

    owner_and_name: str
    generation: int

    def __str__(self) -> str:
        if self.generation == 1:
            return self.owner_and_name
        return f"{self.owner_and_name}~{self.generation}"


def parse_store_name(text: str) -> StoreName:
    """The inverse of `str`; ValueError for what is no store name."""
    owner_and_name, _, generation = text.partition("~")
    return StoreName(owner_and_name, int(generation or "1"))


def _columns(user_id: str) -> str:
    return (
        "r.id, r.owner_id, o.name AS owner, r.name, r.store_name, r.visibility, r.archived_at,"
        " (SELECT MAX(g.role) FROM grants AS g"
        f" WHERE g.repository_id = r.id AND g.user_id = {user_id}) AS role,"
        f" {is_withheld(user_id)} AS is_withheld"
    )


def is_withheld(user_id: str) -> str:
    """The SQL expression for `Repository.is_withheld`, of `repositories AS r`."""
    return (
        "EXISTS (SELECT 1 FROM repositories AS s WHERE s.id IN (r.parent_id, r.source_id)"
        " AND s.visibility = 'private' AND NOT EXISTS (SELECT 1 FROM grants AS g"
        f" WHERE g.repository_id = s.id AND g.user_id = {user_id}))"
    )


IS_WITHHELD = is_withheld("?1")
"""Of `repositories AS r`, for the user whose id is `?1`: `Repository.is_withheld`."""


REPOSITORY_COLUMNS = _columns("?1")
"""Of `repositories AS r` and `users AS o`, where `?1` is the id of the user for whom: what
`repository_of` reads."""


def repository_of(row: Row, user: User | None) -> Repository:
    """The repository in `REPOSITORY_COLUMNS`."""
    role = row.find_integer("role")
    return Repository(
        id=row.integer("id"),
        owner_id=row.integer("owner_id"),
        name=RepositoryName(row.text("owner"), row.text("name")),
        store_name=row.text("store_name"),
        visibility=Visibility(row.text("visibility")),
        is_archived=row.find_integer("archived_at") is not None,
        grant=Grant(user.id, Role(role)) if user and role else None,
        is_withheld=row.integer("is_withheld") == 1,
    )


async def find_repository(
    database: Database, name: RepositoryName, user: User | None = None
) -> Repository | None:
    """The repository that is called `name`, or else the one that was before it or its owner moved.

    It knows the role of `user`, and of nobody else.
    """
    question = ask_for_repository(name, Claim("?1", user and user.id))
    return repository_for(user, await database.all(question.sql, *question.parameters))


_OWNER_ID = (
    "COALESCE((SELECT id FROM users WHERE name = ?2),"
    " (SELECT user_id FROM former_names WHERE name = ?2))"
)
"""Who is called `?2`, or was before."""


def ask_for_repository(name: RepositoryName, claim: Claim) -> Statement:
    """The question for the repository that is called `name`, and the role of whoever is meant."""
    sql = (
        f"SELECT {_columns(claim.sql)}, {claim.sql} AS meant"
        " FROM repositories AS r JOIN users AS o ON o.id = r.owner_id"
        " WHERE r.deleted_at IS NULL AND r.id = COALESCE("
        f"(SELECT n.id FROM repositories AS n WHERE n.owner_id = {_OWNER_ID}"
        " AND n.name = ?3 AND n.deleted_at IS NULL),"
        f"(SELECT d.repository_id FROM redirects AS d WHERE d.owner_id = {_OWNER_ID}"
        " AND d.name = ?3))"
    )
    return Statement(sql, (claim.value, name.owner, name.name))


def repository_for(user: User | None, rows: Sequence[Row]) -> Repository | None:
    """The repository in the answer; with the role in it only if it is that of `user`."""
    if not rows:
        return None
    return repository_of(rows[0], user if holds_for(user, rows) else None)


def holds_for(user: User | None, rows: Sequence[Row]) -> bool:
    """Whether the answer says all that there is to say to `user`: they are the one meant."""
    return not rows or user is None or rows[0].find_integer("meant") == user.id


async def next_store_name(database: Database, name: RepositoryName) -> StoreName:
    """The store name that a repository called `name` would get if it were made now."""
    row = await read_first(
        database,
        "SELECT COALESCE(MAX(generation), 0) + 1 AS generation FROM store_names"
        " WHERE owner_and_name = ?1",
        str(name),
    )
    return StoreName(str(name), row.integer("generation"))


async def create_repository(
    database: Database, name: RepositoryName, store: StoreName, visibility: Visibility, now: int
) -> None:
    """Make the repository `name`, whose owner exists, and give out `store` for ever.

    UniqueViolation when somebody else was quicker with the name or the store name.
    """
    await database.batch(creating_statements(name, store, visibility, now, MAX_INTEGER))


def creating_statements(
    name: RepositoryName, store: StoreName, visibility: Visibility, now: int, quota: int
) -> list[Statement]:
    """Three statements; the first changes nothing when the owner has `quota` repositories."""
    room = (
        " FROM users AS u WHERE u.name = ?1"
        " AND (SELECT COUNT(*) FROM repositories WHERE owner_id = u.id) < ?2"
    )
    return [
        Statement(
            "INSERT INTO store_names (owner_and_name, generation) SELECT ?3, ?4" + room,
            (name.owner, quota, store.owner_and_name, store.generation),
        ),
        Statement(
            "INSERT INTO repositories"
            " (owner_id, name, store_name, visibility, created_at, updated_at)"
            " SELECT u.id, ?3, ?4, ?5, ?6, ?6" + room,
            (name.owner, quota, name.name, str(store), visibility.value, now),
        ),
        # A name that is used again no longer leads to what was called that before.
        Statement(
            "DELETE FROM redirects WHERE name = ?2"
            " AND owner_id = (SELECT id FROM users WHERE name = ?1)",
            (name.owner, name.name),
        ),
    ]

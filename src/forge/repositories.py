"""Repositories as the forge knows them: whose, called what, seen by whom, stored where.

The Git data lies in a Durable Object that keeps the name it was made with, the store name, for
ever. A store name is given out once: a new repository that takes a freed name gets the next
generation, `<owner>/<name>~2`; `~` occurs in no valid name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from forge.database import Database, Row, Statement, read_first
from forge.names import RepositoryName


class Visibility(Enum):
    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Repository:
    id: int
    owner_id: int
    name: RepositoryName
    store_name: str
    visibility: Visibility


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


async def find_repository(database: Database, name: RepositoryName) -> Repository | None:
    row = await database.first(
        "SELECT r.id, r.owner_id, u.name AS owner, r.name, r.store_name, r.visibility"
        " FROM users AS u JOIN repositories AS r ON r.owner_id = u.id"
        " WHERE u.name = ?1 AND r.name = ?2",
        name.owner,
        name.name,
    )
    return None if row is None else _repository_of(row)


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
    await database.batch(
        [
            Statement(
                "INSERT INTO store_names (owner_and_name, generation) VALUES (?1, ?2)",
                (store.owner_and_name, store.generation),
            ),
            Statement(
                "INSERT INTO repositories"
                " (owner_id, name, store_name, visibility, created_at, updated_at)"
                " SELECT id, ?2, ?3, ?4, ?5, ?5 FROM users WHERE name = ?1",
                (name.owner, name.name, str(store), visibility.value, now),
            ),
        ]
    )


def _repository_of(row: Row) -> Repository:
    return Repository(
        id=row.integer("id"),
        owner_id=row.integer("owner_id"),
        name=RepositoryName(row.text("owner"), row.text("name")),
        store_name=row.text("store_name"),
        visibility=Visibility(row.text("visibility")),
    )

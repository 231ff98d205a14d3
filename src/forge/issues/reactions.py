"""Reactions to issues and comments: each person's, of each kind, once."""

from __future__ import annotations

from dataclasses import dataclass

from forge.database import Database, Row, Statement
from forge.errors import NotFound
from forge.issues.act import Act
from forge.issues.edits import Subject
from forge.issues.people import person, read_person
from forge.repositories import Repository
from forge.users import User

CONTENTS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")
"""GitHub's words for them."""


@dataclass(frozen=True, slots=True)
class Reaction:
    id: int
    user: User
    content: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Target:
    """What people react to: the issue or comment of this id."""

    subject: Subject
    id: int


_SELECT = (
    f"SELECT x.id, {person('a')} AS author, x.content, x.created_at FROM reactions AS x"
    " JOIN users AS a ON a.id = x.user_id WHERE x.subject = ?1 AND x.subject_id = ?2"
)


async def list_reactions(
    database: Database, target: Target, content: str | None, page: tuple[int, int]
) -> tuple[list[Reaction], int]:
    """A page (offset and limit) of them, oldest first, and how many there are on all pages."""
    offset, limit = page
    given = (target.subject.value, target.id, content)
    chosen = " AND (?3 IS NULL OR x.content = ?3)"
    rows, counts = await database.batch_rows(
        [
            Statement(f"{_SELECT}{chosen} ORDER BY x.id LIMIT {limit} OFFSET {offset}", given),
            Statement(
                "SELECT COUNT(*) AS number FROM reactions AS x"
                f" WHERE x.subject = ?1 AND x.subject_id = ?2{chosen}",
                given,
            ),
        ]
    )
    return [_reaction_of(row) for row in rows], counts[0].integer("number")


async def react(
    database: Database, act: Act, target: Target, content: str
) -> tuple[Reaction, bool]:
    """The reaction, and whether it is new."""
    given = (target.subject.value, target.id, content, act.user.id)
    inserted, found = await database.batch_rows(
        [
            Statement(
                "INSERT OR IGNORE INTO reactions"
                " (repository_id, subject, subject_id, content, user_id, created_at)"
                " VALUES (?5, ?1, ?2, ?3, ?4, ?6) RETURNING id",
                (*given, act.repository_id, act.deed.at),
            ),
            Statement(f"{_SELECT} AND x.content = ?3 AND x.user_id = ?4", given),
        ]
    )
    return _reaction_of(found[0]), bool(inserted)


async def read_reaction(
    database: Database, repository: Repository, target: Target, reaction_id: int
) -> Reaction:
    row = await database.first(
        f"{_SELECT} AND x.repository_id = ?3 AND x.id = ?4",
        target.subject.value,
        target.id,
        repository.id,
        reaction_id,
    )
    if row is None:
        raise NotFound("reaction")
    return _reaction_of(row)


async def delete_reaction(database: Database, reaction: Reaction) -> None:
    await database.run("DELETE FROM reactions WHERE id = ?1", reaction.id)


def _reaction_of(row: Row) -> Reaction:
    return Reaction(
        row.integer("id"),
        read_person(row, "author"),
        row.text("content"),
        row.integer("created_at"),
    )

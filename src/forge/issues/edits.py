"""What texts were before somebody changed them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from forge.database import Database, Statement
from forge.issues.act import Act
from forge.issues.people import person, read_person
from forge.users import User

PAGE = 100
"""Edits of one text that are shown: the newest."""


class Subject(Enum):
    """What has a text that may be changed, and to which people react."""

    ISSUE = "issue"
    COMMENT = "comment"
    REVIEW_COMMENT = "review_comment"


@dataclass(frozen=True, slots=True)
class Edit:
    """`body` is the text before the edit; `edited_at` in seconds since 1970."""

    id: int
    editor: User
    edited_at: int
    body: str


def keep_edit(act: Act, subject: Subject, source: str, body: str) -> Statement:
    """Keep the text of `source`, the end of a query for its id and body, unless it is `body`.

    `source` has the parameters of `THIS`.
    """
    return act.statement(
        "INSERT INTO edits (repository_id, subject, subject_id, editor_id, edited_at, body)"
        f" SELECT ?1, '{subject.value}', old.id, ?3, ?4, old.body FROM (SELECT {source}) AS old"
        " WHERE old.body <> ?5",
        act.user.id,
        act.deed.at,
        body,
    )


async def list_edits(database: Database, subject: Subject, subject_id: int) -> list[Edit]:
    """Newest first."""
    rows = await database.all(
        f"SELECT e.id, {person('a')} AS editor, e.edited_at, e.body FROM edits AS e"
        " JOIN users AS a ON a.id = e.editor_id WHERE e.subject = ?1 AND e.subject_id = ?2"
        " ORDER BY e.id DESC LIMIT ?3",
        subject.value,
        subject_id,
        PAGE,
    )
    return [
        Edit(
            row.integer("id"),
            read_person(row, "editor"),
            row.integer("edited_at"),
            row.text("body"),
        )
        for row in rows
    ]

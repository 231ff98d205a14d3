"""Comments on issues and pull requests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from forge.database import Database, Row, Statement
from forge.errors import NotFound
from forge.inbox.telling import Reason, subscribe, tell
from forge.issues.act import THIS, Act, Kind
from forge.issues.edits import Subject, keep_edit
from forge.issues.issue import Writing, agent_by, reactions_to, writing_of
from forge.issues.mentioning import follow
from forge.issues.people import person
from forge.repositories import Repository


@dataclass(frozen=True, slots=True)
class Comment:
    """`number` is that of its issue."""

    id: int
    number: int
    is_pull: bool
    text: Writing


@dataclass(frozen=True, slots=True)
class Listing:
    """Which comments: of one issue, or without `number` of all; `since`: not changed before."""

    number: int | None = None
    since: int = 0
    by_update: bool = False
    is_descending: bool = False
    offset: int = 0


_COLUMNS = (
    f"c.id, i.number, i.is_pull, {person('a')} AS author, {agent_by('c.agent_id')} AS agent,"
    f" c.body, c.created_at, c.updated_at, {reactions_to('comment', 'c.id')} AS reactions"
)
_COMMENTS = (
    "comments AS c JOIN issues AS i ON i.id = c.issue_id JOIN users AS a ON a.id = c.author_id"
)
_OF_REPOSITORY = " WHERE c.repository_id = ?1 AND c.updated_at >= ?2"
_OF_ISSUE = (
    " WHERE c.issue_id = (SELECT id FROM issues WHERE repository_id = ?1 AND number = ?3)"
    " AND c.updated_at >= ?2"
)


async def list_comments(
    database: Database, repository: Repository, listing: Listing, limit: int
) -> tuple[list[Comment], int]:
    """A page of them, and how many there are on all pages."""
    chosen = _OF_REPOSITORY if listing.number is None else _OF_ISSUE
    given = (repository.id, listing.since)
    given = given if listing.number is None else (*given, listing.number)
    column = "c.updated_at" if listing.by_update else "c.id"
    order = f"{column} {'DESC' if listing.is_descending else 'ASC'}, c.id"
    limits = f" LIMIT {limit} OFFSET {listing.offset}"
    rows, counts = await database.batch_rows(
        [
            Statement(
                f"SELECT {_COLUMNS} FROM {_COMMENTS}{chosen} ORDER BY {order}{limits}", given
            ),
            Statement(f"SELECT COUNT(*) AS number FROM comments AS c{chosen}", given),
        ]
    )
    return [_comment_of(row) for row in rows], counts[0].integer("number")


async def read_comment(database: Database, repository: Repository, comment_id: int) -> Comment:
    row = await database.first(
        f"SELECT {_COLUMNS} FROM {_COMMENTS} WHERE c.repository_id = ?1 AND c.id = ?2",
        repository.id,
        comment_id,
    )
    if row is None:
        raise NotFound("comment")
    return _comment_of(row)


async def read_comments(
    database: Database, repository: Repository, ids: Sequence[int]
) -> dict[int, Comment]:
    """Those of these ids, by their ids."""
    if not ids:
        return {}
    rows = await database.all(
        f"SELECT {_COLUMNS} FROM {_COMMENTS}"
        " WHERE c.repository_id = ?1 AND c.id IN (SELECT value FROM json_each(?2))",
        repository.id,
        json.dumps(list(ids)),
    )
    return {comment.id: comment for comment in map(_comment_of, rows)}


async def create_comment(database: Database, act: Act, body: str) -> int:
    """Its id."""
    made, *_ = await database.batch_rows([*commenting(act, body), act.touch()])
    return made[0].integer("id")


def commenting(act: Act, body: str) -> list[Statement]:
    """The first of these answers with the id."""
    return [
        act.statement(
            "INSERT INTO comments (repository_id, issue_id, author_id, agent_id, created_at,"
            f" updated_at, body) SELECT ?1, i.id, ?3, ?4, ?5, ?5, ?6 FROM issues AS i WHERE {THIS}"
            " RETURNING id",
            act.user.id,
            act.agent_id,
            act.deed.at,
            body,
        ),
        act.statement(f"UPDATE issues AS i SET comments = comments + 1 WHERE {THIS}"),
        *subscribe(act, [act.user.id], Reason.COMMENT),
        *follow(act, body),
        *tell(act),
    ]


async def change_comment(database: Database, act: Act, comment: Comment, body: str) -> None:
    old = (
        f"c.id, c.body FROM issues AS i JOIN comments AS c ON c.issue_id = i.id WHERE {THIS}"
        f" AND c.id = {comment.id}"
    )
    await database.batch(
        [
            keep_edit(act, Subject.COMMENT, old, body),
            Statement(
                "UPDATE comments SET body = ?2, updated_at = ?3 WHERE id = ?1 AND body <> ?2",
                (comment.id, body, act.deed.at),
            ),
            *follow(act, body),
        ]
    )


async def delete_comment(database: Database, act: Act, comment: Comment) -> None:
    """With its edits and reactions; the timeline tells that there was one."""
    told = "json_object('author', ?8)"
    there = " AND EXISTS (SELECT 1 FROM comments WHERE id = ?7)"
    await database.batch(
        [
            act.event(
                Kind.COMMENT_DELETED, there, comment.id, comment.text.author.name, details=told
            ),
            act.statement(
                f"UPDATE issues AS i SET comments = comments - 1 WHERE {THIS}"
                " AND EXISTS (SELECT 1 FROM comments WHERE id = ?3)",
                comment.id,
            ),
            *_forget(comment),
        ]
    )


def _forget(comment: Comment) -> Sequence[Statement]:
    gone = (Subject.COMMENT.value, comment.id)
    return [
        Statement("DELETE FROM edits WHERE subject = ?1 AND subject_id = ?2", gone),
        Statement("DELETE FROM reactions WHERE subject = ?1 AND subject_id = ?2", gone),
        Statement("DELETE FROM comments WHERE id = ?1", (comment.id,)),
    ]


def _comment_of(row: Row) -> Comment:
    return Comment(
        row.integer("id"), row.integer("number"), row.integer("is_pull") == 1, writing_of(row)
    )

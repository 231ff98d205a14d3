"""Comments on lines of what a pull request changes, in threads that can be resolved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from forge.database import Database, Parameter, Row, Statement
from forge.errors import NotFound
from forge.issues.act import THIS, Act
from forge.issues.edits import Subject, keep_edit
from forge.issues.issue import Writing, agent_by, reactions_to, writing_of
from forge.issues.mentioning import follow
from forge.issues.people import find_person, person, person_by
from forge.repositories import Repository
from forge.users import User


class Side(Enum):
    LEFT = "LEFT"
    """A line that was there before the change."""
    RIGHT = "RIGHT"


@dataclass(frozen=True, slots=True)
class Spot:
    """A line, or the lines from `start_line`, of a file of a commit; `hunk` shows it."""

    commit_oid: str
    path: str
    side: Side
    line: int
    start_line: int | None
    hunk: str


@dataclass(frozen=True, slots=True)
class Draft:
    spot: Spot
    body: str


@dataclass(frozen=True, slots=True)
class Comment:
    """`thread_id` is the id of the comment that began the thread, its own where it did.

    `is_outdated`: the head is another by now than what it was written about.
    """

    id: int
    issue_id: int
    number: int
    review_id: int
    thread_id: int
    spot: Spot
    text: Writing
    is_outdated: bool
    resolved_at: int | None
    resolved_by: User | None

    @property
    def is_first(self) -> bool:
        return self.thread_id == self.id


@dataclass(frozen=True, slots=True)
class Listing:
    """Which: of a pull request by its number, of a review, or of the whole repository."""

    number: int | None = None
    review_id: int | None = None
    by_update: bool = False
    is_descending: bool = False
    offset: int = 0
    limit: int = 30


_FROM = (
    " FROM review_comments AS x JOIN reviews AS v ON v.id = x.review_id"
    " JOIN pulls AS p ON p.issue_id = x.issue_id JOIN issues AS i ON i.id = x.issue_id"
    " JOIN users AS a ON a.id = x.author_id"
    " JOIN review_comments AS t ON t.id = COALESCE(x.thread_id, x.id)"
    " WHERE x.repository_id = ?1 AND (v.state <> 'pending' OR v.author_id = ?2)"
)
_SELECT = (
    f"SELECT x.id, x.issue_id, i.number, x.review_id, t.id AS thread_id, {person('a')} AS author,"
    f" {agent_by('x.agent_id')} AS agent, x.commit_oid, x.path, x.side, x.line, x.start_line,"
    " x.diff_hunk, x.body, x.created_at, x.updated_at, x.commit_oid <> p.head_oid AS is_outdated,"
    f" t.resolved_at, {person_by('t.resolved_by')} AS resolved_by,"
    f" {reactions_to('review_comment', 'x.id')} AS reactions{_FROM}"
)
_CHOSEN = " AND (?3 IS NULL OR i.number = ?3) AND (?4 IS NULL OR x.review_id = ?4)"


async def list_review_comments(
    database: Database, repository: Repository, viewer: User | None, listing: Listing
) -> tuple[list[Comment], int]:
    """A page of them, and how many there are on all pages."""
    given: tuple[Parameter, ...] = (
        repository.id,
        viewer and viewer.id,
        listing.number,
        listing.review_id,
    )
    column = "x.updated_at" if listing.by_update else "x.id"
    order = f" ORDER BY {column} {'DESC' if listing.is_descending else 'ASC'}, x.id"
    limits = f" LIMIT {listing.limit} OFFSET {listing.offset}"
    rows, counts = await database.batch_rows(
        [
            Statement(f"{_SELECT}{_CHOSEN}{order}{limits}", given),
            Statement(f"SELECT COUNT(*) AS number{_FROM}{_CHOSEN}", given),
        ]
    )
    return [_comment_of(row) for row in rows], counts[0].integer("number")


async def read_review_comment(
    database: Database, repository: Repository, viewer: User | None, comment_id: int
) -> Comment:
    row = await database.first(
        f"{_SELECT} AND x.id = ?3", repository.id, viewer and viewer.id, comment_id
    )
    if row is None:
        raise NotFound("comment")
    return _comment_of(row)


def commenting(act: Act, draft: Draft, thread_id: int | None) -> list[Statement]:
    """A comment of the newest review that who acts has made of the pull request."""
    spot = draft.spot
    return [
        act.statement(
            "INSERT INTO review_comments (repository_id, issue_id, review_id, thread_id, author_id,"
            " agent_id, commit_oid, path, side, line, start_line, created_at, updated_at,"
            " diff_hunk, body) SELECT ?1, i.id, (SELECT MAX(v.id) FROM reviews AS v"
            " WHERE v.issue_id = i.id AND v.author_id = ?4), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
            f" ?11, ?11, ?12, ?13 FROM issues AS i WHERE {THIS}",
            thread_id,
            act.user.id,
            act.agent_id,
            spot.commit_oid,
            spot.path,
            spot.side.value,
            spot.line,
            spot.start_line,
            act.deed.at,
            spot.hunk,
            draft.body,
        ),
        *follow(act, draft.body),
    ]


async def change_review_comment(database: Database, act: Act, comment: Comment, body: str) -> None:
    old = (
        f"x.id, x.body FROM issues AS i JOIN review_comments AS x ON x.issue_id = i.id WHERE {THIS}"
        f" AND x.id = {comment.id}"
    )
    await database.batch(
        [
            keep_edit(act, Subject.REVIEW_COMMENT, old, body),
            Statement(
                "UPDATE review_comments SET body = ?2, updated_at = ?3"
                " WHERE id = ?1 AND body <> ?2",
                (comment.id, body, act.deed.at),
            ),
            *follow(act, body),
        ]
    )


async def delete_review_comment(database: Database, comment: Comment) -> None:
    """The next of its thread, if there is one, stands at its head then."""
    gone = (Subject.REVIEW_COMMENT.value, comment.id)
    heir = "(SELECT MIN(id) FROM review_comments WHERE thread_id = ?1)"
    await database.batch(
        [
            Statement(
                "UPDATE review_comments SET thread_id = NULLIF("
                f"{heir}, id), resolved_at = ?2, resolved_by = ?3 WHERE thread_id = ?1",
                (comment.id, comment.resolved_at, comment.resolved_by and comment.resolved_by.id),
            ),
            Statement("DELETE FROM edits WHERE subject = ?1 AND subject_id = ?2", gone),
            Statement("DELETE FROM reactions WHERE subject = ?1 AND subject_id = ?2", gone),
            Statement("DELETE FROM review_comments WHERE id = ?1", (comment.id,)),
        ]
    )


async def resolve(database: Database, act: Act, comment: Comment, *, is_resolved: bool) -> None:
    """Settle the thread of the comment, or open it again."""
    await database.run(
        "UPDATE review_comments SET resolved_at = ?2, resolved_by = ?3 WHERE id = ?1",
        comment.thread_id,
        act.deed.at if is_resolved else None,
        act.user.id if is_resolved else None,
    )


def _comment_of(row: Row) -> Comment:
    return Comment(
        id=row.integer("id"),
        issue_id=row.integer("issue_id"),
        number=row.integer("number"),
        review_id=row.integer("review_id"),
        thread_id=row.integer("thread_id"),
        spot=Spot(
            commit_oid=row.text("commit_oid"),
            path=row.text("path"),
            side=Side(row.text("side")),
            line=row.integer("line"),
            start_line=row.find_integer("start_line"),
            hunk=row.text("diff_hunk"),
        ),
        text=writing_of(row),
        is_outdated=row.integer("is_outdated") == 1,
        resolved_at=row.find_integer("resolved_at"),
        resolved_by=find_person(row, "resolved_by"),
    )

"""Reviews of pull requests.

A review that is pending is seen by its author alone, with its comments, until it is submitted. A
review stays when the head moves on, and says of which commit it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from forge.database import Database, Row, Statement
from forge.errors import Conflict, InvalidValue, NotFound, UniqueViolation
from forge.inbox.telling import Reason, subscribe, tell
from forge.issues.act import THIS, Act, Kind
from forge.issues.issue import agent_by
from forge.issues.mentioning import follow
from forge.issues.people import person, read_person
from forge.pulls.pull import Pull
from forge.pulls.review_comments import Draft as CommentDraft
from forge.pulls.review_comments import commenting
from forge.users import User

MAX_COMMENTS = 200
"""Comments that come with one review: a statement or two each, in one batch."""


class State(Enum):
    PENDING = "pending"
    COMMENTED = "commented"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Review:
    """`commit_oid` in hexadecimal digits; `is_stale` when the head is another by now."""

    id: int
    number: int
    author: User
    agent: str | None
    state: State
    body: str
    commit_oid: str
    is_stale: bool
    created_at: int
    submitted_at: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A review to be, checked; its comments go on in a thread, or begin one each."""

    state: State
    body: str
    commit_oid: str
    comments: Sequence[CommentDraft] = ()
    thread_id: int | None = None


_SELECT = (
    f"SELECT v.id, i.number, {person('a')} AS author, {agent_by('v.agent_id')} AS agent, v.state,"
    " v.body, v.commit_oid, v.commit_oid <> p.head_oid AS is_stale, v.created_at, v.submitted_at"
    " FROM reviews AS v JOIN pulls AS p ON p.issue_id = v.issue_id JOIN issues AS i"
    " ON i.id = v.issue_id JOIN users AS a ON a.id = v.author_id"
    " WHERE v.issue_id = ?1 AND (v.state <> 'pending' OR v.author_id = ?2)"
)


async def list_reviews(database: Database, pull: Pull, viewer: User | None) -> list[Review]:
    """Oldest first."""
    rows = await database.all(f"{_SELECT} ORDER BY v.id", pull.issue.id, viewer and viewer.id)
    return [_review_of(row) for row in rows]


async def read_review(
    database: Database, pull: Pull, review_id: int, viewer: User | None
) -> Review:
    row = await database.first(
        f"{_SELECT} AND v.id = ?3", pull.issue.id, viewer and viewer.id, review_id
    )
    if row is None:
        raise NotFound("review")
    return _review_of(row)


def check_judgement(pull: Pull, user: User, state: State) -> None:
    """InvalidValue when somebody judges what they made themselves."""
    judges = state in (State.APPROVED, State.CHANGES_REQUESTED)
    if judges and user.id == pull.issue.text.author.id:
        raise InvalidValue("event", "cannot be that, for the pull request is your own")


async def create_review(database: Database, act: Act, draft: Draft) -> int:
    """Its id; Conflict when the author has one pending already, and this would be another."""
    is_pending = draft.state is State.PENDING
    insert = act.statement(
        "INSERT INTO reviews (issue_id, author_id, agent_id, state, commit_oid, created_at,"
        f" submitted_at, body) SELECT i.id, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM issues AS i"
        f" WHERE {THIS} RETURNING id",
        act.user.id,
        act.agent_id,
        draft.state.value,
        draft.commit_oid,
        act.deed.at,
        None if is_pending else act.deed.at,
        draft.body,
    )
    comments = [
        each for comment in draft.comments for each in commenting(act, comment, draft.thread_id)
    ]
    followed = [] if is_pending else _following(act, draft.body)
    try:
        made, *_ = await database.batch_rows([insert, *comments, *followed])
    except UniqueViolation:
        raise Conflict("You have a review of this that is not submitted yet.") from None
    return made[0].integer("id")


async def submit_review(
    database: Database, act: Act, review: Review, state: State, body: str
) -> None:
    update = Statement(
        "UPDATE reviews SET state = ?2, body = ?3, submitted_at = ?4"
        " WHERE id = ?1 AND state = 'pending'",
        (review.id, state.value, body, act.deed.at),
    )
    await database.batch([update, *_following(act, body)])


async def change_review(database: Database, review: Review, body: str) -> None:
    await database.run("UPDATE reviews SET body = ?2 WHERE id = ?1", review.id, body)


async def delete_review(database: Database, review: Review) -> None:
    """One that is pending, with its comments."""
    await database.run("DELETE FROM reviews WHERE id = ?1 AND state = 'pending'", review.id)


async def dismiss_review(database: Database, act: Act, review: Review, message: str) -> None:
    """It no longer counts."""
    told = "json_object('dismissed_review', json_object('review_id', ?7, 'dismissal_message', ?8))"
    there = " AND ?7 IN (SELECT id FROM reviews WHERE state <> 'dismissed')"
    await database.batch(
        [
            act.event(Kind.REVIEW_DISMISSED, there, review.id, message, details=told),
            Statement("UPDATE reviews SET state = 'dismissed' WHERE id = ?1", (review.id,)),
            act.touch(),
        ]
    )


def _following(act: Act, body: str) -> list[Statement]:
    """What follows from a review that all see: it is no longer asked for, and people are told."""
    return [
        act.statement(
            "DELETE FROM review_requests"
            f" WHERE issue_id = (SELECT i.id FROM issues AS i WHERE {THIS}) AND user_id = ?3",
            act.user.id,
        ),
        *subscribe(act, [act.user.id], Reason.COMMENT),
        *follow(act, body),
        act.touch(),
        *tell(act),
    ]


def _review_of(row: Row) -> Review:
    return Review(
        id=row.integer("id"),
        number=row.integer("number"),
        author=read_person(row, "author"),
        agent=row.find_text("agent"),
        state=State(row.text("state")),
        body=row.text("body"),
        commit_oid=row.text("commit_oid"),
        is_stale=row.integer("is_stale") == 1,
        created_at=row.integer("created_at"),
        submitted_at=row.find_integer("submitted_at"),
    )

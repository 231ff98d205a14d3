"""An issue, or what a pull request has in common with it, as it is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from forge.database import Database, Row
from forge.errors import NotFound
from forge.issues.labels import Label, label_of
from forge.issues.people import find_person, person, person_by, read_people, read_person
from forge.names import RepositoryName
from forge.users import User

MAX_TITLE = 256
"""Characters, as on GitHub: a line of a list."""

MAX_TEXT = 65_536
"""Bytes of a body or comment: GitHub takes as many characters, and nobody reads more."""


class CloseReason(Enum):
    COMPLETED = "completed"
    NOT_PLANNED = "not_planned"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an issue stands; times in seconds since 1970.

    `lock_reason` is empty for a lock without one, and None while everybody may comment.
    """

    is_open: bool
    close_reason: CloseReason | None
    closed_at: int | None
    closed_by: User | None
    lock_reason: str | None
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """A text, by whom, and by which agent of theirs; reactions are counted by their content."""

    author: User
    agent: str | None
    body: str
    created_at: int
    updated_at: int
    reactions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MilestoneName:
    """The milestone of an issue, as far as lists tell of it."""

    id: int
    number: int
    title: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PullMark:
    """What lists tell of a pull request beside of what an issue has."""

    merged_at: int | None
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue; with `pull`, a pull request."""

    id: int
    repository: RepositoryName
    number: int
    title: str
    text: Writing
    standing: Standing
    labels: tuple[Label, ...]
    assignees: tuple[User, ...]
    milestone: MilestoneName | None
    comments: int
    pull: PullMark | None = None

    @property
    def is_pull(self) -> bool:
        return self.pull is not None


def reactions_to(subject: str, column: str) -> str:
    """The SQL expression for the reactions to what has its id in `column`."""
    return (
        "(SELECT json_group_object(content, number) FROM (SELECT content, COUNT(*) AS number"
        f" FROM reactions WHERE subject = '{subject}' AND subject_id = {column}"
        " GROUP BY content))"
    )


def agent_by(column: str) -> str:
    """The SQL expression for the name of the agent whose id is in `column`."""
    return f"(SELECT p.name FROM users AS p WHERE p.id = {column})"


ISSUE_COLUMNS = (
    "i.id, o.name AS owner, r.name AS repository, i.number, i.is_open,"
    " i.close_reason, i.comments, i.created_at, i.updated_at, i.closed_at, i.lock_reason,"
    f" i.pinned_at, i.title, i.body, {person('a')} AS author,"
    f" {agent_by('i.agent_id')} AS agent, {person_by('i.closed_by')} AS closed_by,"
    " (SELECT json_group_array(json_array(l.id, l.name, l.color, l.description))"
    " FROM (SELECT l.* FROM issue_labels AS il JOIN labels AS l ON l.id = il.label_id"
    " WHERE il.issue_id = i.id ORDER BY l.name) AS l) AS labels,"
    f" (SELECT json_group_array({person('u')}) FROM (SELECT u.* FROM issue_assignees AS ia"
    " JOIN users AS u ON u.id = ia.user_id WHERE ia.issue_id = i.id ORDER BY u.name) AS u)"
    " AS assignees,"
    " (SELECT json_array(m.id, m.number, m.title, m.is_open) FROM milestones AS m"
    " WHERE m.id = i.milestone_id) AS milestone,"
    f" {reactions_to('issue', 'i.id')} AS reactions,"
    " (SELECT json_array(x.merged_at, x.is_draft) FROM pulls AS x WHERE x.issue_id = i.id) AS pull"
)
"""Of `ISSUES`: what `issue_of` reads."""

ISSUES = (
    "issues AS i JOIN repositories AS r ON r.id = i.repository_id"
    " JOIN users AS o ON o.id = r.owner_id JOIN users AS a ON a.id = i.author_id"
)


def issue_of(row: Row) -> Issue:
    milestone = row.find_text("milestone")
    return Issue(
        id=row.integer("id"),
        repository=RepositoryName(row.text("owner"), row.text("repository")),
        number=row.integer("number"),
        title=row.text("title"),
        text=writing_of(row),
        standing=_standing_of(row),
        labels=tuple(map(label_of, json.loads(row.text("labels")))),
        assignees=read_people(row, "assignees"),
        milestone=None if milestone is None else _milestone_of(json.loads(milestone)),
        comments=row.integer("comments"),
        pull=_pull_of(row.find_text("pull")),
    )


def writing_of(row: Row) -> Writing:
    return Writing(
        author=read_person(row, "author"),
        agent=row.find_text("agent"),
        body=row.text("body"),
        created_at=row.integer("created_at"),
        updated_at=row.integer("updated_at"),
        reactions=json.loads(row.text("reactions")),
    )


async def read_issue(database: Database, repository_id: int, number: int) -> Issue:
    """NotFound where there is none of this number."""
    row = await database.first(
        f"SELECT {ISSUE_COLUMNS} FROM {ISSUES} WHERE i.repository_id = ?1 AND i.number = ?2",
        repository_id,
        number,
    )
    if row is None:
        raise NotFound("issue")
    return issue_of(row)


def _standing_of(row: Row) -> Standing:
    reason = row.find_text("close_reason")
    return Standing(
        is_open=row.integer("is_open") == 1,
        close_reason=None if reason is None else CloseReason(reason),
        closed_at=row.find_integer("closed_at"),
        closed_by=find_person(row, "closed_by"),
        lock_reason=row.find_text("lock_reason"),
        is_pinned=row.find_integer("pinned_at") is not None,
    )


def _pull_of(text: str | None) -> PullMark | None:
    if text is None:
        return None
    merged_at, is_draft = json.loads(text)
    return PullMark(merged_at, is_draft == 1)


def _milestone_of(plain: tuple[int, int, str, int]) -> MilestoneName:
    identity, number, title, is_open = plain
    return MilestoneName(identity, number, title, is_open == 1)

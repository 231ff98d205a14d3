"""What may be done to an issue: the statements of each change, with its entry in the timeline.

A change that changes nothing leaves no entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forge.database import Database, Statement
from forge.errors import Conflict, InvalidValue, UniqueViolation
from forge.inbox.telling import tell
from forge.issues import assignees, labels, milestones
from forge.issues.act import THIS, Act, Kind
from forge.issues.edits import Subject, keep_edit
from forge.issues.issue import MAX_TEXT, MAX_TITLE, CloseReason
from forge.users import User

MAX_PINNED = 3
"""Of one repository, as on GitHub: what is pinned should be seen at a glance."""

LOCK_REASONS = ("off-topic", "too heated", "resolved", "spam")


@dataclass(frozen=True, slots=True)
class Details:
    """What those with a say in the repository set; None leaves it, milestone 0 is none."""

    labels: Sequence[str] | None = None
    assignees: Sequence[User] | None = None
    milestone: int | None = None


NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be set, checked; None leaves it as it is."""

    title: str | None = None
    body: str | None = None
    is_open: bool | None = None
    close_reason: CloseReason = CloseReason.COMPLETED
    details: Details = NO_DETAILS


def check_title(title: str, field: str = "title") -> str:
    title = title.strip()
    if not title or len(title) > MAX_TITLE:
        raise InvalidValue(field, f"must have one to {MAX_TITLE} characters")
    if not title.isprintable():
        raise InvalidValue(field, "must not hold control characters")
    return title


def check_text(text: str, field: str = "body") -> str:
    if len(text.encode()) > MAX_TEXT:
        raise InvalidValue(field, f"must not be over {MAX_TEXT:,} bytes")
    if "\0" in text:
        raise InvalidValue(field, "must not hold NUL")
    return text


async def change_issue(database: Database, act: Act, changes: Changes) -> None:
    """Make all changes, or none; Conflict when another pull request stands in the way."""
    statements = [
        *([] if changes.title is None else retitle(act, changes.title)),
        *([] if changes.body is None else rewrite(act, changes.body)),
        *([] if changes.is_open is not True else reopen(act)),
        *([] if changes.is_open is not False else close(act, changes.close_reason)),
        *set_details(act, changes.details),
    ]
    if not statements:
        return
    try:
        await database.batch([*statements, act.touch()])
    except UniqueViolation:
        raise Conflict("There is another open pull request of the same branches.") from None


def set_details(act: Act, details: Details) -> list[Statement]:
    statements: list[Statement] = []
    if details.labels is not None:
        statements += labels.keep_labels(act, details.labels)
        statements += labels.add_labels(act, details.labels)
    if details.assignees is not None:
        statements += assignees.set_assignees(act, details.assignees)
    if details.milestone is not None:
        statements += milestones.set_milestone(act, details.milestone or None)
    return statements


def retitle(act: Act, title: str) -> list[Statement]:
    renamed = "json_object('rename', json_object('from', i.title, 'to', ?7))"
    return [
        act.event(Kind.RENAMED, " AND i.title <> ?7", title, details=renamed),
        act.statement(f"UPDATE issues AS i SET title = ?3 WHERE {THIS} AND i.title <> ?3", title),
    ]


def rewrite(act: Act, body: str) -> list[Statement]:
    return [
        keep_edit(act, Subject.ISSUE, f"i.id, i.body FROM issues AS i WHERE {THIS}", body),
        act.statement(f"UPDATE issues AS i SET body = ?3 WHERE {THIS} AND i.body <> ?3", body),
    ]


def close(act: Act, reason: CloseReason | None, commit_oid: str | None = None) -> list[Statement]:
    """Close it; for a pull request, `reason` says nothing. `commit_oid`: what did it."""
    told = "json_object('state_reason', CASE i.is_pull WHEN 0 THEN ?7 END, 'commit', ?8)"
    value = reason and reason.value
    return [
        *_tell_if(act, "i.is_open = 1"),
        act.event(Kind.CLOSED, " AND i.is_open = 1", value, commit_oid, details=told),
        act.statement(
            "UPDATE issues AS i SET is_open = 0, close_reason = CASE i.is_pull WHEN 0 THEN ?3 END,"
            " closed_at = COALESCE(i.closed_at, ?4), closed_by = COALESCE(i.closed_by, ?5)"
            f" WHERE {THIS}",
            value,
            act.deed.at,
            act.user.id,
        ),
    ]


def reopen(act: Act) -> list[Statement]:
    return [
        *_tell_if(act, "i.is_open = 0"),
        act.event(Kind.REOPENED, " AND i.is_open = 0"),
        act.statement(
            "UPDATE issues AS i SET is_open = 1, close_reason = NULL, closed_at = NULL,"
            f" closed_by = NULL WHERE {THIS}"
        ),
    ]


def lock(act: Act, reason: str) -> list[Statement]:
    told = "json_object('lock_reason', NULLIF(?7, ''))"
    return [
        act.event(Kind.LOCKED, " AND i.lock_reason IS NULL", reason, details=told),
        act.statement(f"UPDATE issues AS i SET lock_reason = ?3 WHERE {THIS}", reason),
    ]


def unlock(act: Act) -> list[Statement]:
    return [
        act.event(Kind.UNLOCKED, " AND i.lock_reason IS NOT NULL"),
        act.statement(f"UPDATE issues AS i SET lock_reason = NULL WHERE {THIS}"),
    ]


def pin(act: Act) -> list[Statement]:
    """Nothing happens while `MAX_PINNED` others are."""
    room = (
        " AND i.pinned_at IS NULL AND (SELECT COUNT(*) FROM issues AS p"
        f" WHERE p.repository_id = ?1 AND p.pinned_at IS NOT NULL) < {MAX_PINNED}"
    )
    return [
        act.event(Kind.PINNED, room),
        act.statement(f"UPDATE issues AS i SET pinned_at = ?3 WHERE {THIS}{room}", act.deed.at),
    ]


def unpin(act: Act) -> list[Statement]:
    return [
        act.event(Kind.UNPINNED, " AND i.pinned_at IS NOT NULL"),
        act.statement(f"UPDATE issues AS i SET pinned_at = NULL WHERE {THIS}"),
    ]


def _tell_if(act: Act, condition: str) -> list[Statement]:
    return [
        Statement(each.sql.replace(THIS, f"{THIS} AND {condition}"), each.parameters)
        for each in tell(act)
    ]

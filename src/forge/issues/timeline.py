"""The life of an issue: its events, and among them its comments, in the order of time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from forge.access import Actor
from forge.database import Database, Row, Statement
from forge.issues.issue import ISSUE_COLUMNS, ISSUES, Issue, issue_of
from forge.issues.people import find_person, person_by
from forge.lifecycle.profiles import READABLE, reader_parameters
from forge.users import User

Details: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` is GitHub's word. `other`: the issue that refers to this one."""

    id: int
    kind: str
    number: int
    actor: User | None
    agent: str | None
    created_at: int
    commit: str | None
    details: Details
    other: Issue | None


@dataclass(frozen=True, slots=True)
class CommentMark:
    """Where a comment stands among the events."""

    id: int


Entry: TypeAlias = Event | CommentMark

_EVENT_COLUMNS = (
    f"e.id, e.kind, i.number, {person_by('e.actor_id')} AS actor,"
    " (SELECT p.name FROM users AS p WHERE p.id = e.agent_id) AS agent, e.created_at,"
    " e.commit_oid, e.details, e.other_id"
)

_SEEN = (
    " AND (e.other_id IS NULL OR EXISTS (SELECT 1 FROM issues AS o"
    " JOIN repositories AS r ON r.id = o.repository_id"
    f" WHERE o.id = e.other_id AND r.deleted_at IS NULL{READABLE}))"
)
"""What is referred to from where the reader may not look does not show."""


async def list_events(
    database: Database, actor: Actor, repository_id: int, number: int | None, page: tuple[int, int]
) -> tuple[list[Event], int]:
    """A page (offset and limit) of the events of an issue, or of all the newest first."""
    chosen = (
        " FROM issue_events AS e JOIN issues AS i ON i.id = e.issue_id"
        f" WHERE i.repository_id = ?5 AND (?6 IS NULL OR i.number = ?6){_SEEN}"
    )
    order = "e.id DESC" if number is None else "e.id"
    given = (*reader_parameters(actor), repository_id, number)
    rows, counts = await database.batch_rows(
        [
            Statement(
                f"SELECT {_EVENT_COLUMNS}{chosen} ORDER BY {order} LIMIT ?8 OFFSET ?7",
                (*given, *page),
            ),
            Statement(f"SELECT COUNT(*) AS number{chosen}", given),
        ]
    )
    return await _events_of(database, rows), counts[0].integer("number")


async def list_timeline(
    database: Database, actor: Actor, issue: Issue, page: tuple[int, int]
) -> tuple[list[Entry], int]:
    """A page (offset and limit) of events and comments, and how many there are on all pages."""
    both = (
        f" FROM (SELECT e.id, e.created_at, 0 AS is_comment FROM issue_events AS e"
        f" WHERE e.issue_id = ?5{_SEEN}"
        " UNION ALL SELECT c.id, c.created_at, 1 FROM comments AS c WHERE c.issue_id = ?5)"
    )
    given = (*reader_parameters(actor), issue.id)
    rows, counts = await database.batch_rows(
        [
            Statement(
                f"SELECT id, is_comment{both} ORDER BY created_at, is_comment DESC, id"
                " LIMIT ?7 OFFSET ?6",
                (*given, *page),
            ),
            Statement(f"SELECT COUNT(*) AS number{both}", given),
        ]
    )
    wanted = [row.integer("id") for row in rows if not row.integer("is_comment")]
    events = {event.id: event for event in await _read_events(database, wanted)}
    entries: list[Entry] = [
        CommentMark(row.integer("id")) if row.integer("is_comment") else events[row.integer("id")]
        for row in rows
    ]
    return entries, counts[0].integer("number")


async def read_event(
    database: Database, actor: Actor, repository_id: int, event_id: int
) -> Event | None:
    rows = await database.all(
        f"SELECT {_EVENT_COLUMNS} FROM issue_events AS e JOIN issues AS i ON i.id = e.issue_id"
        f" WHERE i.repository_id = ?5 AND e.id = ?6{_SEEN}",
        *reader_parameters(actor),
        repository_id,
        event_id,
    )
    found = await _events_of(database, rows)
    return found[0] if found else None


async def _read_events(database: Database, ids: list[int]) -> list[Event]:
    if not ids:
        return []
    rows = await database.all(
        f"SELECT {_EVENT_COLUMNS} FROM issue_events AS e JOIN issues AS i ON i.id = e.issue_id"
        " WHERE e.id IN (SELECT value FROM json_each(?1))",
        json.dumps(ids),
    )
    return await _events_of(database, rows)


async def _events_of(database: Database, rows: list[Row]) -> list[Event]:
    """With the issues that they tell of; a page has few."""
    ids = sorted({other for row in rows if (other := row.find_integer("other_id")) is not None})
    others: dict[int, Issue] = {}
    if ids:
        found = await database.all(
            f"SELECT {ISSUE_COLUMNS} FROM {ISSUES} WHERE i.id IN (SELECT value FROM json_each(?1))",
            json.dumps(ids),
        )
        others = {issue.id: issue for issue in map(issue_of, found)}
    return [_event_of(row, others) for row in rows]


def _event_of(row: Row, others: Mapping[int, Issue]) -> Event:
    other = row.find_integer("other_id")
    return Event(
        id=row.integer("id"),
        kind=row.text("kind"),
        number=row.integer("number"),
        actor=find_person(row, "actor"),
        agent=row.find_text("agent"),
        created_at=row.integer("created_at"),
        commit=row.find_text("commit_oid"),
        details=json.loads(row.text("details")),
        other=None if other is None else others[other],
    )

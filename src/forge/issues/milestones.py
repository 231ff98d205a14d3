"""Milestones: what issues are to be done by when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from forge.audit import Deed
from forge.database import Database, Row, Statement
from forge.errors import InvalidValue, NotFound, TooMany, UniqueViolation
from forge.issues.act import THIS, Act, Kind
from forge.issues.people import person, read_person
from forge.repositories import Repository
from forge.users import User

MAX_TITLE = 255
"""Characters, as on GitHub."""

MAX_DESCRIPTION = 10_000
"""Bytes: a milestone is described, not discussed."""

MAX_MILESTONES = 10_000
"""Of one repository: one a day for 27 years."""


class Order(Enum):
    DUE_ON = "due_on"
    COMPLETENESS = "completeness"


@dataclass(frozen=True, slots=True)
class Milestone:
    """Times in seconds since 1970."""

    id: int
    number: int
    title: str
    description: str
    creator: User
    is_open: bool
    due_at: int | None
    created_at: int
    updated_at: int
    closed_at: int | None
    open_issues: int
    closed_issues: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What may be set."""

    title: str
    description: str = ""
    is_open: bool = True
    due_at: int | None = None


_SELECT = (
    f"SELECT m.*, {person('a')} AS creator,"
    " (SELECT COUNT(*) FROM issues WHERE milestone_id = m.id AND is_open = 1) AS open_issues,"
    " (SELECT COUNT(*) FROM issues WHERE milestone_id = m.id AND is_open = 0) AS closed_issues"
    " FROM milestones AS m JOIN users AS a ON a.id = m.creator_id WHERE m.repository_id = ?1"
)

_ORDERS = {
    # What is due nowhere comes last.
    Order.DUE_ON: "m.due_at IS NULL, m.due_at {0}, m.number {0}",
    Order.COMPLETENESS: "CAST(closed_issues AS REAL) / MAX(open_issues + closed_issues, 1) {0},"
    " m.number {0}",
}


def check_milestone_title(title: str, field: str) -> str:
    title = title.strip()
    if not title or len(title) > MAX_TITLE or not title.isprintable():
        raise InvalidValue(field, f"must be one to {MAX_TITLE} characters of one line")
    return title


@dataclass(frozen=True, slots=True)
class Listing:
    """Which of the milestones; `is_open` None is both kinds."""

    is_open: bool | None = True
    order: Order = Order.DUE_ON
    is_descending: bool = False
    offset: int = 0
    limit: int = 30


async def list_milestones(
    database: Database, repository: Repository, listing: Listing
) -> list[Milestone]:
    order = _ORDERS[listing.order].format("DESC" if listing.is_descending else "ASC")
    rows = await database.all(
        f"{_SELECT} AND (?2 IS NULL OR m.is_open = ?2) ORDER BY {order} LIMIT ?3 OFFSET ?4",
        repository.id,
        None if listing.is_open is None else int(listing.is_open),
        listing.limit,
        listing.offset,
    )
    return [_milestone_of(row) for row in rows]


async def count_milestones(database: Database, repository: Repository, listing: Listing) -> int:
    """How many there are on all pages together."""
    row = await database.first(
        "SELECT COUNT(*) AS number FROM milestones WHERE repository_id = ?1"
        " AND (?2 IS NULL OR is_open = ?2)",
        repository.id,
        None if listing.is_open is None else int(listing.is_open),
    )
    return 0 if row is None else row.integer("number")


async def read_milestone(database: Database, repository: Repository, number: int) -> Milestone:
    row = await database.first(f"{_SELECT} AND m.number = ?2", repository.id, number)
    if row is None:
        raise NotFound("milestone")
    return _milestone_of(row)


async def create_milestone(
    database: Database, deed: Deed, repository: Repository, draft: Draft
) -> Milestone:
    """InvalidValue when another has the title."""
    act = Act(deed, repository.id)
    try:
        row = await database.first(
            "INSERT INTO milestones (repository_id, number, title, description, creator_id,"
            " is_open, due_at, created_at, updated_at, closed_at)"
            " SELECT ?1, COALESCE(MAX(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?7,"
            " CASE ?5 WHEN 0 THEN ?7 END FROM milestones WHERE repository_id = ?1"
            " HAVING COUNT(*) < ?8 RETURNING number",
            repository.id,
            draft.title,
            draft.description,
            act.user.id,
            int(draft.is_open),
            draft.due_at,
            deed.at,
            MAX_MILESTONES,
        )
    except UniqueViolation:
        raise InvalidValue("title", "is that of another milestone") from None
    if row is None:
        raise TooMany("milestones", MAX_MILESTONES)
    return await read_milestone(database, repository, row.integer("number"))


async def change_milestone(
    database: Database, deed: Deed, repository: Repository, number: int, draft: Draft
) -> None:
    """InvalidValue when another has the title."""
    try:
        await database.run(
            "UPDATE milestones SET title = ?3, description = ?4, is_open = ?5, due_at = ?6,"
            " updated_at = ?7, closed_at = CASE ?5 WHEN 0 THEN COALESCE(closed_at, ?7) END"
            " WHERE repository_id = ?1 AND number = ?2",
            repository.id,
            number,
            draft.title,
            draft.description,
            int(draft.is_open),
            draft.due_at,
            deed.at,
        )
    except UniqueViolation:
        raise InvalidValue("title", "is that of another milestone") from None


async def delete_milestone(database: Database, milestone: Milestone) -> None:
    """Its issues stay, without one."""
    await database.run("DELETE FROM milestones WHERE id = ?1", milestone.id)


_TOLD = "json_object('milestone', json_object('title', m.title))"


def set_milestone(act: Act, number: int | None) -> list[Statement]:
    """Give the issue the milestone of this number, or none."""
    had = " JOIN milestones AS m ON m.id = i.milestone_id"
    gets = " JOIN milestones AS m"
    return [
        act.event(Kind.DEMILESTONED, " AND m.number IS NOT ?7", number, details=_TOLD, source=had),
        act.event(
            Kind.MILESTONED,
            " AND m.repository_id = ?1 AND m.number = ?7 AND i.milestone_id IS NOT m.id",
            number,
            details=_TOLD,
            source=gets,
        ),
        act.statement(
            "UPDATE issues AS i SET milestone_id = (SELECT m.id FROM milestones AS m"
            f" WHERE m.repository_id = ?1 AND m.number = ?3) WHERE {THIS}",
            number,
        ),
    ]


def _milestone_of(row: Row) -> Milestone:
    return Milestone(
        id=row.integer("id"),
        number=row.integer("number"),
        title=row.text("title"),
        description=row.text("description"),
        creator=read_person(row, "creator"),
        is_open=row.integer("is_open") == 1,
        due_at=row.find_integer("due_at"),
        created_at=row.integer("created_at"),
        updated_at=row.integer("updated_at"),
        closed_at=row.find_integer("closed_at"),
        open_issues=row.integer("open_issues"),
        closed_issues=row.integer("closed_issues"),
    )

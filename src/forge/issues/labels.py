"""Labels of a repository, and on its issues."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from forge.database import Database, Row, Statement
from forge.errors import InvalidValue, NotFound, TooMany, UniqueViolation
from forge.issues.act import THIS, Act, Kind
from forge.repositories import Repository

MAX_NAME = 50
"""Characters, as on GitHub."""

MAX_DESCRIPTION = 100
"""Characters, as on GitHub."""

MAX_LABELS = 1_000
"""Of one repository: all of them are offered whenever one is chosen."""

MAX_LABELS_OF_ISSUE = 100
"""As on GitHub."""

DEFAULT_COLOR = "ededed"
"""Of labels that somebody made by using them."""

_COLOR = re.compile(r"#?([0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Label:
    """`color`: six hexadecimal digits."""

    id: int
    name: str
    color: str
    description: str


def label_of(plain: Sequence[int | str]) -> Label:
    identity, name, color, description = plain
    return Label(int(identity), str(name), str(color), str(description))


def check_label_name(name: str, field: str) -> str:
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise InvalidValue(field, f"must be one to {MAX_NAME} characters of one line")
    return name


def check_label_names(names: Sequence[str], field: str) -> tuple[str, ...]:
    """Names that an issue may have at once."""
    checked = {name.lower(): name for name in (check_label_name(each, field) for each in names)}
    if len(checked) > MAX_LABELS_OF_ISSUE:
        raise InvalidValue(field, f"must not have more than {MAX_LABELS_OF_ISSUE} items")
    return tuple(checked.values())


def check_color(color: str, field: str) -> str:
    match = _COLOR.fullmatch(color)
    if match is None:
        raise InvalidValue(field, "must be six hexadecimal digits")
    return match[1].lower()


def check_label_description(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > MAX_DESCRIPTION or not text.isprintable():
        raise InvalidValue(field, f"must be at most {MAX_DESCRIPTION} characters of one line")
    return text


_COLUMNS = "l.id, l.name, l.color, l.description"


def _label_of(row: Row) -> Label:
    return Label(row.integer("id"), row.text("name"), row.text("color"), row.text("description"))


async def list_labels(database: Database, repository: Repository) -> list[Label]:
    """All of them, by name."""
    sql = f"SELECT {_COLUMNS} FROM labels AS l WHERE l.repository_id = ?1 ORDER BY l.name"
    return [_label_of(row) for row in await database.all(sql, repository.id)]


async def list_labels_of_milestone(database: Database, milestone_id: int) -> list[Label]:
    """Those of its issues, by name."""
    rows = await database.all(
        f"SELECT {_COLUMNS} FROM labels AS l WHERE l.id IN (SELECT il.label_id"
        " FROM issues AS i JOIN issue_labels AS il ON il.issue_id = i.id"
        " WHERE i.milestone_id = ?1) ORDER BY l.name",
        milestone_id,
    )
    return [_label_of(row) for row in rows]


async def read_label(database: Database, repository: Repository, name: str) -> Label:
    sql = f"SELECT {_COLUMNS} FROM labels AS l WHERE l.repository_id = ?1 AND l.name = ?2"
    row = await database.first(sql, repository.id, name)
    if row is None:
        raise NotFound("label")
    return _label_of(row)


async def create_label(
    database: Database, repository: Repository, name: str, color: str, description: str
) -> Label:
    """InvalidValue when it is there already."""
    try:
        row = await database.first(
            "INSERT INTO labels (repository_id, name, color, description)"
            " SELECT ?1, ?2, ?3, ?4 WHERE (SELECT COUNT(*) FROM labels WHERE repository_id = ?1)"
            " < ?5 RETURNING id, name, color, description",
            repository.id,
            name,
            color,
            description,
            MAX_LABELS,
        )
    except UniqueViolation:
        raise InvalidValue("name", "is that of another label") from None
    if row is None:
        raise TooMany("labels", MAX_LABELS)
    return _label_of(row)


async def change_label(database: Database, repository: Repository, label: Label) -> None:
    """Give the label of this id the other values; InvalidValue when its name is taken."""
    try:
        await database.run(
            "UPDATE labels SET name = ?3, color = ?4, description = ?5"
            " WHERE repository_id = ?1 AND id = ?2",
            repository.id,
            label.id,
            label.name,
            label.color,
            label.description,
        )
    except UniqueViolation:
        raise InvalidValue("new_name", "is that of another label") from None


async def delete_label(database: Database, label: Label) -> None:
    """Issues lose it; their timelines still tell of it."""
    await database.run("DELETE FROM labels WHERE id = ?1", label.id)


_TOLD = "json_object('label', json_object('name', l.name, 'color', l.color))"
_NAMED = " AND l.repository_id = ?1 AND l.name IN (SELECT value FROM json_each(?7))"
_HAS = "EXISTS (SELECT 1 FROM issue_labels AS il WHERE il.issue_id = i.id AND il.label_id = l.id)"
_SOURCE = " JOIN labels AS l"


def add_labels(act: Act, names: Sequence[str]) -> list[Statement]:
    """Labels that the repository lacks are made; what the issue has already is left."""
    told = json.dumps(list(names))
    return [
        Statement(
            "INSERT OR IGNORE INTO labels (repository_id, name, color, description)"
            " SELECT ?1, value, ?3, '' FROM json_each(?2)"
            " WHERE (SELECT COUNT(*) FROM labels WHERE repository_id = ?1) < ?4",
            (act.repository_id, told, DEFAULT_COLOR, MAX_LABELS),
        ),
        act.event(Kind.LABELED, f"{_NAMED} AND NOT {_HAS}", told, details=_TOLD, source=_SOURCE),
        act.statement(
            "INSERT OR IGNORE INTO issue_labels (issue_id, label_id) SELECT i.id, l.id"
            f" FROM issues AS i JOIN labels AS l WHERE {THIS}"
            " AND l.repository_id = ?1 AND l.name IN (SELECT value FROM json_each(?3))"
            " AND (SELECT COUNT(*) FROM issue_labels WHERE issue_id = i.id) < ?4",
            told,
            MAX_LABELS_OF_ISSUE,
        ),
    ]


def keep_labels(act: Act, names: Sequence[str]) -> list[Statement]:
    """Take away all others."""
    told = json.dumps(list(names))
    others = (
        f" AND l.repository_id = ?1 AND l.name NOT IN (SELECT value FROM json_each(?7)) AND {_HAS}"
    )
    return [
        act.event(Kind.UNLABELED, others, told, details=_TOLD, source=_SOURCE),
        act.statement(
            f"DELETE FROM issue_labels WHERE issue_id = (SELECT i.id FROM issues AS i WHERE {THIS})"
            " AND label_id NOT IN (SELECT l.id FROM labels AS l WHERE l.repository_id = ?1"
            " AND l.name IN (SELECT value FROM json_each(?3)))",
            told,
        ),
    ]


def remove_label(act: Act, name: str) -> list[Statement]:
    return [
        act.event(
            Kind.UNLABELED,
            f" AND l.repository_id = ?1 AND l.name = ?7 AND {_HAS}",
            name,
            details=_TOLD,
            source=_SOURCE,
        ),
        act.statement(
            f"DELETE FROM issue_labels WHERE issue_id = (SELECT i.id FROM issues AS i WHERE {THIS})"
            " AND label_id = (SELECT l.id FROM labels AS l"
            " WHERE l.repository_id = ?1 AND l.name = ?3)",
            name,
        ),
    ]

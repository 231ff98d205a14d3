"""What a repository's administrators say about it and set for it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from forge.audit import Deed, Details, Event, Matter
from forge.database import Database, Statement
from forge.errors import InvalidValue
from forge.lifecycle.forks import detaching_statements, may_be_public
from forge.repositories import Repository, Visibility

MAX_DESCRIPTION = 350
"""Characters: a line or three of a list, as on GitHub."""

MAX_WEBSITE = 255
"""Characters of an address that people may be shown."""

MAX_TOPICS = 20
"""As on GitHub: more no longer say what something is about."""

_TOPIC = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be set, checked; None leaves it as it is."""

    description: str | None = None
    website: str | None = None
    visibility: Visibility | None = None
    default_branch: str | None = None
    is_archived: bool | None = None


def check_description(value: object, field: str) -> str:
    """A description of one line; None and the empty text are none."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > MAX_DESCRIPTION:
        raise InvalidValue(field, f"must be a text of at most {MAX_DESCRIPTION} characters")
    if not value.isprintable():
        raise InvalidValue(field, "must not hold control characters")
    return value.strip()


def check_website(value: object, field: str) -> str:
    """An address on the web; None and the empty text are none."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or len(value) > MAX_WEBSITE or not value.isprintable():
        raise InvalidValue(field, f"must be an address of at most {MAX_WEBSITE} characters")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise InvalidValue(field, "must be an address such as https://example.org") from None
    if parts.scheme not in ("https", "http") or not parts.netloc or " " in value:
        raise InvalidValue(field, "must be an address such as https://example.org")
    return value


def check_topics(value: object, field: str) -> tuple[str, ...]:
    """Words in small letters, each once, in order."""
    words = cast("list[object]", value) if isinstance(value, list) else None
    if words is None or len(words) > MAX_TOPICS:
        raise InvalidValue(field, f"must be a list of at most {MAX_TOPICS} words")
    topics = {word for word in words if isinstance(word, str) and _TOPIC.fullmatch(word)}
    if len(topics) != len(set(map(repr, words))):
        raise InvalidValue(
            field, "must be words of small letters, digits and '-', of at most 50 characters"
        )
    return tuple(sorted(topics))


async def change(database: Database, deed: Deed, repository: Repository, changes: Changes) -> None:
    archived = changes.is_archived
    set_all = Statement(
        "UPDATE repositories SET description = COALESCE(?2, description),"
        " website = COALESCE(?3, website), visibility = COALESCE(?4, visibility),"
        " default_branch = COALESCE(?5, default_branch), updated_at = ?7,"
        " archived_at = CASE ?6 WHEN 1 THEN COALESCE(archived_at, ?7) WHEN 0 THEN NULL"
        " ELSE archived_at END WHERE id = ?1",
        (
            repository.id,
            changes.description,
            changes.website,
            changes.visibility and changes.visibility.value,
            changes.default_branch,
            None if archived is None else int(archived),
            deed.at,
        ),
    )
    if changes.visibility is Visibility.PUBLIC and not await may_be_public(database, repository):
        raise InvalidValue("visibility", "must be private: it is a fork of something private")
    matter = Matter(str(repository.name), repository.store_name)
    note = deed.note_change(Event.REPOSITORY_CHANGED, matter, _details(changes))
    is_hidden = changes.visibility is Visibility.PRIVATE
    detach = detaching_statements(repository) if is_hidden else []
    await database.batch([set_all, note, *detach])


async def set_topics(
    database: Database, deed: Deed, repository: Repository, topics: tuple[str, ...]
) -> None:
    matter = Matter(str(repository.name), repository.store_name)
    await database.batch(
        [
            Statement("DELETE FROM topics WHERE repository_id = ?1", (repository.id,)),
            Statement(
                "INSERT INTO topics (repository_id, topic) SELECT ?1, value FROM json_each(?2)",
                (repository.id, json.dumps(topics)),
            ),
            deed.note(Event.REPOSITORY_CHANGED, matter, {"topics": " ".join(topics)}),
        ]
    )


async def list_topics(database: Database, repository: Repository) -> list[str]:
    sql = "SELECT topic FROM topics WHERE repository_id = ?1 ORDER BY topic"
    return [row.text("topic") for row in await database.all(sql, repository.id)]


def _details(changes: Changes) -> Details:
    said = {
        "description": changes.description,
        "website": changes.website,
        "visibility": changes.visibility and changes.visibility.value,
        "default_branch": changes.default_branch,
        "archived": changes.is_archived,
    }
    return {name: value for name, value in said.items() if value is not None}

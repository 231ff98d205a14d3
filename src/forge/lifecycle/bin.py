"""The bin: a deleted repository lies in it for some days, unseen, and can be taken back.

Its name is free meanwhile, and its store is not touched. When its time is over it can no longer
be taken back; the store is emptied, and then the row goes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from forge.access import ANONYMOUS
from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement
from forge.errors import UniqueViolation
from forge.lifecycle.creation import NameTaken
from forge.names import RepositoryName
from forge.owners import Owner
from forge.repositories import Repository

KEPT = 30 * 86_400
"""Seconds: time enough to come back from holidays and miss something."""

PAGE = 100
"""Repositories that are shown, or purged, at a time."""

Purge: TypeAlias = Callable[[str], Awaitable[None]]
"""Empties the store of this name, for good."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A repository in the bin; `id` tells it from others that had its name."""

    id: int
    name: RepositoryName
    store_name: str
    deleted_at: int


async def delete(database: Database, deed: Deed, repository: Repository) -> None:
    """Put it into the bin."""
    matter = Matter(str(repository.name), repository.store_name)
    sql = "UPDATE repositories SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL"
    note = deed.note_change(Event.REPOSITORY_DELETED, matter)
    await database.batch([Statement(sql, (repository.id, deed.at)), note])


async def list_bin(database: Database, owner: Owner, now: int) -> list[Deleted]:
    """What of the owner's can be taken back, the latest first."""
    condition = "r.owner_id = ?2 AND r.deleted_at > ?1 ORDER BY r.deleted_at DESC, r.id DESC"
    return await _list(database, condition, now - KEPT, owner.id)


async def restore(database: Database, deed: Deed, deleted: Deleted) -> None:
    """Take it back; NameTaken while another has its name."""
    name = deleted.name
    try:
        await database.batch(
            [
                Statement("UPDATE repositories SET deleted_at = NULL WHERE id = ?1", (deleted.id,)),
                deed.note_change(Event.REPOSITORY_RESTORED, Matter(str(name), deleted.store_name)),
                Statement(
                    "DELETE FROM redirects WHERE name = ?2"
                    " AND owner_id = (SELECT id FROM users WHERE name = ?1)",
                    (name.owner, name.name),
                ),
            ]
        )
    except UniqueViolation:
        raise NameTaken(name) from None


async def empty(database: Database, purge: Purge, now: int) -> int:
    """Remove what has been in the bin for its time; how many there were, `PAGE` at most."""
    condition = "r.deleted_at <= ?1 ORDER BY r.deleted_at, r.id"
    expired = await _list(database, condition, now - KEPT)
    for each in expired:
        # The store first: a row that stays behind is tried again, a store without one never.
        await purge(each.store_name)
        note = Deed(ANONYMOUS, now).note_change(
            Event.REPOSITORY_PURGED, Matter(str(each.name), each.store_name)
        )
        sql = "DELETE FROM repositories WHERE id = ?1 AND deleted_at IS NOT NULL"
        await database.batch([Statement(sql, (each.id,)), note])
    return len(expired)


async def _list(database: Database, condition: str, *values: int) -> list[Deleted]:
    rows = await database.all(
        "SELECT r.id, o.name AS owner, r.name, r.store_name, r.deleted_at"
        " FROM repositories AS r JOIN users AS o ON o.id = r.owner_id"
        f" WHERE r.deleted_at IS NOT NULL AND {condition} LIMIT {PAGE}",
        *values,
    )
    return [
        Deleted(
            id=row.integer("id"),
            name=RepositoryName(row.text("owner"), row.text("name")),
            store_name=row.text("store_name"),
            deleted_at=row.integer("deleted_at"),
        )
        for row in rows
    ]

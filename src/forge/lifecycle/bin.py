"""The bin: a deleted repository lies in it for some days, unseen, and can be taken back.

Its name is free meanwhile, and its store is not touched. When its time is over, the row goes,
and the Durable Object is emptied by whoever asked for `list_expired`.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Deleted:
    """A repository in the bin; `id` tells it from others that had its name."""

    id: int
    name: str
    store_name: str
    deleted_at: int


async def delete(database: Database, deed: Deed, repository: Repository) -> None:
    """Put it into the bin."""
    matter = Matter(str(repository.name), repository.store_name)
    sql = "UPDATE repositories SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL"
    note = deed.note_change(Event.REPOSITORY_DELETED, matter)
    await database.batch([Statement(sql, (repository.id, deed.at)), note])


async def list_bin(database: Database, owner: Owner) -> list[Deleted]:
    """What of the owner's can be taken back, the latest first."""
    return await _list(database, "owner_id = ?1 ORDER BY deleted_at DESC, id DESC", owner.id)


async def list_expired(database: Database, now: int) -> list[Deleted]:
    """Whose time in the bin is over, the oldest first."""
    return await _list(database, "deleted_at <= ?1 ORDER BY deleted_at, id", now - KEPT)


async def restore(database: Database, deed: Deed, owner: Owner, deleted: Deleted) -> None:
    """Take it back; NameTaken while another has its name."""
    name = RepositoryName(owner.name, deleted.name)
    try:
        await database.batch(
            [
                Statement("UPDATE repositories SET deleted_at = NULL WHERE id = ?1", (deleted.id,)),
                deed.note_change(Event.REPOSITORY_RESTORED, Matter(str(name), deleted.store_name)),
                Statement(
                    "DELETE FROM redirects WHERE owner_id = ?1 AND name = ?2",
                    (owner.id, deleted.name),
                ),
            ]
        )
    except UniqueViolation:
        raise NameTaken(name) from None


async def forget(database: Database, deleted: Deleted) -> None:
    """Remove the row, and all that hangs on it, for good."""
    sql = "DELETE FROM repositories WHERE id = ?1 AND deleted_at IS NOT NULL"
    await database.run(sql, deleted.id)


async def _list(database: Database, condition: str, value: int) -> list[Deleted]:
    rows = await database.all(
        "SELECT id, name, store_name, deleted_at FROM repositories"
        f" WHERE deleted_at IS NOT NULL AND {condition} LIMIT {PAGE}",
        value,
    )
    return [
        Deleted(r.integer("id"), r.text("name"), r.text("store_name"), r.integer("deleted_at"))
        for r in rows
    ]

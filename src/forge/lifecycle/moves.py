"""Another name, or another owner. The old name leads on to the new until it is used again."""

from __future__ import annotations

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement
from forge.errors import UniqueViolation
from forge.lifecycle.creation import NameTaken
from forge.names import RepositoryName
from forge.owners import Owner
from forge.quotas import Quotas, check_room
from forge.repositories import Repository


async def rename(database: Database, deed: Deed, repository: Repository, name: str) -> None:
    """Call it `name`, which is valid; NameTaken when another of its owner's is."""
    wanted = RepositoryName(repository.name.owner, name)
    matter = Matter(str(repository.name), repository.store_name)
    move = Statement(
        "UPDATE repositories SET name = ?2, updated_at = ?3 WHERE id = ?1",
        (repository.id, name, deed.at),
    )
    note = deed.note_change(Event.REPOSITORY_RENAMED, matter, {"to": str(wanted)})
    try:
        await database.batch([move, note, *_redirects(repository, repository.owner_id, name, deed)])
    except UniqueViolation:
        raise NameTaken(wanted) from None


async def transfer(
    database: Database, deed: Deed, repository: Repository, owner: Owner, quotas: Quotas
) -> None:
    """Give it to `owner`, for whom the actor may make repositories.

    What teams of the old owner's could do to it ends; collaborators remain.
    """
    wanted = RepositoryName(owner.name, repository.name.name)
    if owner.id == repository.owner_id:
        raise NameTaken(wanted)
    await check_room(database, owner.id, quotas)
    matter = Matter(str(repository.name), repository.store_name, repository.owner_id)
    try:
        await database.batch(
            [
                Statement(
                    "UPDATE repositories SET owner_id = ?2, updated_at = ?3 WHERE id = ?1",
                    (repository.id, owner.id, deed.at),
                ),
                deed.note_change(Event.REPOSITORY_TRANSFERRED, matter, {"to": str(wanted)}),
                Statement("DELETE FROM offers WHERE repository_id = ?1", (repository.id,)),
                Statement(
                    "DELETE FROM team_repositories WHERE repository_id = ?1", (repository.id,)
                ),
                Statement(
                    "DELETE FROM collaborators WHERE repository_id = ?1 AND user_id = ?2",
                    (repository.id, owner.id),
                ),
                *_redirects(repository, owner.id, repository.name.name, deed),
            ]
        )
    except UniqueViolation:
        raise NameTaken(wanted) from None


def _redirects(
    repository: Repository, owner_id: int, name: str, deed: Deed
) -> tuple[Statement, Statement]:
    """From the name it had, and no longer from the one it has."""
    lead_on = Statement(
        "INSERT OR REPLACE INTO redirects (owner_id, name, repository_id, created_at)"
        " VALUES (?1, ?2, ?3, ?4)",
        (repository.owner_id, repository.name.name, repository.id, deed.at),
    )
    end = Statement("DELETE FROM redirects WHERE owner_id = ?1 AND name = ?2", (owner_id, name))
    return lead_on, end

"""How a repository comes into being, by a form, a call or the first push."""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed, Event, Matter
from forge.database import Database, MissingRow, Statement
from forge.errors import Conflict, TooMany, UniqueViolation
from forge.names import RepositoryName
from forge.quotas import Quotas
from forge.repositories import (
    Repository,
    Visibility,
    creating_statements,
    find_repository,
    next_store_name,
)


@dataclass(frozen=True, slots=True)
class NewRepository:
    """`name.owner` is an owner for whom the actor may create, spelled as the owner is."""

    name: RepositoryName
    visibility: Visibility
    description: str = ""


class NameTaken(Conflict):
    """There is a repository of that name."""

    def __init__(self, name: RepositoryName) -> None:
        super().__init__(f"There is a repository called {name} already.")


async def create(database: Database, deed: Deed, new: NewRepository, quotas: Quotas) -> Repository:
    """Make it, within its owner's quota; NameTaken when somebody else was quicker."""
    store = await next_store_name(database, new.name)
    statements = creating_statements(new.name, store, new.visibility, deed.at, quotas.repositories)
    describe = Statement(
        "UPDATE repositories SET description = ?2 WHERE store_name = ?1",
        (str(store), new.description),
    )
    matter = Matter(str(new.name), str(store))
    note = deed.note_change(Event.REPOSITORY_CREATED, matter, {"visibility": new.visibility.value})
    try:
        changes = await database.batch([*statements, describe, note])
    except UniqueViolation:
        raise NameTaken(new.name) from None
    if not changes[0]:
        raise TooMany("repositories", quotas.repositories)
    repository = await find_repository(database, new.name, deed.actor.user)
    if repository is None:
        raise MissingRow(str(new.name))
    return repository

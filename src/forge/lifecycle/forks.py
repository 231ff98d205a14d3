"""Forks: repositories that begin as a copy of another.

A fork is stored by itself, so that nothing that happens to its parent touches it. What is private
stays so: a fork of it is private, may not be made public while the parent or what that began with
is private, and is there only for those who were given a role on these, too
(`forge.access.authorize`).

A fork has its store before it has its name: `begin` gives out the store, the Git data is copied,
and `finish` makes the repository. So nobody ever sees half a fork, and what dies in between is
found by its row in unfinished_forks.
"""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed, Event, Matter
from forge.database import Database, MissingRow, Statement
from forge.errors import Conflict, TooMany, UniqueViolation
from forge.lifecycle.bin import Purge
from forge.lifecycle.creation import NameTaken
from forge.names import RepositoryName
from forge.owners import Owner
from forge.quotas import Quotas, check_room
from forge.repositories import (
    REPOSITORY_COLUMNS,
    Repository,
    StoreName,
    Visibility,
    find_repository,
    next_store_name,
    repository_of,
)
from forge.users import User

DEAD_AFTER = 86_400
"""Seconds after which a copy that has not finished never will: none takes an hour."""

SWEPT = 100
"""Dead copies that are removed in one night."""


@dataclass(frozen=True, slots=True)
class NewFork:
    """`name.owner` is an owner for whom the actor may create, spelled as the owner is."""

    parent: Repository
    name: RepositoryName


@dataclass(frozen=True, slots=True)
class Copied:
    """The parent's Git data in a store; `size` in bytes of its packs."""

    store: StoreName
    size: int


class ParentGone(Conflict):
    """The parent was deleted while it was being copied."""

    def __init__(self) -> None:
        super().__init__("What was to be forked is no longer there.")


async def find_fork(
    database: Database, parent: Repository, owner: Owner, user: User
) -> Repository | None:
    """The fork of `parent` that `owner` has."""
    row = await database.first(
        f"SELECT {REPOSITORY_COLUMNS} FROM repositories AS r JOIN users AS o ON o.id = r.owner_id"
        " WHERE r.parent_id = ?2 AND r.owner_id = ?3 AND r.deleted_at IS NULL ORDER BY r.id",
        user.id,
        parent.id,
        owner.id,
    )
    return None if row is None else repository_of(row, user)


async def begin(
    database: Database, deed: Deed, new: NewFork, owner: Owner, quotas: Quotas
) -> StoreName:
    """A store for the copy, where nothing is yet; NameTaken, or TooMany repositories."""
    found = await find_repository(database, new.name)
    if found is not None and found.is_called(new.name):
        raise NameTaken(new.name)
    await check_room(database, owner.id, quotas)
    store = await next_store_name(database, new.name)
    try:
        await database.batch(
            [
                Statement(
                    "INSERT INTO store_names (owner_and_name, generation) VALUES (?1, ?2)",
                    (store.owner_and_name, store.generation),
                ),
                Statement(
                    "INSERT INTO unfinished_forks (store_name, started_at) VALUES (?1, ?2)",
                    (str(store), deed.at),
                ),
            ]
        )
    except UniqueViolation:
        raise NameTaken(new.name) from None
    return store


async def finish(
    database: Database, deed: Deed, new: NewFork, copied: Copied, quotas: Quotas
) -> Repository:
    """Make the fork, described as the parent is now."""
    store = str(copied.store)
    matter = Matter(str(new.name), store)
    make = Statement(
        "INSERT INTO repositories (owner_id, name, store_name, visibility, description, website,"
        " default_branch, size, created_at, updated_at, pushed_at, parent_id, source_id)"
        " SELECT u.id, ?2, ?3, p.visibility, p.description, p.website, p.default_branch, ?4, ?5,"
        " ?5, p.pushed_at, p.id, COALESCE(p.source_id, p.id)"
        " FROM users AS u, repositories AS p"
        " WHERE u.name = ?1 AND p.id = ?6 AND p.deleted_at IS NULL"
        " AND (SELECT COUNT(*) FROM repositories WHERE owner_id = u.id) < ?7",
        (
            new.name.owner,
            new.name.name,
            store,
            copied.size,
            deed.at,
            new.parent.id,
            quotas.repositories,
        ),
    )
    note = deed.note_change(Event.REPOSITORY_FORKED, matter, {"from": str(new.parent.name)})
    end_redirect = Statement(
        "DELETE FROM redirects WHERE name = ?2"
        " AND owner_id = (SELECT id FROM users WHERE name = ?1)",
        (new.name.owner, new.name.name),
    )
    done = Statement(
        "DELETE FROM unfinished_forks WHERE store_name = ?1"
        " AND EXISTS (SELECT 1 FROM repositories WHERE store_name = ?1)",
        (store,),
    )
    try:
        changes = await database.batch([make, note, end_redirect, done])
    except UniqueViolation:
        raise NameTaken(new.name) from None
    if not changes[0]:
        await _check_why(database, new, quotas)
    repository = await find_repository(database, new.name, deed.actor.user)
    if repository is None:
        raise MissingRow(str(new.name))
    return repository


async def abandon(database: Database, purge: Purge, store_name: str) -> None:
    """Empty a store whose copy came to nothing; its name is never given out again."""
    await purge(store_name)
    await database.run("DELETE FROM unfinished_forks WHERE store_name = ?1", store_name)


async def sweep(database: Database, purge: Purge, now: int) -> int:
    """Abandon the copies that have died; how many there were, `SWEPT` at most."""
    rows = await database.all(
        "SELECT store_name FROM unfinished_forks WHERE started_at <= ?1"
        " ORDER BY started_at LIMIT ?2",
        now - DEAD_AFTER,
        SWEPT,
    )
    for row in rows:
        await abandon(database, purge, row.text("store_name"))
    return len(rows)


def detaching_statements(repository: Repository) -> list[Statement]:
    """What was forked while it was public goes its own way when it becomes private."""
    return [
        Statement(
            "UPDATE repositories SET parent_id = NULL, source_id = NULL"
            " WHERE parent_id = ?1 AND visibility = 'public'",
            (repository.id,),
        ),
        Statement(
            "UPDATE repositories SET source_id = NULL WHERE source_id = ?1"
            " AND visibility = 'public'",
            (repository.id,),
        ),
    ]


async def may_be_public(database: Database, repository: Repository) -> bool:
    """Whether it is no fork of something private."""
    row = await database.first(
        "SELECT 1 FROM repositories AS r JOIN repositories AS u"
        " ON u.id IN (r.parent_id, r.source_id)"
        " WHERE r.id = ?1 AND u.visibility = ?2",
        repository.id,
        Visibility.PRIVATE.value,
    )
    return row is None


async def _check_why(database: Database, new: NewFork, quotas: Quotas) -> None:
    """Raise what kept the fork from being made."""
    row = await database.first(
        "SELECT 1 FROM repositories WHERE id = ?1 AND deleted_at IS NULL", new.parent.id
    )
    if row is None:
        raise ParentGone
    raise TooMany("repositories", quotas.repositories)

"""All that is known of repositories beside their Git data, singly and in lists.

A list holds what `forge.access.authorize` would let its reader read, and is told so to the
database, for a page has to be full. A test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from forge.access import Actor, Scope
from forge.database import Database, Row
from forge.repositories import IS_WITHHELD, REPOSITORY_COLUMNS, Repository, repository_of
from forge.users import Kind, User


@dataclass(frozen=True, slots=True)
class Profile:
    """`size` in bytes of packs; `pushed_at` None until the first push.

    `parent_id` is what it was forked from, `source_id` what that began with, None when it is no
    fork; `forks` counts those that were made of it and are there.
    """

    repository: Repository
    owner_kind: Kind
    description: str
    website: str
    default_branch: str
    topics: tuple[str, ...]
    size: int
    created_at: int
    updated_at: int
    pushed_at: int | None
    parent_id: int | None
    source_id: int | None
    forks: int


class Order(Enum):
    """How a list is sorted; the value is SQL."""

    NAME = "o.name, r.name"
    NEWEST = "r.id DESC"
    OLDEST = "r.id"


@dataclass(frozen=True, slots=True)
class Listing:
    """Which repositories, and which page of them; `owner_id` None is everybody's.

    `is_mine` leaves out what the reader was given no role on. With `parent_id` its forks.
    """

    owner_id: int | None = None
    is_mine: bool = False
    offset: int = 0
    limit: int = 30
    parent_id: int | None = None
    order: Order = Order.NAME


_SELECT = (
    f"SELECT {REPOSITORY_COLUMNS}, o.kind AS owner_kind, r.description, r.website,"
    " r.default_branch, r.size, r.created_at, r.updated_at, r.pushed_at, r.parent_id, r.source_id,"
    " (SELECT COUNT(*) FROM repositories AS f"
    " WHERE f.parent_id = r.id AND f.deleted_at IS NULL) AS forks,"
    " (SELECT json_group_array(topic) FROM (SELECT topic FROM topics"
    " WHERE repository_id = r.id ORDER BY topic)) AS topics"
    " FROM repositories AS r JOIN users AS o ON o.id = r.owner_id WHERE r.deleted_at IS NULL"
)

READABLE = (
    f" AND NOT {IS_WITHHELD} AND ((r.visibility = 'public' AND ?2)"
    " OR (?3 AND EXISTS (SELECT 1 FROM grants AS g WHERE g.repository_id = r.id"
    " AND g.user_id = ?1) AND (?4 IS NULL OR r.id IN (SELECT value FROM json_each(?4)))))"
)
"""A condition on `repositories AS r`: those that the actor of `reader_parameters` may read."""

_CHOSEN = (
    " AND (?5 IS NULL OR r.owner_id = ?5)"
    " AND (NOT ?6 OR EXISTS (SELECT 1 FROM grants AS g"
    " WHERE g.repository_id = r.id AND g.user_id = ?1))"
    " AND (?7 IS NULL OR r.parent_id = ?7)"
)


async def read_profile(database: Database, repository: Repository, user: User | None) -> Profile:
    """The profile of a repository that was found for `user`."""
    rows = await database.all(f"{_SELECT} AND r.id = ?2", user and user.id, repository.id)
    return _profile_of(rows[0], user)


async def read_profiles(database: Database, actor: Actor, ids: Sequence[int]) -> dict[int, Profile]:
    """By id, those of the repositories that are there and that `actor` may read."""
    rows = await database.all(
        f"{_SELECT}{READABLE} AND r.id IN (SELECT value FROM json_each(?5))",
        *reader_parameters(actor),
        json.dumps(ids),
    )
    profiles = [_profile_of(row, actor.user) for row in rows]
    return {profile.repository.id: profile for profile in profiles}


async def list_profiles(database: Database, actor: Actor, listing: Listing) -> list[Profile]:
    """By owner and name, of those that `actor` may read."""
    rows = await database.all(
        f"{_SELECT}{READABLE}{_CHOSEN} ORDER BY {listing.order.value} LIMIT ?8 OFFSET ?9",
        *_parameters(actor, listing),
        listing.limit,
        listing.offset,
    )
    return [_profile_of(row, actor.user) for row in rows]


async def count_profiles(database: Database, actor: Actor, listing: Listing) -> int:
    """How many there are on all pages together."""
    row = await database.first(
        "SELECT COUNT(*) AS number FROM repositories AS r WHERE r.deleted_at IS NULL"
        + READABLE
        + _CHOSEN,
        *_parameters(actor, listing),
    )
    return 0 if row is None else row.integer("number")


def reader_parameters(actor: Actor) -> tuple[str | int | None, ...]:
    """`?1` to `?4` of `READABLE`."""
    ids = actor.repository_ids
    return (
        actor.user and actor.user.id,
        int(actor.sees_public),
        int(actor.has(Scope.READ)),
        None if ids is None else json.dumps(sorted(ids)),
    )


def _parameters(actor: Actor, listing: Listing) -> tuple[str | int | None, ...]:
    chosen = (listing.owner_id, int(listing.is_mine), listing.parent_id)
    return (*reader_parameters(actor), *chosen)


def _profile_of(row: Row, user: User | None) -> Profile:
    return Profile(
        repository=repository_of(row, user),
        owner_kind=Kind(row.text("owner_kind")),
        description=row.text("description"),
        website=row.text("website"),
        default_branch=row.text("default_branch"),
        topics=tuple(json.loads(row.text("topics"))),
        size=row.integer("size"),
        created_at=row.integer("created_at"),
        updated_at=row.integer("updated_at"),
        pushed_at=row.find_integer("pushed_at"),
        parent_id=row.find_integer("parent_id"),
        source_id=row.find_integer("source_id"),
        forks=row.integer("forks"),
    )

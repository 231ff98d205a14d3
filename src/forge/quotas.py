"""How much one owner may have."""

from __future__ import annotations

from dataclasses import dataclass

from forge.database import Database, read_first
from forge.errors import TooMany


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Calls of the API in an hour: of one's credentials, and of all strangers at an address."""

    known: int
    strangers: int


@dataclass(frozen=True, slots=True)
class Quotas:
    """`size` in bytes of packs, over all repositories of an owner."""

    repositories: int
    size: int


async def read_size(database: Database, owner_id: int) -> int:
    """Bytes of the packs of an owner's repositories, those in the bin included."""
    row = await read_first(
        database,
        "SELECT COALESCE(SUM(size), 0) AS size FROM repositories WHERE owner_id = ?1",
        owner_id,
    )
    return row.integer("size")


async def read_room(database: Database, owner_id: int, quotas: Quotas) -> int:
    """How many bytes more an owner's repositories may take.

    As of the last push that ended: those under way do not know of each other.
    """
    return max(quotas.size - await read_size(database, owner_id), 0)


async def check_room(database: Database, owner_id: int, quotas: Quotas) -> None:
    """TooMany when the owner can have no further repository."""
    row = await read_first(
        database,
        "SELECT COUNT(*) AS number FROM repositories WHERE owner_id = ?1",
        owner_id,
    )
    if row.integer("number") >= quotas.repositories:
        raise TooMany("repositories", quotas.repositories)

"""Repositories offered to somebody else, who has to accept them.

An offer ends when it is accepted, declined or withdrawn, when the repository goes to anybody, when
whoever made it administers the repository no longer, and after a week.
"""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed, Event, Matter
from forge.database import Database, Row, Statement
from forge.errors import InvalidValue
from forge.names import RepositoryName
from forge.owners import Owner
from forge.repositories import REPOSITORY_COLUMNS, Repository, repository_of
from forge.users import Kind, User

LASTS = 7 * 86_400
"""Seconds: who is asked may be away for a while, and who asks may forget that they did."""

PAGE = 100
"""Offers that are shown at a time."""


@dataclass(frozen=True, slots=True)
class Offer:
    """`repository` is offered to `to`, who is, or is administered by, the user who asked."""

    repository: Repository
    to: Owner
    made_by: str
    made_at: int


async def offer(database: Database, deed: Deed, repository: Repository, owner: Owner) -> None:
    """Ask `owner` to take the repository; the last offer of it counts."""
    user = deed.actor.user
    if owner.id == repository.owner_id or owner.kind is Kind.AGENT:
        raise InvalidValue("new_owner", "must be somebody else")
    details = {"to": str(RepositoryName(owner.name, repository.name.name))}
    await database.batch(
        [
            Statement(
                "INSERT OR REPLACE INTO offers (repository_id, owner_id, made_by, made_at)"
                " VALUES (?1, ?2, ?3, ?4)",
                (repository.id, owner.id, user and user.id, deed.at),
            ),
            deed.note(Event.REPOSITORY_OFFERED, _matter(repository), details),
        ]
    )


async def end(database: Database, deed: Deed, repository: Repository) -> bool:
    """Withdraw or decline the offer of the repository; whether there was one."""
    changes = await database.batch(
        [
            Statement("DELETE FROM offers WHERE repository_id = ?1", (repository.id,)),
            deed.note_change(Event.REPOSITORY_OFFER_ENDED, _matter(repository)),
        ]
    )
    return changes[0] > 0


async def list_offers(database: Database, user: User, now: int) -> list[Offer]:
    """What `user` may accept, for themselves or an organization, the latest first."""
    rows = await database.all(
        f"SELECT {REPOSITORY_COLUMNS}, t.id AS to_id, t.name AS to_name, t.kind AS to_kind,"
        " b.name AS made_by, f.made_at"
        " FROM offers AS f JOIN repositories AS r ON r.id = f.repository_id"
        " JOIN users AS o ON o.id = r.owner_id"
        " JOIN users AS t ON t.id = f.owner_id JOIN users AS b ON b.id = f.made_by"
        " WHERE r.deleted_at IS NULL AND t.deleted_at IS NULL AND f.made_at > ?2"
        " AND EXISTS (SELECT 1 FROM grants AS g"
        " WHERE g.repository_id = r.id AND g.user_id = f.made_by AND g.role = 3)"
        " AND (t.id = ?1 OR t.id IN (SELECT m.organization_id FROM members AS m"
        " WHERE m.user_id = ?1 AND m.is_owner = 1))"
        " ORDER BY f.made_at DESC, r.id LIMIT ?3",
        user.id,
        now - LASTS,
        PAGE,
    )
    return [_offer_of(row, user) for row in rows]


def _offer_of(row: Row, user: User) -> Offer:
    return Offer(
        repository=repository_of(row, user),
        to=Owner(row.integer("to_id"), row.text("to_name"), Kind(row.text("to_kind")), user.id),
        made_by=row.text("made_by"),
        made_at=row.integer("made_at"),
    )


def _matter(repository: Repository) -> Matter:
    return Matter(str(repository.name), repository.store_name, repository.owner_id)

"""People with a role on a single repository."""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement
from forge.errors import InvalidValue, TooMany
from forge.repositories import Repository
from forge.roles import Role
from forge.users import USER_COLUMNS, User, user_of

MAX_COLLABORATORS = 100
"""Of one repository: more people are better managed as teams."""


@dataclass(frozen=True, slots=True)
class Collaborator:
    user: User
    role: Role


async def list_collaborators(database: Database, repository: Repository) -> list[Collaborator]:
    rows = await database.all(
        f"SELECT c.role, {USER_COLUMNS} FROM collaborators AS c JOIN users AS u ON u.id = c.user_id"
        " WHERE c.repository_id = ?1 ORDER BY u.name",
        repository.id,
    )
    return [Collaborator(user_of(row), Role(row.integer("role"))) for row in rows]


async def set_collaborator(
    database: Database, deed: Deed, repository: Repository, collaborator: Collaborator
) -> None:
    user, role = collaborator.user, collaborator.role
    if user.id == repository.owner_id:
        raise InvalidValue("username", "is the owner already")
    matter = Matter(str(repository.name), repository.store_name)
    changes = await database.batch(
        [
            Statement(
                "INSERT INTO collaborators (repository_id, user_id, role, created_at)"
                " SELECT ?1, ?2, ?3, ?4 WHERE (SELECT COUNT(*) FROM collaborators"
                " WHERE repository_id = ?1 AND user_id <> ?2) < ?5"
                " ON CONFLICT (repository_id, user_id) DO UPDATE SET role = excluded.role",
                (repository.id, user.id, role.value, deed.at, MAX_COLLABORATORS),
            ),
            deed.note_change(
                Event.COLLABORATOR_SET, matter, {"user": user.name, "role": role.name.lower()}
            ),
        ]
    )
    if not changes[0]:
        raise TooMany("collaborators", MAX_COLLABORATORS)


async def remove_collaborator(
    database: Database, deed: Deed, repository: Repository, user: User
) -> bool:
    """Whether they were one."""
    matter = Matter(str(repository.name), repository.store_name)
    changes = await database.batch(
        [
            Statement(
                "DELETE FROM collaborators WHERE repository_id = ?1 AND user_id = ?2",
                (repository.id, user.id),
            ),
            deed.note_change(Event.COLLABORATOR_REMOVED, matter, {"user": user.name}),
        ]
    )
    return changes[0] > 0

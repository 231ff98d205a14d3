"""Teams: members of an organization who have the same roles on some of its repositories."""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement, read_first
from forge.errors import InvalidValue, TooMany, UniqueViolation
from forge.owners import Owner
from forge.repositories import Repository
from forge.roles import Role
from forge.users import USER_COLUMNS, User, user_of

MAX_TEAMS = 100
"""Of one organization; the list needs no pages."""


@dataclass(frozen=True, slots=True)
class Team:
    id: int
    organization: Owner
    name: str


async def create_team(database: Database, deed: Deed, organization: Owner, name: str) -> Team:
    """A new one, called `name`, which is valid."""
    matter = Matter(organization.name)
    try:
        changes = await database.batch(
            [
                Statement(
                    "INSERT INTO teams (organization_id, name, created_at) SELECT ?1, ?2, ?3"
                    " WHERE (SELECT COUNT(*) FROM teams WHERE organization_id = ?1) < ?4",
                    (organization.id, name, deed.at, MAX_TEAMS),
                ),
                deed.note_change(Event.TEAM_CREATED, matter, {"team": name}),
            ]
        )
    except UniqueViolation:
        raise InvalidValue("name", "is taken") from None
    if not changes[0]:
        raise TooMany("teams", MAX_TEAMS)
    row = await read_first(
        database,
        "SELECT id FROM teams WHERE organization_id = ?1 AND name = ?2",
        organization.id,
        name,
    )
    return Team(row.integer("id"), organization, name)


async def delete_team(database: Database, deed: Deed, team: Team) -> None:
    note = deed.note(Event.TEAM_DELETED, Matter(team.organization.name), {"team": team.name})
    await database.batch([Statement("DELETE FROM teams WHERE id = ?1", (team.id,)), note])


async def list_teams(database: Database, organization: Owner) -> list[Team]:
    rows = await database.all(
        "SELECT id, name FROM teams WHERE organization_id = ?1 ORDER BY name", organization.id
    )
    return [Team(row.integer("id"), organization, row.text("name")) for row in rows]


async def find_team(database: Database, organization: Owner, name: str) -> Team | None:
    row = await database.first(
        "SELECT id, name FROM teams WHERE organization_id = ?1 AND name = ?2",
        organization.id,
        name,
    )
    return None if row is None else Team(row.integer("id"), organization, row.text("name"))


async def list_team_members(database: Database, team: Team) -> list[User]:
    rows = await database.all(
        f"SELECT {USER_COLUMNS} FROM team_members AS t JOIN users AS u ON u.id = t.user_id"
        " WHERE t.team_id = ?1 ORDER BY u.name",
        team.id,
    )
    return [user_of(row) for row in rows]


async def add_team_member(database: Database, deed: Deed, team: Team, user: User) -> None:
    """InvalidValue for somebody who does not belong to the organization."""
    changes = await database.batch(
        [
            Statement(
                "INSERT INTO team_members (team_id, user_id) SELECT ?1, ?2 WHERE EXISTS"
                " (SELECT 1 FROM members WHERE organization_id = ?3 AND user_id = ?2)"
                " ON CONFLICT DO UPDATE SET user_id = excluded.user_id",
                (team.id, user.id, team.organization.id),
            ),
            _note(deed, Event.TEAM_MEMBER_ADDED, team, "user", user.name),
        ]
    )
    if not changes[0]:
        raise InvalidValue("username", "is no member of the organization")


async def remove_team_member(database: Database, deed: Deed, team: Team, user: User) -> bool:
    """Whether they were in it."""
    changes = await database.batch(
        [
            Statement(
                "DELETE FROM team_members WHERE team_id = ?1 AND user_id = ?2", (team.id, user.id)
            ),
            _note(deed, Event.TEAM_MEMBER_REMOVED, team, "user", user.name),
        ]
    )
    return changes[0] > 0


async def set_team_repository(
    database: Database, deed: Deed, team: Team, repository: Repository, role: Role
) -> None:
    """InvalidValue for a repository that is not the organization's."""
    if repository.owner_id != team.organization.id:
        raise InvalidValue("repository", "is not one of the organization")
    await database.batch(
        [
            Statement(
                "INSERT INTO team_repositories (team_id, repository_id, role) VALUES (?1, ?2, ?3)"
                " ON CONFLICT (team_id, repository_id) DO UPDATE SET role = excluded.role",
                (team.id, repository.id, role.value),
            ),
            _note(deed, Event.TEAM_REPOSITORY_SET, team, role.name.lower(), str(repository.name)),
        ]
    )


async def remove_team_repository(
    database: Database, deed: Deed, team: Team, repository: Repository
) -> bool:
    """Whether the team had a role on it."""
    changes = await database.batch(
        [
            Statement(
                "DELETE FROM team_repositories WHERE team_id = ?1 AND repository_id = ?2",
                (team.id, repository.id),
            ),
            _note(deed, Event.TEAM_REPOSITORY_REMOVED, team, "repository", str(repository.name)),
        ]
    )
    return changes[0] > 0


def _note(deed: Deed, event: Event, team: Team, what: str, value: str) -> Statement:
    return deed.note_change(event, Matter(team.organization.name), {"team": team.name, what: value})

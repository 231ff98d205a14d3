"""Teams of an organization: who is in them, and what they may do to which repositories."""

from __future__ import annotations

from dataclasses import dataclass

from exchange import Reply
from forge.errors import InvalidValue
from forge.groups.teams import (
    Team,
    add_team_member,
    create_team,
    delete_team,
    find_team,
    list_team_members,
    remove_team_member,
    remove_team_repository,
    set_team_repository,
)
from forge.names import check_owner, find_repository_name
from forge.repositories import Repository, find_repository
from forge.roles import check_role
from web.address import Address, Audience
from web.groups.organization import URL, read_own, settings_url, show_organization
from web.page import Action, Page
from web.people.owner import read_user
from web.trouble import NoPage, Redirect
from web.urls import quoted
from web.view import View

TEAM = f"{URL}/teams/{{team}}"


@dataclass(frozen=True, slots=True)
class TeamPage:
    organization: str
    name: str
    members: tuple[str, ...]


async def make_team(view: View) -> Reply:
    owner = await read_own(view)
    name = check_owner(view.field("name").strip(), "name")
    team = await create_team(view.ports.database, view.deed, owner, name)
    raise Redirect(_url(team))


async def show_team(view: View) -> Page:
    team = await _read_team(view)
    members = await list_team_members(view.ports.database, team)
    url = _url(team)
    actions = (
        Action("Add a member", url, "POST", ("user",)),
        Action("Remove a member", url, "POST", ("remove",)),
        Action("Let the team do something to a repository", url, "POST", ("repository", "role")),
        Action("Delete the team", url, "POST", ("delete",)),
    )
    names = tuple(each.name for each in members)
    content = TeamPage(team.organization.name, team.name, names)
    return Page("groups/team", f"Team {team.name}", content, actions=actions)


async def change_team(view: View) -> Reply:
    """Do what the one field that is filled in says."""
    team = await _read_team(view)
    database, deed = view.ports.database, view.deed
    if view.field("delete"):
        await delete_team(database, deed, team)
        raise Redirect(f"{settings_url(team.organization)}?done=removed")
    if view.field("remove"):
        user = await read_user(view, view.field("remove"))
        await remove_team_member(database, deed, team, user)
    elif view.field("repository"):
        await _set_repository(view, team)
    else:
        await add_team_member(database, deed, team, await read_user(view, view.field("user")))
    raise Redirect(f"{_url(team)}?done=saved")


async def _set_repository(view: View, team: Team) -> None:
    repository = await _read_repository(view, team)
    if view.field("role") == "none":
        await remove_team_repository(view.ports.database, view.deed, team, repository)
        return
    role = check_role(view.field("role"), "role")
    await set_team_repository(view.ports.database, view.deed, team, repository, role)


async def _read_repository(view: View, team: Team) -> Repository:
    name = find_repository_name(team.organization.name, view.field("repository").strip())
    found = name and await find_repository(view.ports.database, name, view.user)
    if not found:
        raise InvalidValue("repository", "must be the name of one of the organization")
    return found


async def _read_team(view: View) -> Team:
    owner = await read_own(view)
    team = await find_team(view.ports.database, owner, view.segments["team"])
    if team is None:
        raise NoPage
    return team


def _url(team: Team) -> str:
    return settings_url(team.organization) + quoted("teams", team.name)


ADDRESSES = (
    Address("POST", f"{URL}/teams", make_team, audience=Audience.PEOPLE, form=show_organization),
    Address("GET", TEAM, show_team, audience=Audience.PEOPLE),
    Address("POST", TEAM, change_team, audience=Audience.PEOPLE, form=show_team),
)

"""Teams of an organization; for its members to see, for its owners to change."""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import MEMBERSHIP, SIMPLE_USER, TEAM
from api.people.fields import OWNER_NAME
from api.shape import person_shape
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf, Object, Text
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import NotFound
from forge.groups.teams import (
    Team,
    add_team_member,
    create_team,
    delete_team,
    find_team,
    list_team_members,
    list_teams,
    remove_team_member,
    remove_team_repository,
    set_team_repository,
)
from forge.names import check_name, find_name_problem
from forge.repositories import Repository
from forge.roles import ROLE_WORDS, check_role
from replies import Json, json_reply


async def list_organization_teams(call: Call) -> Answer:
    teams = await list_teams(call.ports.database, call.owner)
    return json_reply(200, [_shape(team) for team in teams])


async def create_organization_team(call: Call) -> Answer:
    name = check_name(call.text("name"), "name")
    team = await create_team(call.ports.database, call.deed, call.owner, name)
    return json_reply(201, _shape(team))


async def delete_organization_team(call: Call) -> Answer:
    await delete_team(call.ports.database, call.deed, await _find(call))
    return Reply(204)


async def list_members_of_team(call: Call) -> Answer:
    users = await list_team_members(call.ports.database, await _find(call))
    return json_reply(200, [person_shape(user, call.request.origin) for user in users])


async def add_member_of_team(call: Call) -> Answer:
    team = await _find(call)
    user = await call.finder.person(call.text("user"))
    await add_team_member(call.ports.database, call.deed, team, user)
    return json_reply(200, {"state": "active", "role": "member"})


async def remove_member_of_team(call: Call) -> Answer:
    team = await _find(call)
    user = await call.finder.person(call.text("user"))
    if not await remove_team_member(call.ports.database, call.deed, team, user):
        raise NotFound("member")
    return Reply(204)


async def set_repository_of_team(call: Call) -> Answer:
    team, repository = await _find(call), await _repository(call)
    role = check_role(call.text("permission", "read"), "permission")
    await set_team_repository(call.ports.database, call.deed, team, repository, role)
    return Reply(204)


async def remove_repository_of_team(call: Call) -> Answer:
    team, repository = await _find(call), await _repository(call)
    if not await remove_team_repository(call.ports.database, call.deed, team, repository):
        raise NotFound("repository")
    return Reply(204)


async def _find(call: Call) -> Team:
    name = call.text("team")
    known = not find_name_problem(name)
    team = await find_team(call.ports.database, call.owner, name) if known else None
    if team is None:
        raise NotFound("team")
    return team


async def _repository(call: Call) -> Repository:
    """The one in the address, which the caller has to administer, too."""
    names = {"owner": call.text("owner"), "repository": call.text("repository")}
    return (await call.finder.visit(call.request, names, Action.ADMIN)).repository


def _shape(team: Team) -> Json:
    return {"id": team.id, "name": team.name, "slug": team.name.lower()}


_MANY = "/orgs/{organization}/teams"
_ONE = f"{_MANY}/{{team}}"
_MEMBERSHIP = f"{_ONE}/memberships/{{user}}"
_REPOSITORY = f"{_ONE}/repos/{{owner}}/{{repository}}"

ENDPOINTS = (
    Endpoint(
        "GET",
        _MANY,
        "List teams",
        list_organization_teams,
        {200: ListOf(TEAM)},
        audience=Audience.MEMBER,
    ),
    Endpoint(
        "POST",
        _MANY,
        "Create a team",
        create_organization_team,
        {201: TEAM},
        audience=Audience.OWNER,
        body=Object({"name": OWNER_NAME}, ("name",)),
    ),
    Endpoint(
        "DELETE",
        _ONE,
        "Delete a team",
        delete_organization_team,
        {204: None},
        audience=Audience.OWNER,
    ),
    Endpoint(
        "GET",
        f"{_ONE}/members",
        "List members of a team",
        list_members_of_team,
        {200: ListOf(SIMPLE_USER)},
        audience=Audience.MEMBER,
    ),
    Endpoint(
        "PUT",
        _MEMBERSHIP,
        "Add a member of the organization to a team",
        add_member_of_team,
        {200: MEMBERSHIP},
        audience=Audience.OWNER,
    ),
    Endpoint(
        "DELETE",
        _MEMBERSHIP,
        "Remove somebody from a team",
        remove_member_of_team,
        {204: None},
        audience=Audience.OWNER,
    ),
    Endpoint(
        "PUT",
        _REPOSITORY,
        "Give a team a role on a repository of the organization",
        set_repository_of_team,
        {204: None},
        audience=Audience.OWNER,
        body=Object({"permission": Text(16, one_of=ROLE_WORDS)}),
    ),
    Endpoint(
        "DELETE",
        _REPOSITORY,
        "Take a repository from a team",
        remove_repository_of_team,
        {204: None},
        audience=Audience.OWNER,
    ),
)

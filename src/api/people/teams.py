"""Teams of an organization; for its members to see, for its owners to change.

GET, POST /api/v3/orgs/<organization>/teams                                {"name"}
DELETE    /api/v3/orgs/<organization>/teams/<team>
GET       /api/v3/orgs/<organization>/teams/<team>/members
PUT, DELETE /api/v3/orgs/<organization>/teams/<team>/memberships/<user>
PUT, DELETE /api/v3/orgs/<organization>/teams/<team>/repos/<owner>/<repository> {"permission"}
"""

from __future__ import annotations

from collections.abc import Mapping

from api.found import Finder
from api.json_body import read_fields, read_secret
from api.shape import person_shape
from door import Door
from exchange import Answer, Reply, Request
from forge.access import Action
from forge.audit import Deed
from forge.errors import InvalidValue, NotFound
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
from forge.names import find_name_problem
from forge.owners import Owner
from forge.roles import check_role
from ports import Ports
from replies import Json, json_reply
from routing import Route


class TeamApi:
    def __init__(self, ports: Ports, door: Door) -> None:
        self._finder = Finder(ports, door)
        self._database = ports.database

    def routes(self) -> tuple[Route, ...]:
        many = "/api/v3/orgs/{organization}/teams"
        one = f"{many}/{{team}}"
        membership = f"{one}/memberships/{{user}}"
        repository = f"{one}/repos/{{owner}}/{{repository}}"
        return (
            Route("GET", many, self.list),
            Route("POST", many, self.create),
            Route("DELETE", one, self.delete),
            Route("GET", f"{one}/members", self.list_members),
            Route("PUT", membership, self.add_member),
            Route("DELETE", membership, self.remove_member),
            Route("PUT", repository, self.set_repository),
            Route("DELETE", repository, self.remove_repository),
        )

    async def list(self, request: Request, segments: Mapping[str, str]) -> Answer:
        owner = await self._read_as_member(request, segments)
        return json_reply(200, [_shape(team) for team in await list_teams(self._database, owner)])

    async def create(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, owner = await self._finder.own_organization(request, segments)
        name = read_secret(await read_fields(request), "name")
        problem = find_name_problem(name)
        if problem is not None:
            raise InvalidValue("name", problem)
        return json_reply(201, _shape(await create_team(self._database, deed, owner, name)))

    async def delete(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, team = await self._read_own(request, segments)
        await delete_team(self._database, deed, team)
        return Reply(204)

    async def list_members(self, request: Request, segments: Mapping[str, str]) -> Answer:
        owner = await self._read_as_member(request, segments)
        team = await self._find(owner, segments)
        users = await list_team_members(self._database, team)
        return json_reply(200, [person_shape(user, request.origin) for user in users])

    async def add_member(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, team = await self._read_own(request, segments)
        user = await self._finder.person(segments)
        await add_team_member(self._database, deed, team, user)
        return json_reply(200, {"state": "active", "role": "member"})

    async def remove_member(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, team = await self._read_own(request, segments)
        user = await self._finder.person(segments)
        if not await remove_team_member(self._database, deed, team, user):
            raise NotFound("member")
        return Reply(204)

    async def set_repository(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, team = await self._read_own(request, segments)
        visit = await self._finder.visit(request, segments, Action.ADMIN)
        role = check_role((await read_fields(request)).get("permission", "read"), "permission")
        await set_team_repository(self._database, deed, team, visit.repository, role)
        return Reply(204)

    async def remove_repository(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, team = await self._read_own(request, segments)
        visit = await self._finder.visit(request, segments, Action.ADMIN)
        if not await remove_team_repository(self._database, deed, team, visit.repository):
            raise NotFound("repository")
        return Reply(204)

    async def _read_as_member(self, request: Request, segments: Mapping[str, str]) -> Owner:
        _, owner, belongs = await self._finder.organization(request, segments)
        if not belongs:
            raise NotFound("organization")
        return owner

    async def _read_own(self, request: Request, segments: Mapping[str, str]) -> tuple[Deed, Team]:
        deed, owner = await self._finder.own_organization(request, segments)
        return deed, await self._find(owner, segments)

    async def _find(self, owner: Owner, segments: Mapping[str, str]) -> Team:
        team = await find_team(self._database, owner, segments["team"])
        if team is None:
            raise NotFound("team")
        return team


def _shape(team: Team) -> Json:
    return {"id": team.id, "name": team.name, "slug": team.name.lower()}

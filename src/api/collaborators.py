"""People with a role on a repository, in GitHub's shapes.

GET    /api/v3/repos/<owner>/<repository>/collaborators
GET    /api/v3/repos/<owner>/<repository>/collaborators/<user>               204 or 404
PUT    /api/v3/repos/<owner>/<repository>/collaborators/<user>               {"permission"}
DELETE /api/v3/repos/<owner>/<repository>/collaborators/<user>
GET    /api/v3/repos/<owner>/<repository>/collaborators/<user>/permission
"""

from __future__ import annotations

from collections.abc import Mapping

from api.found import Finder
from api.json_body import read_fields
from api.shape import person_shape
from door import Door
from exchange import Answer, Reply, Request
from forge.access import ALL_SCOPES, Action, Actor, Decision, authorize
from forge.errors import NotFound
from forge.groups.collaborators import (
    Collaborator,
    list_collaborators,
    remove_collaborator,
    set_collaborator,
)
from forge.repositories import Repository, find_repository
from forge.roles import Role, check_role
from forge.users import User
from ports import Ports
from replies import Json, json_reply
from routing import Route


class CollaboratorApi:
    def __init__(self, ports: Ports, door: Door) -> None:
        self._finder = Finder(ports, door)
        self._database = ports.database

    def routes(self) -> tuple[Route, ...]:
        many = "/api/v3/repos/{owner}/{repository}/collaborators"
        one = f"{many}/{{user}}"
        return (
            Route("GET", many, self.list),
            Route("GET", one, self.check),
            Route("PUT", one, self.set),
            Route("DELETE", one, self.remove),
            Route("GET", f"{one}/permission", self.read_permission),
        )

    async def list(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.WRITE)
        collaborators = await list_collaborators(self._database, visit.repository)
        return json_reply(200, [_shape(each, request.origin) for each in collaborators])

    async def check(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.WRITE)
        user = await self._finder.person(segments)
        for each in await list_collaborators(self._database, visit.repository):
            if each.user == user:
                return Reply(204)
        raise NotFound("collaborator")

    async def set(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.ADMIN)
        role = check_role((await read_fields(request)).get("permission", "write"), "permission")
        collaborator = Collaborator(await self._finder.person(segments), role)
        await set_collaborator(self._database, visit.deed, visit.repository, collaborator)
        return Reply(204)

    async def remove(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.ADMIN)
        user = await self._finder.person(segments)
        if not await remove_collaborator(self._database, visit.deed, visit.repository, user):
            raise NotFound("collaborator")
        return Reply(204)

    async def read_permission(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.WRITE)
        user = await self._finder.person(segments)
        role = await self._role(visit.repository, user)
        shape = {"permission": role.name.lower(), "user": person_shape(user, request.origin)}
        return json_reply(200, shape)

    async def _role(self, repository: Repository, user: User) -> Role:
        """What `user` may do, by whatever reason."""
        found = await find_repository(self._database, repository.name, user)
        actor = Actor(user, ALL_SCOPES)
        allowed = [a.value for a in Action if authorize(actor, a, found) is Decision.ALLOWED]
        return max(allowed, default=Role.NONE)


def _shape(collaborator: Collaborator, origin: str) -> dict[str, Json]:
    role = collaborator.role
    permissions: dict[str, Json] = {
        "pull": role >= Role.READ,
        "push": role >= Role.WRITE,
        "admin": role >= Role.ADMIN,
    }
    name = {"role_name": role.name.lower(), "permissions": permissions}
    return {**person_shape(collaborator.user, origin), **name}

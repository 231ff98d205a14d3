"""Organizations and who belongs to them.

POST   /api/v3/orgs                                        {"login", "name"?}
GET    /api/v3/user/orgs
GET    /api/v3/orgs/<organization>
DELETE /api/v3/orgs/<organization>
GET    /api/v3/orgs/<organization>/members                 for its members
PUT    /api/v3/orgs/<organization>/memberships/<user>      {"role"?: "member" | "admin"}
DELETE /api/v3/orgs/<organization>/memberships/<user>      also for oneself
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import read_person
from api.found import Finder
from api.json_body import read_fields, read_secret
from api.shape import person_shape
from door import Door
from exchange import Answer, Reply, Request
from forge.access import Scope, may_administer
from forge.accounts.details import check_full_name
from forge.audit import Deed
from forge.errors import InvalidValue, NotAllowed, NotFound
from forge.groups.organizations import (
    Member,
    create_organization,
    delete_organization,
    list_members,
    list_organizations,
    remove_member,
    set_member,
)
from forge.names import check_owner
from forge.owners import Owner
from forge.users import Kind, User
from ports import Ports
from replies import Json, json_reply
from routing import Route


class OrganizationApi:
    def __init__(self, ports: Ports, door: Door) -> None:
        self._finder = Finder(ports, door)
        self._database = ports.database
        self._clock = ports.clock
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        one = "/api/v3/orgs/{organization}"
        membership = f"{one}/memberships/{{user}}"
        return (
            Route("POST", "/api/v3/orgs", self.create),
            Route("GET", "/api/v3/user/orgs", self.list_mine),
            Route("GET", one, self.read),
            Route("DELETE", one, self.delete),
            Route("GET", f"{one}/members", self.list_members),
            Route("PUT", membership, self.set_member),
            Route("DELETE", membership, self.remove_member),
        )

    async def create(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, user = await read_person(self._door, request)
        if not actor.has(Scope.ADMIN) or actor.repository_ids is not None:
            raise NotAllowed("This takes a token of the scope admin, for all repositories.")
        fields = await read_fields(request)
        name = check_owner(read_secret(fields, "login"), "login")
        if self._door.authenticator.is_configured(name):
            raise InvalidValue("login", "is taken")
        full_name = check_full_name(fields.get("name"), "name")
        deed = Deed(actor, self._clock())
        owner = await create_organization(self._database, deed, user, name, full_name)
        return json_reply(201, _shape(owner, request.origin))

    async def list_mine(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        _, user = await read_person(self._door, request)
        owners = await list_organizations(self._database, user)
        return json_reply(200, [_shape(owner, request.origin) for owner in owners])

    async def read(self, request: Request, segments: Mapping[str, str]) -> Answer:
        _, owner, _ = await self._finder.organization(request, segments)
        return json_reply(200, _shape(owner, request.origin))

    async def delete(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, owner = await self._finder.own_organization(request, segments)
        await delete_organization(self._database, deed, owner)
        return Reply(204)

    async def list_members(self, request: Request, segments: Mapping[str, str]) -> Answer:
        _, owner, belongs = await self._finder.organization(request, segments)
        if not belongs:
            raise NotFound("organization")
        members = await list_members(self._database, owner)
        return json_reply(200, [_member_shape(member, request.origin) for member in members])

    async def set_member(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, owner = await self._finder.own_organization(request, segments)
        role = (await read_fields(request)).get("role", "member")
        if role not in ("member", "admin"):
            raise InvalidValue("role", "must be member or admin")
        member = Member(await self._finder.person(segments), role == "admin")
        await set_member(self._database, deed, owner, member)
        return json_reply(200, _member_shape(member, request.origin))

    async def remove_member(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, owner, belongs = await self._finder.organization(request, segments)
        user = await self._finder.person(segments) if belongs else None
        leaves = user is not None and user == deed.actor.user and deed.actor.has(Scope.ADMIN)
        if not leaves and not may_administer(deed.actor, owner):
            raise NotAllowed("Only owners of the organization may do that.")
        if user is None or not await remove_member(self._database, deed, owner, user):
            raise NotFound("member")
        return Reply(204)


def _shape(owner: Owner, origin: str) -> Json:
    return person_shape(User(owner.id, owner.name), origin, Kind.ORGANIZATION)


def _member_shape(member: Member, origin: str) -> Json:
    role = "admin" if member.is_owner else "member"
    return {**person_shape(member.user, origin), "role": role, "state": "active"}

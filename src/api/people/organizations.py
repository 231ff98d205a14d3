"""Organizations and who belongs to them."""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import MEMBER, SIMPLE_USER
from api.people.fields import OWNER_NAME
from api.shape import person_shape
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf, Nullable, Object, Text
from exchange import Answer, Reply
from forge.access import Scope, may_administer
from forge.accounts.details import MAX_FULL_NAME, check_full_name
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
from replies import Json, json_reply


async def create_new_organization(call: Call) -> Answer:
    actor = call.actor
    if not actor.has(Scope.ADMIN) or actor.repository_ids is not None:
        raise NotAllowed("This takes a token of the scope admin, for all repositories.")
    name = check_owner(call.text("login"), "login")
    if call.finder.door.authenticator.is_configured(name):
        raise InvalidValue("login", "is taken")
    full_name = check_full_name(call.values.get("name"), "name")
    database, deed = call.ports.database, call.deed
    owner = await create_organization(database, deed, call.account, name, full_name)
    return json_reply(201, _shape(owner, call))


async def list_own_organizations(call: Call) -> Answer:
    owners = await list_organizations(call.ports.database, call.account)
    return json_reply(200, [_shape(owner, call) for owner in owners])


async def get_organization(call: Call) -> Answer:
    return json_reply(200, _shape(call.owner, call))


async def remove_organization(call: Call) -> Answer:
    await delete_organization(call.ports.database, call.deed, call.owner)
    return Reply(204)


async def list_organization_members(call: Call) -> Answer:
    members = await list_members(call.ports.database, call.owner)
    return json_reply(200, [_member_shape(member, call) for member in members])


async def set_organization_member(call: Call) -> Answer:
    user = await call.finder.person(call.text("user"))
    member = Member(user, call.text("role") == "admin")
    await set_member(call.ports.database, call.deed, call.owner, member)
    return json_reply(200, _member_shape(member, call))


async def remove_organization_member(call: Call) -> Answer:
    owner, actor = call.owner, call.actor
    belongs = await call.finder.belongs(actor, owner)
    user = await call.finder.person(call.text("user")) if belongs else None
    leaves = user is not None and user == actor.user and actor.has(Scope.ADMIN)
    if not leaves and not may_administer(actor, owner):
        raise NotAllowed("Only owners of the organization may do that.")
    if user is None or not await remove_member(call.ports.database, call.deed, owner, user):
        raise NotFound("member")
    return Reply(204)


def _shape(owner: Owner, call: Call) -> Json:
    return person_shape(User(owner.id, owner.name), call.request.origin, Kind.ORGANIZATION)


def _member_shape(member: Member, call: Call) -> Json:
    role = "admin" if member.is_owner else "member"
    person = person_shape(member.user, call.request.origin)
    return {**person, "role": role, "state": "active"}


_ONE = "/orgs/{organization}"
_MEMBERSHIP = f"{_ONE}/memberships/{{user}}"

ENDPOINTS = (
    Endpoint(
        "POST",
        "/orgs",
        "Create an organization",
        create_new_organization,
        {201: SIMPLE_USER},
        audience=Audience.PERSON,
        body=Object({"login": OWNER_NAME, "name": Nullable(Text(4 * MAX_FULL_NAME))}, ("login",)),
    ),
    Endpoint(
        "GET",
        "/user/orgs",
        "List the organizations that one belongs to",
        list_own_organizations,
        {200: ListOf(SIMPLE_USER)},
        audience=Audience.PERSON,
    ),
    Endpoint(
        "GET",
        _ONE,
        "Get an organization",
        get_organization,
        {200: SIMPLE_USER},
        audience=Audience.ORGANIZATION,
    ),
    Endpoint(
        "DELETE",
        _ONE,
        "Delete an organization that owns nothing",
        remove_organization,
        {204: None},
        audience=Audience.OWNER,
    ),
    Endpoint(
        "GET",
        f"{_ONE}/members",
        "List members",
        list_organization_members,
        {200: ListOf(MEMBER)},
        audience=Audience.MEMBER,
    ),
    Endpoint(
        "PUT",
        _MEMBERSHIP,
        "Add a member, or change their role",
        set_organization_member,
        {200: MEMBER},
        audience=Audience.OWNER,
        body=Object({"role": Text(16, one_of=("member", "admin"))}),
    ),
    Endpoint(
        "DELETE",
        _MEMBERSHIP,
        "Remove a member, or leave",
        remove_organization_member,
        {204: None},
        audience=Audience.ORGANIZATION,
    ),
)

"""People with a role on a repository, in GitHub's shapes."""

from __future__ import annotations

from api.people.answers import COLLABORATOR, PERMISSION
from api.shape import person_shape
from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.schema import ListOf, Object, Text
from exchange import Answer, Reply
from forge.access import ALL_SCOPES, Action, Actor, Decision, authorize
from forge.errors import NotFound
from forge.groups.collaborators import (
    Collaborator,
    list_collaborators,
    remove_collaborator,
    set_collaborator,
)
from forge.repositories import find_repository
from forge.roles import ROLE_WORDS, Role, check_role
from forge.users import User
from replies import Json, json_reply


async def list_repository_collaborators(call: Call) -> Answer:
    collaborators = await list_collaborators(call.ports.database, call.target)
    return json_reply(200, [_shape(each, call.request.origin) for each in collaborators])


async def check_collaborator(call: Call) -> Answer:
    user = await call.finder.person(call.text("user"))
    for each in await list_collaborators(call.ports.database, call.target):
        if each.user == user:
            return Reply(204)
    raise NotFound("collaborator")


async def set_repository_collaborator(call: Call) -> Answer:
    role = check_role(call.text("permission", "write"), "permission")
    collaborator = Collaborator(await call.finder.person(call.text("user")), role)
    await set_collaborator(call.ports.database, call.deed, call.target, collaborator)
    return Reply(204)


async def remove_repository_collaborator(call: Call) -> Answer:
    user = await call.finder.person(call.text("user"))
    if not await remove_collaborator(call.ports.database, call.deed, call.target, user):
        raise NotFound("collaborator")
    return Reply(204)


async def get_collaborator_permission(call: Call) -> Answer:
    user = await call.finder.person(call.text("user"))
    role = await _role(call, user)
    person = person_shape(user, call.request.origin)
    return json_reply(200, {"permission": role.name.lower(), "user": person})


async def _role(call: Call, user: User) -> Role:
    """What `user` may do, by whatever reason."""
    found = await find_repository(call.ports.database, call.target.name, user)
    actor = Actor(user, ALL_SCOPES)
    allowed = [a.role for a in Action if authorize(actor, a, found) is Decision.ALLOWED]
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


_MANY = REPOSITORY + "/collaborators"
_ONE = _MANY + "/{user}"

ENDPOINTS = (
    Endpoint(
        "GET",
        _MANY,
        "List collaborators",
        list_repository_collaborators,
        {200: ListOf(COLLABORATOR)},
        Action.WRITE,
    ),
    Endpoint(
        "GET",
        _ONE,
        "Check whether somebody is a collaborator",
        check_collaborator,
        {204: None},
        Action.WRITE,
    ),
    Endpoint(
        "PUT",
        _ONE,
        "Add a collaborator, or change their role",
        set_repository_collaborator,
        {204: None},
        Action.ADMIN,
        body=Object({"permission": Text(16, one_of=ROLE_WORDS)}),
    ),
    Endpoint(
        "DELETE",
        _ONE,
        "Remove a collaborator",
        remove_repository_collaborator,
        {204: None},
        Action.ADMIN,
    ),
    Endpoint(
        "GET",
        _ONE + "/permission",
        "Tell what somebody may do, by whatever reason",
        get_collaborator_permission,
        {200: PERMISSION},
        Action.WRITE,
    ),
)

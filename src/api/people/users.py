"""People and organizations as others see them."""

from __future__ import annotations

from api.people.answers import SIMPLE_USER
from api.shape import person_shape
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from exchange import Answer
from forge.errors import NotFound
from forge.names import find_owner_problem
from forge.owners import find_owner
from forge.users import Kind, User, find_user
from replies import json_reply


async def get_user(call: Call) -> Answer:
    name, origin = call.text("user"), call.request.origin
    if find_owner_problem(name):
        raise NotFound("user")
    user = await find_user(call.ports.database, name)
    if user is not None:
        return json_reply(200, person_shape(user, origin))
    owner = await find_owner(call.ports.database, name, None)
    if owner is None:
        raise NotFound("user")
    shape = person_shape(User(owner.id, owner.name), origin, Kind.ORGANIZATION)
    return json_reply(200, shape)


ENDPOINTS = (
    Endpoint(
        "GET", "/users/{user}", "Get a person or an organization", get_user, {200: SIMPLE_USER}
    ),
)

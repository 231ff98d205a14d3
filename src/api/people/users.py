"""People and organizations as others see them.

GET /api/v3/users/<name>
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import read_caller
from api.shape import person_shape
from door import Door
from exchange import Answer, Request
from forge.errors import NotFound
from forge.owners import find_owner
from forge.users import Kind, User, find_user
from ports import Ports
from replies import json_reply
from routing import Route


class UserApi:
    def __init__(self, ports: Ports, door: Door) -> None:
        self._database = ports.database
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        return (Route("GET", "/api/v3/users/{user}", self.read),)

    async def read(self, request: Request, segments: Mapping[str, str]) -> Answer:
        await read_caller(self._door, request)
        user = await find_user(self._database, segments["user"])
        if user is not None:
            return json_reply(200, person_shape(user, request.origin))
        owner = await find_owner(self._database, segments["user"], None)
        if owner is None:
            raise NotFound("user")
        shape = person_shape(User(owner.id, owner.name), request.origin, Kind.ORGANIZATION)
        return json_reply(200, shape)

"""Deleted repositories of an owner, for thirty days.

    GET  /api/v3/users/<owner>/deleted-repos
    POST /api/v3/users/<owner>/deleted-repos/<id>/restore

`<owner>` is a person or an organization; only who administers it sees what it has deleted.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import read_person
from api.shape import find_id, repository_shape, time_text
from door import Door
from exchange import Answer, Request
from forge.access import may_administer
from forge.audit import Deed
from forge.errors import NotFound
from forge.lifecycle.bin import KEPT, list_bin, restore
from forge.lifecycle.profiles import read_profile
from forge.owners import Owner, find_owner
from forge.repositories import find_repository
from ports import Ports
from replies import json_reply
from routing import Route


class BinApi:
    def __init__(self, ports: Ports, door: Door) -> None:
        self._database = ports.database
        self._clock = ports.clock
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        deleted = "/api/v3/users/{user}/deleted-repos"
        return (
            Route("GET", deleted, self.list),
            Route("POST", f"{deleted}/{{deleted}}/restore", self.restore),
        )

    async def list(self, request: Request, segments: Mapping[str, str]) -> Answer:
        _, owner = await self._read_owner(request, segments)
        shapes = [
            {
                "id": each.id,
                "name": each.name.name,
                "deleted_at": time_text(each.deleted_at),
                "kept_until": time_text(each.deleted_at + KEPT),
            }
            for each in await list_bin(self._database, owner, self._clock())
        ]
        return json_reply(200, shapes)

    async def restore(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, owner = await self._read_owner(request, segments)
        wanted = find_id(segments["deleted"])
        for deleted in await list_bin(self._database, owner, deed.at):
            if deleted.id == wanted:
                await restore(self._database, deed, deleted)
                user = deed.actor.user
                repository = await find_repository(self._database, deleted.name, user)
                if repository is not None:
                    profile = await read_profile(self._database, repository, user)
                    return json_reply(200, repository_shape(profile, deed.actor, request.origin))
        raise NotFound("deleted repository")

    async def _read_owner(
        self, request: Request, segments: Mapping[str, str]
    ) -> tuple[Deed, Owner]:
        actor, user = await read_person(self._door, request)
        owner = await find_owner(self._database, segments["user"], user)
        if owner is None or not may_administer(actor, owner):
            raise NotFound("user")
        return Deed(actor, self._clock()), owner

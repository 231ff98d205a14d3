"""The audit log, newest first, a hundred entries at a time; `?before=<id>` for those before.

GET /api/v3/user/audit-log
GET /api/v3/orgs/<organization>/audit-log                for its owners
GET /api/v3/repos/<owner>/<repository>/audit-log         for its administrators
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

from api.caller import read_holder
from api.found import Finder
from api.shape import find_id, time_text
from door import Door
from exchange import Answer, Request
from forge.access import Action
from forge.audit import Entry, list_of_owner, list_of_repository
from forge.database import MAX_INTEGER
from ports import Ports
from replies import Json, json_reply
from routing import Route


class AuditApi:
    def __init__(self, ports: Ports, door: Door) -> None:
        self._finder = Finder(ports, door)
        self._database = ports.database
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", "/api/v3/user/audit-log", self.of_user),
            Route("GET", "/api/v3/orgs/{organization}/audit-log", self.of_organization),
            Route("GET", "/api/v3/repos/{owner}/{repository}/audit-log", self.of_repository),
        )

    async def of_user(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        _, user = await read_holder(self._door, request)
        entries = await list_of_owner(self._database, user.id, _before(request))
        return json_reply(200, [_shape(entry) for entry in entries])

    async def of_organization(self, request: Request, segments: Mapping[str, str]) -> Answer:
        _, owner = await self._finder.own_organization(request, segments)
        entries = await list_of_owner(self._database, owner.id, _before(request))
        return json_reply(200, [_shape(entry) for entry in entries])

    async def of_repository(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.ADMIN)
        store_name = visit.repository.store_name
        entries = await list_of_repository(self._database, store_name, _before(request))
        return json_reply(200, [_shape(entry) for entry in entries])


def _before(request: Request) -> int:
    text = parse_qs(request.query).get("before", [""])[0]
    return find_id(text) or MAX_INTEGER


def _shape(entry: Entry) -> Json:
    return {
        "id": entry.id,
        "at": time_text(entry.at),
        "action": entry.event,
        "actor": entry.actor_name,
        "agent": entry.agent_name,
        "subject": entry.subject,
        "details": entry.details,
    }

"""Agents: programs that act for the person who asks.

    GET    /api/v3/user/agents
    POST   /api/v3/user/agents          {"name"}
    DELETE /api/v3/user/agents/<name>

Their tokens are at the same addresses as those of people (`api.people.tokens`).
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import read_holder
from api.json_body import read_fields, read_secret
from api.shape import person_shape
from door import Door
from exchange import Answer, Reply, Request
from forge.accounts.agents import create_agent, delete_agent, find_agent, list_agents
from forge.audit import Deed
from forge.errors import NotFound
from forge.names import check_owner
from forge.users import Kind
from ports import Ports
from replies import json_reply
from routing import Route


class AgentApi:
    def __init__(self, ports: Ports, door: Door) -> None:
        self._database = ports.database
        self._clock = ports.clock
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        agents = "/api/v3/user/agents"
        return (
            Route("GET", agents, self.list),
            Route("POST", agents, self.create),
            Route("DELETE", f"{agents}/{{agent}}", self.delete),
        )

    async def list(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        _, user = await read_holder(self._door, request)
        agents = await list_agents(self._database, user)
        return json_reply(200, [person_shape(a, request.origin, Kind.AGENT) for a in agents])

    async def create(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, user = await read_holder(self._door, request)
        name = check_owner(read_secret(await read_fields(request), "name"), "name")
        agent = await create_agent(self._database, Deed(actor, self._clock()), user, name)
        return json_reply(201, person_shape(agent, request.origin, Kind.AGENT))

    async def delete(self, request: Request, segments: Mapping[str, str]) -> Answer:
        actor, user = await read_holder(self._door, request)
        agent = await find_agent(self._database, user, segments["agent"])
        if agent is None:
            raise NotFound("agent")
        await delete_agent(self._database, Deed(actor, self._clock()), user, agent)
        return Reply(204)

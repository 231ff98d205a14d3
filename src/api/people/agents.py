"""Agents: programs that act for the person who asks.

Their tokens are at the same addresses as those of people (`api.people.tokens`).
"""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import SIMPLE_USER
from api.people.fields import OWNER_NAME
from api.shape import person_shape
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf, Object
from exchange import Answer, Reply
from forge.accounts.agents import create_agent, delete_agent, find_agent, list_agents
from forge.errors import NotFound
from forge.names import check_owner, find_owner_problem
from forge.users import Kind
from replies import json_reply


async def list_user_agents(call: Call) -> Answer:
    agents = await list_agents(call.ports.database, call.account)
    origin = call.request.origin
    return json_reply(200, [person_shape(agent, origin, Kind.AGENT) for agent in agents])


async def create_user_agent(call: Call) -> Answer:
    name = check_owner(call.text("name"), "name")
    agent = await create_agent(call.ports.database, call.deed, call.account, name)
    return json_reply(201, person_shape(agent, call.request.origin, Kind.AGENT))


async def delete_user_agent(call: Call) -> Answer:
    database, name = call.ports.database, call.text("agent")
    known = not find_owner_problem(name)
    agent = await find_agent(database, call.account, name) if known else None
    if agent is None:
        raise NotFound("agent")
    await delete_agent(database, call.deed, call.account, agent)
    return Reply(204)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/user/agents",
        "List one's agents",
        list_user_agents,
        {200: ListOf(SIMPLE_USER)},
        audience=Audience.HOLDER,
    ),
    Endpoint(
        "POST",
        "/user/agents",
        "Create an agent",
        create_user_agent,
        {201: SIMPLE_USER},
        audience=Audience.HOLDER,
        body=Object({"name": OWNER_NAME}, ("name",)),
    ),
    Endpoint(
        "DELETE",
        "/user/agents/{agent}",
        "Delete an agent and its tokens",
        delete_user_agent,
        {204: None},
        audience=Audience.HOLDER,
    ),
)

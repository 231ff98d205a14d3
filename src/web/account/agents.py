"""Agents: programs that act for their owner, with tokens of their own."""

from __future__ import annotations

from dataclasses import dataclass

from exchange import Reply
from forge.accounts.agents import create_agent, delete_agent, find_agent, list_agents
from forge.names import check_owner
from forge.users import User
from web.account.section import section_page
from web.account.tokens import change_tokens_of, tokens_page
from web.address import Address, Audience
from web.page import Action, Page
from web.trouble import NoPage, Redirect
from web.urls import quoted
from web.view import View

URL = "/settings/agents"


@dataclass(frozen=True, slots=True)
class Agents:
    agents: tuple[str, ...]


async def show_agents(view: View) -> Page:
    agents = await list_agents(view.ports.database, view.user)
    actions = (
        Action("Make one", URL, "POST", ("name",)),
        Action("Remove one", URL, "POST", ("remove",)),
    )
    return section_page("agents", Agents(tuple(each.name for each in agents)), actions)


async def change_agents(view: View) -> Reply:
    """Remove the agent named in `remove`, or else make one."""
    database, deed = view.ports.database, view.deed
    if view.field("remove"):
        agent = await _read_agent(view, view.field("remove"))
        await delete_agent(database, deed, view.user, agent)
        raise Redirect(f"{URL}?done=removed")
    name = check_owner(view.field("name").strip(), "name")
    agent = await create_agent(database, deed, view.user, name)
    raise Redirect(_url(agent))


async def show_agent_tokens(view: View) -> Page:
    agent = await _read_agent(view, view.segments["agent"])
    return await tokens_page(view, agent, _url(agent))


async def change_agent_tokens(view: View) -> Page | Reply:
    agent = await _read_agent(view, view.segments["agent"])
    return await change_tokens_of(view, agent, _url(agent))


async def _read_agent(view: View, name: str) -> User:
    agent = await find_agent(view.ports.database, view.user, name)
    if agent is None:
        raise NoPage
    return agent


def _url(agent: User) -> str:
    return URL + quoted(agent.name)


ADDRESSES = (
    Address("GET", URL, show_agents, audience=Audience.HOLDERS),
    Address("POST", URL, change_agents, audience=Audience.HOLDERS, form=show_agents),
    Address("GET", f"{URL}/{{agent}}", show_agent_tokens, audience=Audience.HOLDERS),
    Address(
        "POST",
        f"{URL}/{{agent}}",
        change_agent_tokens,
        audience=Audience.HOLDERS,
        form=show_agent_tokens,
    ),
)

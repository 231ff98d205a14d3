"""All addresses of pages, in the order in which they are tried."""

from __future__ import annotations

from dataclasses import dataclass

from config import Config
from door import Door
from ports import Ports
from routing import Handler, Route
from web.account import agents, password, profile, records, second_factor, sessions, tokens
from web.address import Address
from web.code import addresses as code
from web.discovery import addresses as discovery
from web.dispatch import NOTHING, Dispatcher
from web.groups import administration, organization, team
from web.history import addresses as history
from web.issues import addresses as issues
from web.people import front, join, new_repository, owner, sign_in, theme
from web.settings import access, danger, general
from web.settings import records as repository_records

ADDRESSES: tuple[Address, ...] = (
    *discovery.ADDRESSES,
    *front.ADDRESSES,
    *sign_in.ADDRESSES,
    *join.ADDRESSES,
    *theme.ADDRESSES,
    *new_repository.ADDRESSES,
    *profile.ADDRESSES,
    *password.ADDRESSES,
    *second_factor.ADDRESSES,
    *sessions.ADDRESSES,
    *tokens.ADDRESSES,
    *agents.ADDRESSES,
    *records.ADDRESSES,
    *organization.ADDRESSES,
    *team.ADDRESSES,
    *administration.ADDRESSES,
    *general.ADDRESSES,
    *danger.ADDRESSES,
    *access.ADDRESSES,
    *repository_records.ADDRESSES,
    # Below are those that begin with the name of an owner.
    *issues.ADDRESSES,
    *history.ADDRESSES,
    *code.ADDRESSES,
    *owner.ADDRESSES,
)


@dataclass(frozen=True, slots=True)
class Pages:
    """`nothing` answers a GET of every address that no route knows."""

    routes: tuple[Route, ...]
    nothing: Handler


def all_pages(config: Config, ports: Ports, door: Door) -> Pages:
    dispatcher = Dispatcher(config, ports, door)
    routes = tuple(dispatcher.route(each) for each in ADDRESSES)
    return Pages(routes, dispatcher.handler(NOTHING))

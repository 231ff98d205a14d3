"""All addresses that are about people, what they may do, and what belongs to whom."""

from __future__ import annotations

from api import bin as recycling
from api import collaborators, repositories
from api.account import emails, identities, offers
from api.people import (
    accounts,
    administration,
    agents,
    audit_log,
    github_sign_in,
    organizations,
    second_factor,
    sessions,
    teams,
    tokens,
    users,
)
from api.v3.endpoint import Endpoint
from config import Config
from door import Door
from ports import Ports
from routing import Route

ENDPOINTS: tuple[Endpoint, ...] = (
    *accounts.ENDPOINTS,
    *emails.ENDPOINTS,
    *identities.ENDPOINTS,
    *sessions.ENDPOINTS,
    *second_factor.ENDPOINTS,
    *tokens.ENDPOINTS,
    *agents.ENDPOINTS,
    *users.ENDPOINTS,
    *organizations.ENDPOINTS,
    *teams.ENDPOINTS,
    *repositories.ENDPOINTS,
    *offers.ENDPOINTS,
    *collaborators.ENDPOINTS,
    *recycling.ENDPOINTS,
    *audit_log.ENDPOINTS,
    *administration.ENDPOINTS,
)


def people_routes(config: Config, ports: Ports, door: Door) -> tuple[Route, ...]:
    """What browsers are sent to, and is no part of the API."""
    return github_sign_in.GithubSignIn(config, ports, door).routes()

"""All addresses that are about people, what they may do, and what belongs to whom."""

from __future__ import annotations

from api.bin import BinApi
from api.collaborators import CollaboratorApi
from api.people.accounts import AccountApi
from api.people.administration import AdministrationApi
from api.people.agents import AgentApi
from api.people.audit_log import AuditApi
from api.people.github_sign_in import GithubSignIn
from api.people.organizations import OrganizationApi
from api.people.second_factor import SecondFactorApi
from api.people.sessions import SessionApi
from api.people.teams import TeamApi
from api.people.tokens import TokenApi
from api.people.users import UserApi
from api.repositories import RepositoryApi
from config import Config
from door import Door
from ports import Ports
from routing import Route


def people_routes(config: Config, ports: Ports, door: Door) -> tuple[Route, ...]:
    return (
        *AccountApi(config, ports, door).routes(),
        *SessionApi(config, ports, door).routes(),
        *SecondFactorApi(config, ports, door).routes(),
        *TokenApi(ports, door).routes(),
        *AgentApi(ports, door).routes(),
        *UserApi(ports, door).routes(),
        *OrganizationApi(ports, door).routes(),
        *TeamApi(ports, door).routes(),
        *RepositoryApi(config, ports, door).routes(),
        *CollaboratorApi(ports, door).routes(),
        *BinApi(ports, door).routes(),
        *AuditApi(ports, door).routes(),
        *AdministrationApi(config, ports, door).routes(),
        *GithubSignIn(config, ports, door).routes(),
    )

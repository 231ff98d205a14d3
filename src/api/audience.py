"""Whom an address of the API is for, where it is not about a repository.

Everybody is let in, or turned away, before anything else of what they sent is looked at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from api.caller import SIGN_IN, read_administrator, read_caller, read_holder, read_person
from api.found import Finder
from door import check_not_cross_site
from exchange import Request
from forge.access import ANONYMOUS, Actor, may_administer, may_create, may_manage_account
from forge.accounts.agents import find_agent
from forge.errors import BadCredentials, NotAllowed, NotFound
from forge.owners import Owner
from forge.users import User

Segments: TypeAlias = Mapping[str, str]


class Audience(Enum):
    """The value is a sentence for the document."""

    FRONT = "For whoever comes; credentials are not looked at."
    ANYBODY = "For whoever may come in."
    PERSON = "For whoever has an account."
    HOLDER = "For the holder of the account in person: no token opens this."
    KEEPER = "For the person of this name, or whose agent it is, in person: no token opens this."
    INSTALLATION = "For administrators of the installation; to others there is nothing."
    ORGANIZATION = "About an organization, for whoever may come in."
    MEMBER = "For members of the organization; to others there is nothing."
    OWNER = "For owners of the organization."
    CREATOR = "For whoever may make repositories for this owner."
    STEWARD = "For whoever administers this owner; to others there is nothing."

    @property
    def is_open(self) -> bool:
        """Whether it takes no credentials."""
        return self in (Audience.FRONT, Audience.ANYBODY, Audience.ORGANIZATION)

    @property
    def is_personal(self) -> bool:
        """Whether it takes more than a token."""
        return self in (Audience.HOLDER, Audience.KEEPER)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who was let in; the owner or the account that the address is about, where there is one."""

    actor: Actor
    owner: Owner | None = None
    account: User | None = None


async def admit(finder: Finder, audience: Audience, request: Request, segments: Segments) -> Guest:
    """Who asks, when they belong to the audience; else the error that says so."""
    return await _ADMISSIONS[audience](finder, request, segments)


async def _front(_finder: Finder, request: Request, _segments: Segments) -> Guest:
    check_not_cross_site(request)
    return Guest(ANONYMOUS)


async def _anybody(finder: Finder, request: Request, _segments: Segments) -> Guest:
    return Guest(await read_caller(finder.door, request))


async def _person(finder: Finder, request: Request, _segments: Segments) -> Guest:
    actor, user = await read_person(finder.door, request)
    return Guest(actor, account=user)


async def _holder(finder: Finder, request: Request, _segments: Segments) -> Guest:
    actor, user = await read_holder(finder.door, request)
    return Guest(actor, account=user)


async def _keeper(finder: Finder, request: Request, segments: Segments) -> Guest:
    actor, user = await read_holder(finder.door, request)
    if may_manage_account(actor, segments["user"]):
        return Guest(actor, account=user)
    agent = await find_agent(finder.database, user, segments["user"])
    if agent is None:
        raise NotFound("user")
    return Guest(actor, account=agent)


async def _installation(finder: Finder, request: Request, _segments: Segments) -> Guest:
    actor, user = await read_administrator(finder.door, request)
    return Guest(actor, account=user)


async def _organization(finder: Finder, request: Request, segments: Segments) -> Guest:
    actor = await read_caller(finder.door, request)
    return Guest(actor, await finder.organization(actor, segments["organization"]))


async def _member(finder: Finder, request: Request, segments: Segments) -> Guest:
    guest = await _organization(finder, request, segments)
    if guest.owner is None or not await finder.belongs(guest.actor, guest.owner):
        raise NotFound("organization")
    return guest


async def _owner(finder: Finder, request: Request, segments: Segments) -> Guest:
    guest = await _organization(finder, request, segments)
    if guest.actor.is_anonymous:
        raise BadCredentials(SIGN_IN)
    if not may_administer(guest.actor, guest.owner):
        raise NotAllowed("Only owners of the organization may do that.")
    return guest


async def _creator(finder: Finder, request: Request, segments: Segments) -> Guest:
    actor, user = await read_person(finder.door, request)
    owner = await finder.owner(actor, segments.get("user", user.name))
    if owner is None:
        raise NotFound("organization")
    if not may_create(actor, owner):
        raise NotAllowed(f"You may not make repositories for {owner.name}.")
    return Guest(actor, owner, user)


async def _steward(finder: Finder, request: Request, segments: Segments) -> Guest:
    actor, user = await read_person(finder.door, request)
    owner = await finder.owner(actor, segments["user"])
    if owner is None or not may_administer(actor, owner):
        raise NotFound("user")
    return Guest(actor, owner, user)


_ADMISSIONS: Mapping[Audience, Callable[[Finder, Request, Segments], Awaitable[Guest]]] = {
    Audience.FRONT: _front,
    Audience.ANYBODY: _anybody,
    Audience.PERSON: _person,
    Audience.HOLDER: _holder,
    Audience.KEEPER: _keeper,
    Audience.INSTALLATION: _installation,
    Audience.ORGANIZATION: _organization,
    Audience.MEMBER: _member,
    Audience.OWNER: _owner,
    Audience.CREATOR: _creator,
    Audience.STEWARD: _steward,
}

"""The profile of a person or an organization: their repositories, and who belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from forge.access import may_administer, may_create
from forge.accounts.details import read_details
from forge.errors import NotFound
from forge.groups.organizations import Member, list_members, list_organizations
from forge.groups.teams import list_teams
from forge.lifecycle.profiles import Listing, count_profiles, list_profiles
from forge.names import find_owner_problem
from forge.owners import Owner, find_owner
from forge.users import Kind, User, find_user
from web.address import Address
from web.page import Page
from web.people.lists import RepositoryItem, repository_items
from web.trouble import NoPage, Redirect
from web.urls import owner_url
from web.view import View

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    is_owner: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """`members` and `teams` only of organizations, and for those who belong to them."""

    name: str
    full_name: str
    kind: Kind
    repositories: tuple[RepositoryItem, ...]
    total: int
    number: int
    has_more: bool
    organizations: tuple[str, ...]
    members: tuple[Person, ...]
    teams: tuple[str, ...]
    may_create: bool
    may_administer: bool


async def show_owner(view: View) -> Page:
    owner = await read_owner(view)
    if owner.name != view.segments["owner"]:
        raise Redirect(owner_url(owner.name), 301)
    database, number = view.ports.database, view.page_number
    listing = Listing(owner.id, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    total = await count_profiles(database, view.actor, listing)
    members = await _members(view, owner)
    account = User(owner.id, owner.name)
    is_person = owner.kind is Kind.PERSON
    content = Profile(
        name=owner.name,
        full_name=(await read_details(database, account)).full_name,
        kind=owner.kind,
        repositories=repository_items(await list_profiles(database, view.actor, listing)),
        total=total,
        number=number,
        has_more=number * PER_PAGE < total,
        organizations=await _organizations(view, account) if is_person else (),
        members=tuple(Person(each.user.name, each.is_owner) for each in members),
        teams=tuple(team.name for team in await list_teams(database, owner)) if members else (),
        may_create=may_create(view.actor, owner),
        may_administer=may_administer(view.actor, owner) and not is_person,
    )
    described = f"{owner.name}: {total} repositories"
    return Page("people/owner", owner.name, content, description=described, is_for_robots=True)


async def read_owner(view: View) -> Owner:
    """The owner in the address; NoPage when there is none."""
    name = view.segments["owner"]
    owner = None
    if not find_owner_problem(name):
        owner = await find_owner(view.ports.database, name, view.actor.user)
    if owner is None:
        raise NoPage
    return owner


async def read_user(view: View, name: str) -> User:
    """The person called `name`, whom a form names; NotFound when there is none."""
    user = await find_user(view.ports.database, name.strip())
    if user is None:
        raise NotFound("user")
    return user


async def _members(view: View, owner: Owner) -> list[Member]:
    """Who belongs to the organization, when the viewer is one of them."""
    if owner.kind is not Kind.ORGANIZATION or view.actor.user is None:
        return []
    members = await list_members(view.ports.database, owner)
    return members if any(each.user.id == view.actor.user.id for each in members) else []


async def _organizations(view: View, person: User) -> tuple[str, ...]:
    """Those of the person, when the viewer is that person: others need not know."""
    if view.actor.user is None or view.actor.user.id != person.id:
        return ()
    owners = await list_organizations(view.ports.database, person)
    return tuple(owner.name for owner in owners)


ADDRESSES = (Address("GET", "/{owner}", show_owner),)

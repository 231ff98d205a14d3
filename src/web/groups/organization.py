"""Making an organization; its members; and its end."""

from __future__ import annotations

from dataclasses import dataclass

from exchange import Reply
from forge.access import Scope, may_administer
from forge.accounts.details import check_full_name
from forge.errors import InvalidValue, NotAllowed
from forge.groups.organizations import (
    Member,
    create_organization,
    delete_organization,
    list_members,
    remove_member,
    set_member,
)
from forge.groups.teams import list_teams
from forge.names import MAX_NAME, check_owner
from forge.owners import Owner, find_owner
from forge.users import Kind
from web.address import Address, Audience
from web.page import Action, Page
from web.people.owner import read_user
from web.trouble import NoPage, Redirect
from web.urls import owner_url, quoted
from web.view import View

URL = "/organizations/{organization}/settings"


@dataclass(frozen=True, slots=True)
class NewForm:
    max_name: int = MAX_NAME


@dataclass(frozen=True, slots=True)
class MemberItem:
    name: str
    is_owner: bool


@dataclass(frozen=True, slots=True)
class Organization:
    name: str
    members: tuple[MemberItem, ...]
    teams: tuple[str, ...]


async def show_new(_view: View) -> Page:
    action = Action("Make it", "/organizations/new", "POST", ("name", "full_name"))
    return Page("groups/new", "New organization", NewForm(), actions=(action,))


async def make_new(view: View) -> Reply:
    if not view.actor.has(Scope.ADMIN) or view.actor.repository_ids is not None:
        raise NotAllowed("This takes a token of the scope admin, for all repositories.")
    name = check_owner(view.field("name").strip(), "name")
    if view.door.authenticator.is_configured(name):
        raise InvalidValue("name", "is taken")
    full_name = check_full_name(view.field("full_name").strip(), "full_name")
    owner = await create_organization(view.ports.database, view.deed, view.user, name, full_name)
    raise Redirect(owner_url(owner.name))


async def show_organization(view: View) -> Page:
    owner = await read_own(view)
    members = await list_members(view.ports.database, owner)
    teams = await list_teams(view.ports.database, owner)
    content = Organization(
        name=owner.name,
        members=tuple(MemberItem(each.user.name, each.is_owner) for each in members),
        teams=tuple(team.name for team in teams),
    )
    url = settings_url(owner)
    actions = (
        Action("Add a member, or change their role", url, "POST", ("user", "role")),
        Action("Remove a member", url, "POST", ("remove",)),
        Action("Make a team", f"{url}/teams", "POST", ("name",)),
        Action("Delete the organization", f"{url}/delete", "POST", ("name",)),
    )
    return Page("groups/organization", owner.name, content, actions=actions)


async def change_members(view: View) -> Reply:
    """Remove the member named in `remove`, or else give `user` a role."""
    owner, database = await read_own(view), view.ports.database
    if view.field("remove"):
        user = await read_user(view, view.field("remove"))
        await remove_member(database, view.deed, owner, user)
        raise Redirect(f"{settings_url(owner)}?done=removed")
    if view.field("role") not in ("member", "owner"):
        raise InvalidValue("role", "must be member or owner")
    user = await read_user(view, view.field("user").strip())
    await set_member(database, view.deed, owner, Member(user, view.field("role") == "owner"))
    raise Redirect(f"{settings_url(owner)}?done=saved")


async def delete(view: View) -> Reply:
    owner = await read_own(view)
    if view.field("name").strip() != owner.name:
        raise InvalidValue("name", "must be that of the organization, to be sure")
    await delete_organization(view.ports.database, view.deed, owner)
    raise Redirect("/?done=removed")


async def read_own(view: View) -> Owner:
    """The organization in the address, which the viewer administers."""
    name = view.segments["organization"]
    owner = await find_owner(view.ports.database, name, view.user)
    if owner is None or owner.kind is not Kind.ORGANIZATION:
        raise NoPage
    if not may_administer(view.actor, owner):
        raise NoPage
    return owner


def settings_url(owner: Owner) -> str:
    return quoted("organizations", owner.name, "settings")


ADDRESSES = (
    Address("GET", "/organizations/new", show_new, audience=Audience.PEOPLE),
    Address("POST", "/organizations/new", make_new, audience=Audience.PEOPLE, form=show_new),
    Address("GET", URL, show_organization, audience=Audience.PEOPLE),
    Address("POST", URL, change_members, audience=Audience.PEOPLE, form=show_organization),
    Address("POST", f"{URL}/delete", delete, audience=Audience.PEOPLE, form=show_organization),
)

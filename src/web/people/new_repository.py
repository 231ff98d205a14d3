"""The form that makes a repository."""

from __future__ import annotations

from dataclasses import dataclass

from exchange import Reply
from forge.access import may_create
from forge.errors import InvalidValue
from forge.groups.organizations import list_organizations
from forge.lifecycle.creation import NewRepository, create
from forge.lifecycle.settings import MAX_DESCRIPTION, check_description
from forge.names import MAX_NAME, RepositoryName, check_name
from forge.owners import Owner, find_owner
from forge.repositories import Visibility
from web.address import Address, Audience
from web.page import Action, Page
from web.trouble import Redirect
from web.urls import quoted
from web.view import View


@dataclass(frozen=True, slots=True)
class NewForm:
    """`owners` are those for whom the viewer may make repositories, themselves first."""

    owners: tuple[str, ...]
    owner: str
    visibility: Visibility
    max_name: int = MAX_NAME
    max_description: int = MAX_DESCRIPTION


async def show_new(view: View) -> Page:
    user = view.user
    organizations = await list_organizations(view.ports.database, user)
    owners = (user.name, *(each.name for each in organizations if each.administered_by == user.id))
    asked = view.field("owner") or view.query("owner")
    content = NewForm(
        owners=owners,
        owner=asked if asked in owners else user.name,
        visibility=view.config.default_visibility,
    )
    action = Action("Make it", "/new", "POST", ("owner", "name", "description", "visibility"))
    return Page("people/new_repository", "New repository", content, actions=(action,))


async def make_new(view: View) -> Reply:
    owner = await _read_owner(view)
    name = check_name(view.field("name").strip(), "name")
    new = NewRepository(
        name=RepositoryName(owner.name, name),
        visibility=read_visibility(view.field("visibility")),
        description=check_description(view.field("description"), "description"),
    )
    made = await create(view.ports.database, view.deed, new, view.config.quotas)
    raise Redirect(quoted(made.name.owner, made.name.name))


def read_visibility(text: str) -> Visibility:
    try:
        return Visibility(text)
    except ValueError:
        raise InvalidValue("visibility", "must be public or private") from None


async def _read_owner(view: View) -> Owner:
    asked = view.field("owner") or view.user.name
    owner = await find_owner(view.ports.database, asked, view.user)
    if owner is None or not may_create(view.actor, owner):
        raise InvalidValue("owner", "must be yourself, or an organization of yours")
    return owner


ADDRESSES = (
    Address("GET", "/new", show_new, audience=Audience.PEOPLE),
    Address("POST", "/new", make_new, audience=Audience.PEOPLE, form=show_new),
)

"""Who else may read, write or administer a repository."""

from __future__ import annotations

from dataclasses import dataclass

from exchange import Reply
from forge.access import Action as May
from forge.groups.collaborators import (
    Collaborator,
    list_collaborators,
    remove_collaborator,
    set_collaborator,
)
from forge.roles import Role, check_role
from web.address import REPOSITORY, Address
from web.page import Action, Page
from web.people.owner import read_user
from web.trouble import Redirect
from web.view import View

URL = f"{REPOSITORY}/settings/access"

ROLES = ("read", "write", "admin")


@dataclass(frozen=True, slots=True)
class CollaboratorItem:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Access:
    collaborators: tuple[CollaboratorItem, ...]
    roles: tuple[str, ...] = ROLES


async def show_access(view: View) -> Page:
    found = await list_collaborators(view.ports.database, view.target)
    items = tuple(CollaboratorItem(each.user.name, each.role.name.lower()) for each in found)
    url = view.urls.of("settings", "access")
    actions = (
        Action("Let somebody in, or change their role", url, "POST", ("user", "role")),
        Action("Let somebody in no more", url, "POST", ("remove",)),
    )
    return Page("settings/access", "Access", Access(items), "settings", actions=actions)


async def change_access(view: View) -> Reply:
    """Remove the collaborator named in `remove`, or else set the role of `user`."""
    database, url = view.ports.database, view.urls.of("settings", "access")
    if view.field("remove"):
        user = await read_user(view, view.field("remove"))
        await remove_collaborator(database, view.deed, view.target, user)
        raise Redirect(f"{url}?done=removed")
    role: Role = check_role(view.field("role"), "role")
    user = await read_user(view, view.field("user").strip())
    await set_collaborator(database, view.deed, view.target, Collaborator(user, role))
    raise Redirect(f"{url}?done=saved")


ADDRESSES = (
    Address("GET", URL, show_access, May.ADMIN),
    Address("POST", URL, change_access, May.ADMIN, form=show_access),
)

"""Giving a repository away, and deleting it; its name has to be typed, to be sure."""

from __future__ import annotations

from exchange import Reply
from forge.access import Action as May
from forge.access import may_create
from forge.errors import InvalidValue
from forge.lifecycle import bin as recycling
from forge.lifecycle.moves import transfer
from forge.names import find_owner_problem
from forge.owners import find_owner
from web.address import Address
from web.settings.general import URL, show_general
from web.trouble import Redirect
from web.urls import quoted
from web.view import View


async def transfer_repository(view: View) -> Reply:
    _check_name(view)
    name, owner = view.field("owner").strip(), None
    if not find_owner_problem(name):
        owner = await find_owner(view.ports.database, name, view.actor.user)
    if owner is None or not may_create(view.actor, owner):
        raise InvalidValue("owner", "must be yourself, or an organization of yours")
    await transfer(view.ports.database, view.deed, view.target, owner, view.config.quotas)
    raise Redirect(quoted(owner.name, view.target.name.name) + "?done=saved")


async def delete_repository(view: View) -> Reply:
    _check_name(view)
    await recycling.delete(view.ports.database, view.deed, view.target)
    raise Redirect(quoted(view.target.name.owner) + "?done=removed")


def _check_name(view: View) -> None:
    if view.field("name").strip() != view.target.name.name:
        raise InvalidValue("name", "must be that of the repository, to be sure")


ADDRESSES = (
    Address("POST", f"{URL}/transfer", transfer_repository, May.ADMIN, form=show_general),
    Address("POST", f"{URL}/delete", delete_repository, May.ADMIN, form=show_general),
)

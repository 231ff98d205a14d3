"""What the administrators of an installation do for people."""

from __future__ import annotations

from dataclasses import dataclass, replace

from exchange import Reply
from forge.accounts.invitations import Invitation, invite, list_invitations, withdraw
from forge.accounts.passwords import make_reset
from forge.accounts.second_factor import SecondFactors
from forge.accounts.sign_up import SignUp
from forge.errors import InvalidValue, NotFound
from web.account.section import read_id
from web.address import Address, Audience
from web.page import Action, Page
from web.people.owner import read_user
from web.trouble import Redirect
from web.urls import with_query
from web.view import View

URL = "/administration"

MAX_NOTE = 200
"""Characters: for whom an invitation is."""


@dataclass(frozen=True, slots=True)
class Administration:
    """`link` is one that was made just now, to be handed on to `meant_for`."""

    policy: SignUp
    invitations: tuple[Invitation, ...]
    link: str = ""
    meant_for: str = ""
    max_note: int = MAX_NOTE


async def show_administration(view: View) -> Page:
    found = await list_invitations(view.ports.database, view.ports.clock())
    actions = (
        Action("Invite somebody", f"{URL}/invitations", "POST", ("note",)),
        Action("Withdraw an invitation", f"{URL}/invitations", "POST", ("remove",)),
        Action("Make a link for a new password", f"{URL}/password-resets", "POST", ("user",)),
        Action("Remove a second factor", f"{URL}/second-factors", "POST", ("user",)),
    )
    content = Administration(view.config.sign_up, tuple(found))
    return Page("groups/administration", "Administration", content, actions=actions)


async def change_invitations(view: View) -> Page | Reply:
    """Withdraw the one whose id is in `remove`, or else make one."""
    database = view.ports.database
    if view.field("remove"):
        if not await withdraw(database, view.deed, view.user, read_id(view.field("remove"))):
            raise NotFound("invitation")
        raise Redirect(f"{URL}?done=removed")
    note = view.field("note").strip()
    if not note or len(note) > MAX_NOTE or not note.isprintable():
        raise InvalidValue("note", f"must have 1 to {MAX_NOTE} printable characters")
    secret = await invite(database, view.deed, view.user, note)
    return await _with_link(view, with_query("/join", invitation=secret), note)


async def make_password_reset(view: View) -> Page:
    user = await read_user(view, view.field("user"))
    if view.door.authenticator.is_configured(user.name):
        raise NotFound("user")
    secret = await make_reset(view.ports.database, view.deed, user)
    return await _with_link(view, with_query("/reset", secret=secret), user.name)


async def remove_second_factor(view: View) -> Reply:
    user = await read_user(view, view.field("user"))
    factors = SecondFactors(view.ports.database, view.config.secret_key)
    if not await factors.remove(view.deed, user):
        raise NotFound("second factor")
    raise Redirect(f"{URL}?done=removed")


async def _with_link(view: View, path: str, meant_for: str) -> Page:
    page = await show_administration(view)
    link = view.request.origin + path
    return replace(page, content=replace(page.content, link=link, meant_for=meant_for))


_WHO = Audience.ADMINISTRATORS
_SHOW = show_administration

ADDRESSES = (
    Address("GET", URL, show_administration, audience=_WHO),
    Address("POST", f"{URL}/invitations", change_invitations, audience=_WHO, form=_SHOW),
    Address("POST", f"{URL}/password-resets", make_password_reset, audience=_WHO, form=_SHOW),
    Address("POST", f"{URL}/second-factors", remove_second_factor, audience=_WHO, form=_SHOW),
)

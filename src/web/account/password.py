"""Changing the password, which ends all other sessions; and ending the account."""

from __future__ import annotations

from dataclasses import dataclass

from door import session_cookie
from exchange import Reply
from forge.accounts.deletion import delete_account
from forge.accounts.passwords import set_password
from forge.accounts.sign_up import MIN_PASSWORD, check_password
from forge.errors import InvalidValue
from web.account.section import check_not_configured, prove_password, section_page
from web.address import Address, Audience
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View


@dataclass(frozen=True, slots=True)
class Password:
    name: str
    is_configured: bool
    """Whether it stands in the settings of the server, and can only be changed there."""
    min_password: int = MIN_PASSWORD


async def show_password(view: View) -> Page:
    action = Action("Change it", "/settings/password", "POST", ("current", "password"))
    return section_page("password", _content(view), (action,))


async def change_password(view: View) -> Reply:
    check_not_configured(view)
    await prove_password(view)
    password = check_password(view.field("password"), "password")
    session = await view.door.find_session(view.request)
    record = await view.ports.passwords.hash(password)
    kept = session.id if session else None
    await set_password(view.ports.database, view.deed, view.user, record, kept)
    raise Redirect("/settings/password?done=saved")


async def show_deletion(view: View) -> Page:
    action = Action("Delete the account", "/settings/delete", "POST", ("name", "current"))
    return section_page("delete", _content(view), (action,))


async def delete(view: View) -> Reply:
    check_not_configured(view)
    if view.field("name") != view.user.name:
        raise InvalidValue("name", "must be your user name, to be sure")
    await prove_password(view)
    await delete_account(view.ports.database, view.deed, view.user)
    return Reply(303, headers={"location": "/", "set-cookie": session_cookie("", 0)})


def _content(view: View) -> Password:
    name = view.user.name
    return Password(name, view.door.authenticator.is_configured(name))


_HOLDERS = Audience.HOLDERS

ADDRESSES = (
    Address("GET", "/settings/password", show_password, audience=_HOLDERS),
    Address("POST", "/settings/password", change_password, audience=_HOLDERS, form=show_password),
    Address("GET", "/settings/delete", show_deletion, audience=_HOLDERS),
    Address("POST", "/settings/delete", delete, audience=_HOLDERS, form=show_deletion),
)

"""Where one is signed in, and ending it there."""

from __future__ import annotations

from dataclasses import dataclass

from exchange import Reply
from forge.accounts.sessions import end_session, end_sessions, list_sessions
from forge.errors import NotFound
from web.account.section import read_id, section_page
from web.address import Address, Audience
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View


@dataclass(frozen=True, slots=True)
class SessionItem:
    """Times in seconds since 1970."""

    id: int
    browser: str
    address: str
    created_at: int
    last_seen_at: int
    is_this: bool


@dataclass(frozen=True, slots=True)
class Sessions:
    sessions: tuple[SessionItem, ...]


async def show_sessions(view: View) -> Page:
    current = await view.door.find_session(view.request)
    sessions = await list_sessions(view.ports.database, view.user, view.ports.clock())
    items = (
        SessionItem(
            id=each.id,
            browser=each.browser.user_agent,
            address=each.browser.address,
            created_at=each.created_at,
            last_seen_at=each.last_seen_at,
            is_this=current is not None and each.id == current.id,
        )
        for each in sessions
    )
    action = Action("End one, or all others without an id", "/settings/sessions", "POST", ("id",))
    return section_page("sessions", Sessions(tuple(items)), (action,))


async def end(view: View) -> Reply:
    database = view.ports.database
    if view.field("id"):
        if not await end_session(database, view.deed, view.user, read_id(view.field("id"))):
            raise NotFound("session")
    else:
        current = await view.door.find_session(view.request)
        await end_sessions(database, view.deed, view.user, current and current.id)
    raise Redirect("/settings/sessions?done=removed")


ADDRESSES = (
    Address("GET", "/settings/sessions", show_sessions, audience=Audience.HOLDERS),
    Address("POST", "/settings/sessions", end, audience=Audience.HOLDERS, form=show_sessions),
)

"""Signing in and out with a form."""

from __future__ import annotations

from dataclasses import dataclass, replace

from door import address_of, browser_of, check_same_site, session_cookie
from exchange import Reply
from forge import gate
from forge.accounts.second_factor import SecondFactors
from forge.accounts.sessions import LIFETIME, end_session, start_session
from forge.accounts.sign_up import SignUp
from forge.audit import Deed
from forge.errors import SecondFactorNeeded
from forge.proof.passwords import MAX_PASSWORD
from forge.users import Login, User
from web.address import Address, Audience
from web.page import Action, Page
from web.trouble import find_local_url
from web.view import View


@dataclass(frozen=True, slots=True)
class SignIn:
    """`to` is where it leads; with `asks_for_code` the password was right and a code is due."""

    to: str
    asks_for_code: bool = False
    offers_sign_up: bool = False
    offers_github: bool = False


async def show_sign_in(view: View) -> Page:
    """The form; after a code that was wrong it asks for another."""
    to = find_local_url(view.field("to") or view.query("to")) or "/"
    content = SignIn(
        to=to,
        asks_for_code=bool(view.field("otp")),
        offers_sign_up=view.config.sign_up is not SignUp.CLOSED,
        offers_github=view.config.github is not None,
    )
    action = Action("Sign in", "/login", "POST", ("login", "password", "otp", "to"))
    return Page("people/sign_in", "Sign in", content, actions=(action,))


async def sign_in(view: View) -> Page | Reply:
    name, password, code = view.field("login"), view.field("password"), view.field("otp")
    try:
        user = await _check(view, name, password[: MAX_PASSWORD + 1], code.strip())
    except SecondFactorNeeded:
        page = await show_sign_in(view)
        content = replace(page.content, asks_for_code=True)
        return replace(page, content=content, typed={"login": name})
    return await begin_session(view, user, find_local_url(view.field("to")) or "/")


async def begin_session(view: View, user: User, to: str) -> Reply:
    """The reply that signs the browser in as `user`, who has proved who they are."""
    deed = Deed.of(user, view.ports.clock())
    secret = await start_session(view.ports.database, deed, user, browser_of(view.request))
    return Reply(303, b"", {"location": to, "set-cookie": session_cookie(secret, LIFETIME)})


async def sign_out(view: View) -> Reply:
    session = await view.door.find_session(view.request)
    if session is not None:
        check_same_site(view.request)
        deed = Deed(session.actor, view.ports.clock())
        await end_session(view.ports.database, deed, session.user, session.id)
    return Reply(303, b"", {"location": "/", "set-cookie": session_cookie("", 0)})


async def _check(view: View, name: str, password: str, code: str) -> User:
    """The user; SecondFactorNeeded when a code is missing, BadCredentials for what is wrong."""
    authenticator = view.door.authenticator
    login = await authenticator.check_password(name, password, address_of(view.request))
    if login.has_second_factor:
        await _check_code(view, login, code)
    return login.user


async def _check_code(view: View, login: Login, code: str) -> None:
    if not code:
        raise SecondFactorNeeded
    tries = [(gate.SECOND_FACTOR, str(login.user.id))]
    await gate.take_all(view.ports.gate, tries)
    factors = SecondFactors(view.ports.database, view.config.secret_key)
    await factors.check(login.user, code, view.ports.clock())
    await gate.give_back_all(view.ports.gate, tries)


ADDRESSES = (
    Address("GET", "/login", show_sign_in, audience=Audience.STRANGERS),
    Address("POST", "/login", sign_in, audience=Audience.STRANGERS, form=show_sign_in),
    Address("POST", "/logout", sign_out, audience=Audience.STRANGERS),
)

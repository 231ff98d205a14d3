"""Signing in and out with a form."""

from __future__ import annotations

from dataclasses import dataclass

from config import Config
from door import address_of, browser_of, check_same_site, session_cookie
from exchange import Reply
from forge import gate
from forge.accounts.second_factor import SecondFactors
from forge.accounts.sessions import LIFETIME, end_session, start_session
from forge.accounts.sign_up import SignUp
from forge.audit import Deed
from forge.errors import BadCredentials, SecondFactorNeeded
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
    name: str = ""
    problem: str = ""
    asks_for_code: bool = False
    offers_sign_up: bool = False
    offers_github: bool = False


async def show_sign_in(view: View) -> Page:
    return _form(view, SignIn(find_local_url(view.query("to")) or "/"))


async def sign_in(view: View) -> Page | Reply:
    to = find_local_url(view.field("to")) or "/"
    name, password, code = view.field("login"), view.field("password"), view.field("otp")
    try:
        user = await _check(view, name, password[: MAX_PASSWORD + 1], code.strip())
    except SecondFactorNeeded:
        return _form(view, SignIn(to, name, asks_for_code=True))
    except BadCredentials as error:
        return _form(view, SignIn(to, name, str(error), bool(code)), 401)
    return await begin_session(view, user, to)


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


def _form(view: View, content: SignIn, status: int = 200) -> Page:
    offered = _offers(view.config)
    content = SignIn(content.to, content.name, content.problem, content.asks_for_code, *offered)
    action = Action("Sign in", "/login", "POST", ("login", "password", "otp", "to"))
    return Page("people/sign_in", "Sign in", content, actions=(action,), status=status)


def _offers(config: Config) -> tuple[bool, bool]:
    return config.sign_up is not SignUp.CLOSED, config.github is not None


ADDRESSES = (
    Address("GET", "/login", show_sign_in, audience=Audience.STRANGERS),
    Address("POST", "/login", sign_in, audience=Audience.STRANGERS),
    Address("POST", "/logout", sign_out, audience=Audience.STRANGERS),
)

"""Signing up, with an invitation where it takes one; and a new password by a link for that."""

from __future__ import annotations

from dataclasses import dataclass

from door import address_of
from exchange import Reply
from forge import gate
from forge.accounts.passwords import find_reset, use_reset
from forge.accounts.sign_up import (
    MIN_PASSWORD,
    NewAccount,
    SignUp,
    check_email,
    check_password,
    sign_up,
)
from forge.errors import BadCredentials, InvalidValue, NotAllowed
from forge.names import MAX_NAME, check_owner
from web.address import Address, Audience
from web.page import Action, Page
from web.people.sign_in import begin_session
from web.trouble import Redirect
from web.view import View


@dataclass(frozen=True, slots=True)
class Join:
    """`invitation` is the secret of the link that led here."""

    policy: SignUp
    invitation: str
    min_password: int = MIN_PASSWORD
    max_name: int = MAX_NAME


@dataclass(frozen=True, slots=True)
class Reset:
    """`secret` is that of the link that led here."""

    secret: str
    min_password: int = MIN_PASSWORD


async def show_join(view: View) -> Page:
    invitation = view.field("invitation") or view.query("invitation")
    content = Join(view.config.sign_up, invitation)
    fields = ("username", "email", "password", "invitation")
    return Page(
        "people/join", "Sign up", content, actions=(Action("Sign up", "/join", "POST", fields),)
    )


async def join(view: View) -> Reply:
    if view.config.sign_up is SignUp.CLOSED:
        raise NotAllowed("This server gives accounts to nobody who asks; ask its administrator.")
    name = check_owner(view.field("username").strip(), "username")
    email = check_email(view.field("email").strip(), "email")
    password = check_password(view.field("password"), "password")
    if view.door.authenticator.is_configured(name):
        raise InvalidValue("username", "is taken")
    await gate.take_all(view.ports.gate, [(gate.SIGN_UP, address_of(view.request))])
    new = NewAccount(
        name=name,
        email=email,
        password_hash=await view.ports.passwords.hash(password),
        invitation=view.field("invitation") or None,
    )
    user = await sign_up(view.ports.database, view.config.sign_up, new, view.ports.clock())
    return await begin_session(view, user, "/")


async def show_reset(view: View) -> Page:
    content = Reset(view.field("secret") or view.query("secret"))
    action = Action("Set the password", "/reset", "POST", ("password", "secret"))
    return Page("people/reset", "A new password", content, actions=(action,))


async def reset(view: View) -> Reply:
    tries = [(gate.SECRET, address_of(view.request))]
    await gate.take_all(view.ports.gate, tries)
    now, secret = view.ports.clock(), view.field("secret")
    user = await find_reset(view.ports.database, secret, now)
    if user is None:
        raise BadCredentials("This link was used, or has expired.")
    await gate.give_back_all(view.ports.gate, tries)
    password = check_password(view.field("password"), "password")
    record = await view.ports.passwords.hash(password)
    await use_reset(view.ports.database, user, secret, record, now)
    raise Redirect("/login?done=reset")


ADDRESSES = (
    Address("GET", "/join", show_join, audience=Audience.STRANGERS),
    Address("POST", "/join", join, audience=Audience.STRANGERS, form=show_join),
    Address("GET", "/reset", show_reset, audience=Audience.STRANGERS),
    Address("POST", "/reset", reset, audience=Audience.STRANGERS, form=show_reset),
)

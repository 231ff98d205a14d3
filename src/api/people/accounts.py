"""One's account: making it, changing what opens it, ending it.

What opens or ends an account takes the password again, also from who is signed in: a browser
that was left open must not be enough.
"""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import PRIVATE_USER, SIMPLE_USER
from api.people.fields import OWNER_NAME, SECRET, prove_password
from api.shape import person_shape
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import Nullable, Object, Text
from door import address_of, session_cookie
from exchange import Answer, Reply
from forge import gate
from forge.accounts.deletion import delete_account
from forge.accounts.details import MAX_FULL_NAME, change_details, check_full_name, read_details
from forge.accounts.passwords import find_reset, set_password, use_reset
from forge.accounts.renaming import rename_user
from forge.accounts.sign_up import (
    MAX_EMAIL,
    NewAccount,
    SignUp,
    check_email,
    check_password,
    sign_up,
)
from forge.errors import BadCredentials, NotAllowed
from forge.names import check_owner
from forge.users import User
from replies import json_reply


async def create_user(call: Call) -> Answer:
    if call.config.sign_up is SignUp.CLOSED:
        raise NotAllowed("This server gives accounts to nobody who asks.")
    name = check_owner(call.text("username"), "username")
    email = check_email(call.values.get("email"), "email")
    password = check_password(call.text("password"), "password")
    if call.finder.door.authenticator.is_configured(name):
        raise NotAllowed("This name stands in the settings of the server.")
    await gate.take_all(call.ports.gate, [(gate.SIGN_UP, address_of(call.request))])
    new = NewAccount(
        name=name,
        email=email,
        password_hash=await call.ports.passwords.hash(password),
        invitation=call.text("invitation") or None,
    )
    user = await sign_up(call.ports.database, call.config.sign_up, new, call.ports.clock())
    return json_reply(201, person_shape(user, call.request.origin))


async def get_authenticated_user(call: Call) -> Answer:
    user, agent = call.account, call.actor.agent
    details = await read_details(call.ports.database, user)
    said = {
        "name": details.full_name or None,
        "email": details.email,
        "agent": agent and agent.name,
        "two_factor": details.has_second_factor,
    }
    return json_reply(200, {**person_shape(user, call.request.origin), **said})


async def change_authenticated_user(call: Call) -> Answer:
    details = await read_details(call.ports.database, call.account)
    full_name, email = details.full_name, details.email
    if "name" in call.values:
        full_name = check_full_name(call.values["name"], "name")
    if "email" in call.values:
        email = check_email(call.values["email"], "email")
    await change_details(call.ports.database, call.deed, call.account, (full_name, email))
    return await get_authenticated_user(call)


async def rename_authenticated_user(call: Call) -> Answer:
    user, name = call.account, check_owner(call.text("login"), "login")
    _check_not_configured(call, user)
    if call.finder.door.authenticator.is_configured(name):
        raise NotAllowed("This name stands in the settings of the server.")
    renamed = await rename_user(call.ports.database, call.deed, user, name)
    return json_reply(200, person_shape(renamed, call.request.origin))


async def change_password(call: Call) -> Answer:
    user = call.account
    await prove_password(call, call.text("current"))
    password = check_password(call.text("password"), "password")
    _check_not_configured(call, user)
    session = await call.finder.door.find_session(call.request)
    record = await call.ports.passwords.hash(password)
    kept = session and session.id
    await set_password(call.ports.database, call.deed, user, record, kept)
    return Reply(204)


async def reset_password(call: Call) -> Answer:
    secret, now = call.text("secret"), call.ports.clock()
    tries = [(gate.SECRET, address_of(call.request))]
    await gate.take_all(call.ports.gate, tries)
    user = await find_reset(call.ports.database, secret, now)
    if user is None:
        raise BadCredentials("This link was used, or has expired.")
    await gate.give_back_all(call.ports.gate, tries)
    password = check_password(call.text("password"), "password")
    record = await call.ports.passwords.hash(password)
    await use_reset(call.ports.database, user, secret, record, now)
    return Reply(204)


async def delete_authenticated_user(call: Call) -> Answer:
    _check_not_configured(call, call.account)
    await prove_password(call, call.text("password"))
    await delete_account(call.ports.database, call.deed, call.account)
    return Reply(204, headers={"set-cookie": session_cookie("", 0)})


def _check_not_configured(call: Call, user: User) -> None:
    if call.finder.door.authenticator.is_configured(user.name):
        raise NotAllowed("This account stands in the settings of the server; change it there.")


_EMAIL = Nullable(Text(MAX_EMAIL))

ENDPOINTS = (
    Endpoint(
        "POST",
        "/users",
        "Sign up",
        create_user,
        {201: SIMPLE_USER},
        audience=Audience.FRONT,
        body=Object(
            {
                "username": OWNER_NAME,
                "password": SECRET,
                "email": _EMAIL,
                "invitation": Nullable(SECRET),
            },
            ("username", "password"),
        ),
    ),
    Endpoint(
        "GET",
        "/user",
        "Tell who one is",
        get_authenticated_user,
        {200: PRIVATE_USER},
        audience=Audience.PERSON,
    ),
    Endpoint(
        "PATCH",
        "/user",
        "Change one's name and e-mail address",
        change_authenticated_user,
        {200: PRIVATE_USER},
        audience=Audience.HOLDER,
        body=Object({"name": Nullable(Text(4 * MAX_FULL_NAME)), "email": _EMAIL}),
    ),
    Endpoint(
        "DELETE",
        "/user",
        "End one's account",
        delete_authenticated_user,
        {204: None},
        audience=Audience.HOLDER,
        body=Object({"password": SECRET}, ("password",)),
    ),
    Endpoint(
        "PUT",
        "/user/login",
        "Take another name; the one before leads on, and is kept from others for 90 days",
        rename_authenticated_user,
        {200: SIMPLE_USER},
        audience=Audience.HOLDER,
        body=Object({"login": OWNER_NAME}, ("login",)),
    ),
    Endpoint(
        "PUT",
        "/user/password",
        "Change one's password",
        change_password,
        {204: None},
        audience=Audience.HOLDER,
        body=Object({"current": SECRET, "password": SECRET}, ("current", "password")),
    ),
    Endpoint(
        "POST",
        "/password-resets",
        "Set a new password by the link of an administrator",
        reset_password,
        {204: None},
        audience=Audience.FRONT,
        body=Object({"secret": SECRET, "password": SECRET}, ("secret", "password")),
    ),
)

"""Signing in and out from a browser, which keeps a cookie of ours.

An account that has a second factor answers 401 with `X-GitHub-OTP: required; app` to who signs in
without a code.
"""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import SESSION, SIMPLE_USER
from api.people.fields import SECRET, code_tries
from api.shape import find_id, person_shape, time_text
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf, Nullable, Object, Text
from door import address_of, browser_of, check_same_site, session_cookie
from exchange import Answer, Reply
from forge import gate
from forge.accounts.second_factor import SecondFactors
from forge.accounts.sessions import (
    LIFETIME,
    Session,
    end_session,
    end_sessions,
    list_sessions,
    start_session,
)
from forge.audit import Deed
from forge.errors import NotFound, SecondFactorNeeded
from forge.users import Login
from replies import Json, json_reply

MAX_LOGIN = 1_024
"""Bytes of a user name or an e-mail address."""

MAX_CODE = 64
"""Bytes of a code, with the spaces that people see in it."""


async def sign_in(call: Call) -> Answer:
    check = call.finder.door.authenticator.check_password
    address = address_of(call.request)
    login = await check(call.text("login"), call.text("password"), address)
    if login.has_second_factor:
        await _check_code(call, login, call.text("otp"))
    user = login.user
    deed = Deed.of(user, call.ports.clock())
    secret = await start_session(call.ports.database, deed, user, browser_of(call.request))
    cookie = {"set-cookie": session_cookie(secret, LIFETIME)}
    return json_reply(201, person_shape(user, call.request.origin), cookie)


async def sign_out(call: Call) -> Answer:
    session = await call.finder.door.find_session(call.request)
    if session is not None:
        check_same_site(call.request)
        deed = Deed(session.actor, call.ports.clock())
        await end_session(call.ports.database, deed, session.user, session.id)
    return Reply(204, headers={"set-cookie": session_cookie("", 0)})


async def list_user_sessions(call: Call) -> Answer:
    current = await call.finder.door.find_session(call.request)
    sessions = await list_sessions(call.ports.database, call.account, call.ports.clock())
    return json_reply(200, [_shape(session, current) for session in sessions])


async def end_other_sessions(call: Call) -> Answer:
    current = await call.finder.door.find_session(call.request)
    await end_sessions(call.ports.database, call.deed, call.account, current and current.id)
    return Reply(204)


async def end_one_session(call: Call) -> Answer:
    session_id, database = find_id(call.text("session")), call.ports.database
    if session_id is None or not await end_session(database, call.deed, call.account, session_id):
        raise NotFound("session")
    return Reply(204)


async def _check_code(call: Call, login: Login, code: str) -> None:
    if not code:
        raise SecondFactorNeeded
    tries = code_tries(login.user.id)
    await gate.take_all(call.ports.gate, tries)
    factors = SecondFactors(call.ports.database, call.config.secret_key)
    await factors.check(login.user, code, call.ports.clock())
    await gate.give_back_all(call.ports.gate, tries)


def _shape(session: Session, current: Session | None) -> Json:
    return {
        "id": session.id,
        "user_agent": session.browser.user_agent,
        "address": session.browser.address,
        "created_at": time_text(session.created_at),
        "last_seen_at": time_text(session.last_seen_at),
        "current": current is not None and current.id == session.id,
    }


ENDPOINTS = (
    Endpoint(
        "POST",
        "/sessions",
        "Sign in: `login` is a user name or an e-mail address, `otp` a code of the second factor"
        " or a recovery code",
        sign_in,
        {201: SIMPLE_USER},
        audience=Audience.FRONT,
        body=Object(
            {"login": Text(MAX_LOGIN, 1), "password": SECRET, "otp": Nullable(Text(MAX_CODE))},
            ("login", "password"),
        ),
    ),
    Endpoint("DELETE", "/session", "Sign out", sign_out, {204: None}, audience=Audience.FRONT),
    Endpoint(
        "GET",
        "/user/sessions",
        "List where one is signed in",
        list_user_sessions,
        {200: ListOf(SESSION)},
        audience=Audience.HOLDER,
    ),
    Endpoint(
        "DELETE",
        "/user/sessions",
        "Sign out everywhere else",
        end_other_sessions,
        {204: None},
        audience=Audience.HOLDER,
    ),
    Endpoint(
        "DELETE",
        "/user/sessions/{session}",
        "Sign out in one place",
        end_one_session,
        {204: None},
        audience=Audience.HOLDER,
    ),
)

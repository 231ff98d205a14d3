"""Signing in and out from a browser.

    POST   /api/v3/sessions              {"login", "password", "otp"?}: 201 and the cookie
    DELETE /api/v3/session               sign out
    GET    /api/v3/user/sessions         where one is signed in
    DELETE /api/v3/user/sessions         sign out everywhere else
    DELETE /api/v3/user/sessions/<id>

`login` is a user name or an e-mail address, `otp` a code of the second factor or a recovery code:
without it an account that has one answers 401 with `X-GitHub-OTP: required; app`.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import read_holder
from api.json_body import read_fields, read_secret
from api.shape import find_id, person_shape, time_text
from config import Config
from door import Door, address_of, browser_of, check_not_cross_site, check_same_site, session_cookie
from exchange import Answer, Reply, Request
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
from forge.users import Login, User
from ports import Ports
from replies import Json, json_reply
from routing import Route


class SessionApi:
    def __init__(self, config: Config, ports: Ports, door: Door) -> None:
        self._database = ports.database
        self._clock = ports.clock
        self._gate = ports.gate
        self._factors = SecondFactors(ports.database, config.secret_key)
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        sessions = "/api/v3/user/sessions"
        return (
            Route("POST", "/api/v3/sessions", self.sign_in),
            Route("DELETE", "/api/v3/session", self.sign_out),
            Route("GET", sessions, self.list),
            Route("DELETE", sessions, self.end_others),
            Route("DELETE", f"{sessions}/{{session}}", self.end),
        )

    async def sign_in(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        check_not_cross_site(request)
        fields = await read_fields(request)
        name, password = read_secret(fields, "login"), read_secret(fields, "password")
        login = await self._door.authenticator.check_password(name, password, address_of(request))
        if login.has_second_factor:
            code = fields.get("otp")
            await self._check_code(login, code if isinstance(code, str) else "")
        return await self.begin(request, login.user)

    async def begin(self, request: Request, user: User) -> Reply:
        """The reply that signs the browser in as `user`, who has proved who they are."""
        deed = Deed.of(user, self._clock())
        secret = await start_session(self._database, deed, user, browser_of(request))
        cookie = {"set-cookie": session_cookie(secret, LIFETIME)}
        return json_reply(201, person_shape(user, request.origin), cookie)

    async def sign_out(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        session = await self._door.find_session(request)
        if session is not None:
            check_same_site(request)
            deed = Deed(session.actor, self._clock())
            await end_session(self._database, deed, session.user, session.id)
        return Reply(204, headers={"set-cookie": session_cookie("", 0)})

    async def list(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        _, user = await read_holder(self._door, request)
        current = await self._door.find_session(request)
        sessions = await list_sessions(self._database, user, self._clock())
        return json_reply(200, [_shape(session, current) for session in sessions])

    async def end_others(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, user = await read_holder(self._door, request)
        current = await self._door.find_session(request)
        deed = Deed(actor, self._clock())
        await end_sessions(self._database, deed, user, current and current.id)
        return Reply(204)

    async def end(self, request: Request, segments: Mapping[str, str]) -> Answer:
        actor, user = await read_holder(self._door, request)
        session_id = find_id(segments["session"])
        deed = Deed(actor, self._clock())
        if session_id is None or not await end_session(self._database, deed, user, session_id):
            raise NotFound("session")
        return Reply(204)

    async def _check_code(self, login: Login, code: str) -> None:
        if not code:
            raise SecondFactorNeeded
        tries = [(gate.SECOND_FACTOR, str(login.user.id))]
        await gate.take_all(self._gate, tries)
        await self._factors.check(login.user, code, self._clock())
        await gate.give_back_all(self._gate, tries)


def _shape(session: Session, current: Session | None) -> Json:
    return {
        "id": session.id,
        "user_agent": session.browser.user_agent,
        "address": session.browser.address,
        "created_at": time_text(session.created_at),
        "last_seen_at": time_text(session.last_seen_at),
        "current": current is not None and current.id == session.id,
    }

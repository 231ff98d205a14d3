"""One's account: making it, changing what opens it, ending it.

    POST   /api/v3/users               {"username", "password", "email"?, "invitation"?}
    GET    /api/v3/user                who one is
    PATCH  /api/v3/user                {"name"?, "email"?}
    DELETE /api/v3/user                {"password"}
    PUT    /api/v3/user/password       {"current", "password"}
    POST   /api/v3/password-resets     {"secret", "password"}: by the link of an administrator

What opens or ends an account takes the password again, also from who is signed in: a browser
that was left open must not be enough.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import read_holder, read_person
from api.json_body import read_fields, read_secret
from api.shape import person_shape
from config import Config
from door import Door, address_of, check_not_cross_site, session_cookie
from exchange import Answer, Reply, Request
from forge import gate
from forge.accounts.deletion import delete_account
from forge.accounts.details import change_details, check_full_name, read_details
from forge.accounts.passwords import find_reset, set_password, use_reset
from forge.accounts.sign_up import NewAccount, SignUp, check_email, check_password, sign_up
from forge.audit import Deed
from forge.errors import BadCredentials, NotAllowed
from forge.names import check_owner
from forge.users import User
from ports import Ports
from replies import json_reply
from routing import Route


class AccountApi:
    def __init__(self, config: Config, ports: Ports, door: Door) -> None:
        self._config = config
        self._database = ports.database
        self._passwords = ports.passwords
        self._clock = ports.clock
        self._gate = ports.gate
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("POST", "/api/v3/users", self.sign_up),
            Route("GET", "/api/v3/user", self.read),
            Route("PATCH", "/api/v3/user", self.change),
            Route("DELETE", "/api/v3/user", self.delete),
            Route("PUT", "/api/v3/user/password", self.change_password),
            Route("POST", "/api/v3/password-resets", self.reset_password),
        )

    async def sign_up(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        check_not_cross_site(request)
        if self._config.sign_up is SignUp.CLOSED:
            raise NotAllowed("This server gives accounts to nobody who asks.")
        fields = await read_fields(request)
        name = check_owner(read_secret(fields, "username"), "username")
        email = check_email(fields.get("email"), "email")
        password = check_password(fields.get("password"), "password")
        invitation = fields.get("invitation")
        if self._door.authenticator.is_configured(name):
            raise NotAllowed("This name stands in the settings of the server.")
        await gate.take_all(self._gate, [(gate.SIGN_UP, address_of(request))])
        new = NewAccount(
            name=name,
            email=email,
            password_hash=await self._passwords.hash(password),
            invitation=invitation if isinstance(invitation, str) else None,
        )
        user = await sign_up(self._database, self._config.sign_up, new, self._clock())
        return json_reply(201, person_shape(user, request.origin))

    async def read(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, user = await read_person(self._door, request)
        details = await read_details(self._database, user)
        shape = person_shape(user, request.origin)
        agent = actor.agent and actor.agent.name
        said = {"name": details.full_name or None, "email": details.email, "agent": agent}
        return json_reply(200, {**shape, **said, "two_factor": details.has_second_factor})

    async def change(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, user = await read_holder(self._door, request)
        fields = await read_fields(request)
        details = await read_details(self._database, user)
        full_name, email = details.full_name, details.email
        if "name" in fields:
            full_name = check_full_name(fields["name"], "name")
        if "email" in fields:
            email = check_email(fields["email"], "email")
        await change_details(self._database, Deed(actor, self._clock()), user, (full_name, email))
        return await self.read(request, _segments)

    async def change_password(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, user = await read_holder(self._door, request)
        fields = await read_fields(request)
        await self._prove(request, user, read_secret(fields, "current"))
        password = check_password(fields.get("password"), "password")
        self._check_not_configured(user)
        session = await self._door.find_session(request)
        record = await self._passwords.hash(password)
        deed = Deed(actor, self._clock())
        await set_password(self._database, deed, user, record, session and session.id)
        return Reply(204)

    async def reset_password(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        check_not_cross_site(request)
        fields = await read_fields(request)
        secret = read_secret(fields, "secret")
        tries = [(gate.SECRET, address_of(request))]
        await gate.take_all(self._gate, tries)
        user = await find_reset(self._database, secret, self._clock())
        if user is None:
            raise BadCredentials("This link was used, or has expired.")
        await gate.give_back_all(self._gate, tries)
        record = await self._passwords.hash(check_password(fields.get("password"), "password"))
        await use_reset(self._database, user, secret, record, self._clock())
        return Reply(204)

    async def delete(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, user = await read_holder(self._door, request)
        self._check_not_configured(user)
        await self._prove(request, user, read_secret(await read_fields(request), "password"))
        await delete_account(self._database, Deed(actor, self._clock()), user)
        return Reply(204, headers={"set-cookie": session_cookie("", 0)})

    async def _prove(self, request: Request, user: User, password: str) -> None:
        """Have the password again; BadCredentials when it is not right."""
        check = self._door.authenticator.check_password
        await check(user.name, password, address_of(request))

    def _check_not_configured(self, user: User) -> None:
        if self._door.authenticator.is_configured(user.name):
            raise NotAllowed("This account stands in the settings of the server; change it there.")

"""The second factor of one's account.

    POST   /api/v3/user/second-factor                  {"password"}: the secret, for an app
    PUT    /api/v3/user/second-factor                  {"otp"}: switches it on; recovery codes
    DELETE /api/v3/user/second-factor                  {"password", "otp"}
    POST   /api/v3/user/second-factor/recovery-codes   {"password", "otp"}: new ones

Tokens, and so Git, are not affected; the password alone opens nothing any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from api.caller import read_holder
from api.json_body import Fields, read_fields, read_secret
from config import Config
from door import Door, address_of
from exchange import Answer, Reply, Request
from forge import gate
from forge.accounts.second_factor import SecondFactors
from forge.audit import Deed
from forge.errors import NotFound
from forge.proof import totp
from forge.users import User
from ports import Ports
from replies import json_reply
from routing import Route


class SecondFactorApi:
    def __init__(self, config: Config, ports: Ports, door: Door) -> None:
        self._clock = ports.clock
        self._gate = ports.gate
        self._factors = SecondFactors(ports.database, config.secret_key)
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        address = "/api/v3/user/second-factor"
        return (
            Route("POST", address, self.begin),
            Route("PUT", address, self.confirm),
            Route("DELETE", address, self.remove),
            Route("POST", f"{address}/recovery-codes", self.replace_recovery_codes),
        )

    async def begin(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        _, user = await read_holder(self._door, request)
        await self._prove_password(request, user, await read_fields(request))
        secret = await self._factors.begin(user)
        host = urlsplit(request.origin).netloc
        uri = totp.uri_of(secret, host, user.name)
        return json_reply(201, {"secret": totp.text_of(secret), "uri": uri})

    async def confirm(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, user = await read_holder(self._door, request)
        code = read_secret(await read_fields(request), "otp")
        tries = [(gate.SECOND_FACTOR, str(user.id))]
        await gate.take_all(self._gate, tries)
        codes = await self._factors.confirm(Deed(actor, self._clock()), user, code)
        await gate.give_back_all(self._gate, tries)
        return json_reply(200, {"recovery_codes": codes})

    async def remove(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        deed, user = await self._prove(request)
        if not await self._factors.remove(deed, user):
            raise NotFound("second factor")
        return Reply(204)

    async def replace_recovery_codes(
        self, request: Request, _segments: Mapping[str, str]
    ) -> Answer:
        deed, user = await self._prove(request)
        codes = await self._factors.replace_recovery_codes(deed, user)
        return json_reply(201, {"recovery_codes": codes})

    async def _prove(self, request: Request) -> tuple[Deed, User]:
        """Have both factors again."""
        actor, user = await read_holder(self._door, request)
        fields = await read_fields(request)
        await self._prove_password(request, user, fields)
        tries = [(gate.SECOND_FACTOR, str(user.id))]
        await gate.take_all(self._gate, tries)
        await self._factors.check(user, read_secret(fields, "otp"), self._clock())
        await gate.give_back_all(self._gate, tries)
        return Deed(actor, self._clock()), user

    async def _prove_password(self, request: Request, user: User, fields: Fields) -> None:
        password = read_secret(fields, "password")
        check = self._door.authenticator.check_password
        await check(user.name, password, address_of(request))

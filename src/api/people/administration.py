"""What the administrators of an installation do for people.

    GET    /api/v3/admin/invitations
    POST   /api/v3/admin/invitations               {"note"}: the secret of a link, shown once
    DELETE /api/v3/admin/invitations/<id>
    POST   /api/v3/admin/users/<name>/password-resets   the same, for a new password
    DELETE /api/v3/admin/users/<name>/second-factor     of who has lost app and recovery codes

To everybody else there is nothing at these addresses.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import read_administrator
from api.json_body import read_fields, read_text
from api.shape import find_id, time_text
from config import Config
from door import Door
from exchange import Answer, Reply, Request
from forge.accounts.invitations import Invitation, invite, list_invitations, withdraw
from forge.accounts.passwords import make_reset
from forge.accounts.second_factor import SecondFactors
from forge.audit import Deed
from forge.errors import NotFound
from forge.users import find_user
from ports import Ports
from replies import Json, json_reply
from routing import Route

MAX_NOTE = 200
"""Characters: for whom an invitation is."""


class AdministrationApi:
    def __init__(self, config: Config, ports: Ports, door: Door) -> None:
        self._factors = SecondFactors(ports.database, config.secret_key)
        self._database = ports.database
        self._clock = ports.clock
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        invitations = "/api/v3/admin/invitations"
        return (
            Route("GET", invitations, self.list_invitations),
            Route("POST", invitations, self.invite),
            Route("DELETE", f"{invitations}/{{invitation}}", self.withdraw),
            Route("POST", "/api/v3/admin/users/{user}/password-resets", self.make_reset),
            Route("DELETE", "/api/v3/admin/users/{user}/second-factor", self.remove_second_factor),
        )

    async def list_invitations(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        await read_administrator(self._door, request)
        invitations = await list_invitations(self._database, self._clock())
        return json_reply(200, [_shape(invitation) for invitation in invitations])

    async def invite(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, user = await read_administrator(self._door, request)
        note = read_text(await read_fields(request), "note", MAX_NOTE)
        secret = await invite(self._database, Deed(actor, self._clock()), user, note)
        return json_reply(201, {"note": note, "invitation": secret})

    async def withdraw(self, request: Request, segments: Mapping[str, str]) -> Answer:
        actor, user = await read_administrator(self._door, request)
        invitation_id = find_id(segments["invitation"])
        deed = Deed(actor, self._clock())
        if invitation_id is None or not await withdraw(self._database, deed, user, invitation_id):
            raise NotFound("invitation")
        return Reply(204)

    async def make_reset(self, request: Request, segments: Mapping[str, str]) -> Answer:
        actor, _ = await read_administrator(self._door, request)
        user = await find_user(self._database, segments["user"])
        if user is None or self._door.authenticator.is_configured(user.name):
            raise NotFound("user")
        secret = await make_reset(self._database, Deed(actor, self._clock()), user)
        return json_reply(201, {"username": user.name, "secret": secret})

    async def remove_second_factor(self, request: Request, segments: Mapping[str, str]) -> Answer:
        actor, _ = await read_administrator(self._door, request)
        user = await find_user(self._database, segments["user"])
        deed = Deed(actor, self._clock())
        if user is None or not await self._factors.remove(deed, user):
            raise NotFound("second factor")
        return Reply(204)


def _shape(invitation: Invitation) -> Json:
    return {
        "id": invitation.id,
        "note": invitation.note,
        "created_at": time_text(invitation.created_at),
        "expires_at": time_text(invitation.expires_at),
        "used_by": invitation.used_by,
    }

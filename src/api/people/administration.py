"""What the administrators of an installation do for people."""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import INVITATION, NEW_INVITATION, PASSWORD_RESET
from api.shape import find_id, time_text
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import Line, ListOf, Object
from exchange import Answer, Reply
from forge.accounts.invitations import Invitation, invite, list_invitations, withdraw
from forge.accounts.passwords import make_reset
from forge.accounts.second_factor import SecondFactors
from forge.errors import NotFound
from replies import Json, json_reply

MAX_NOTE = 200
"""Characters: for whom an invitation is."""


async def list_open_invitations(call: Call) -> Answer:
    invitations = await list_invitations(call.ports.database, call.ports.clock())
    return json_reply(200, [_shape(invitation) for invitation in invitations])


async def create_invitation(call: Call) -> Answer:
    note = call.text("note")
    secret = await invite(call.ports.database, call.deed, call.account, note)
    return json_reply(201, {"note": note, "invitation": secret})


async def withdraw_invitation(call: Call) -> Answer:
    wanted, database = find_id(call.text("invitation")), call.ports.database
    if wanted is None or not await withdraw(database, call.deed, call.account, wanted):
        raise NotFound("invitation")
    return Reply(204)


async def create_password_reset(call: Call) -> Answer:
    user = await call.finder.person(call.text("user"))
    if call.finder.door.authenticator.is_configured(user.name):
        raise NotFound("user")
    secret = await make_reset(call.ports.database, call.deed, user)
    return json_reply(201, {"username": user.name, "secret": secret})


async def remove_second_factor_of_user(call: Call) -> Answer:
    user = await call.finder.person(call.text("user"))
    factors = SecondFactors(call.ports.database, call.config.secret_key)
    if not await factors.remove(call.deed, user):
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


ENDPOINTS = (
    Endpoint(
        "GET",
        "/admin/invitations",
        "List invitations",
        list_open_invitations,
        {200: ListOf(INVITATION)},
        audience=Audience.INSTALLATION,
    ),
    Endpoint(
        "POST",
        "/admin/invitations",
        "Invite somebody: the secret of a link is shown once",
        create_invitation,
        {201: NEW_INVITATION},
        audience=Audience.INSTALLATION,
        body=Object({"note": Line(MAX_NOTE)}, ("note",)),
    ),
    Endpoint(
        "DELETE",
        "/admin/invitations/{invitation}",
        "Withdraw an invitation",
        withdraw_invitation,
        {204: None},
        audience=Audience.INSTALLATION,
    ),
    Endpoint(
        "POST",
        "/admin/users/{user}/password-resets",
        "Let somebody set a new password: the secret of a link is shown once",
        create_password_reset,
        {201: PASSWORD_RESET},
        audience=Audience.INSTALLATION,
    ),
    Endpoint(
        "DELETE",
        "/admin/users/{user}/second-factor",
        "Remove the second factor of somebody who has lost app and recovery codes",
        remove_second_factor_of_user,
        {204: None},
        audience=Audience.INSTALLATION,
    ),
)

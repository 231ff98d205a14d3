"""Accounts elsewhere by which one signs in: seen, and unlinked."""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import IDENTITY
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf
from exchange import Answer, Reply
from forge.elsewhere.identities import Identity, list_identities, unlink
from forge.errors import Conflict, NotFound
from replies import Json, json_reply


async def list_own_identities(call: Call) -> Answer:
    found = await list_identities(call.ports.database, call.account)
    return json_reply(200, [_shape(each) for each in found])


async def unlink_identity(call: Call) -> Answer:
    wanted = (call.text("provider"), call.text("id"))
    for identity in await list_identities(call.ports.database, call.account):
        if (identity.provider, identity.subject) == wanted:
            if await unlink(call.ports.database, call.deed, call.account, identity):
                return Reply(204)
            raise Conflict("This is all by which you sign in: have a password set first.")
    raise NotFound("identity")


def _shape(identity: Identity) -> Json:
    return {"provider": identity.provider, "id": identity.subject, "label": identity.label}


ENDPOINTS = (
    Endpoint(
        "GET",
        "/user/identities",
        "List the accounts elsewhere by which one signs in",
        list_own_identities,
        {200: ListOf(IDENTITY)},
        audience=Audience.HOLDER,
    ),
    Endpoint(
        "DELETE",
        "/user/identities/{provider}/{id}",
        "Sign in by an account elsewhere no longer",
        unlink_identity,
        {204: None},
        audience=Audience.HOLDER,
    ),
)

"""One's e-mail addresses, in GitHub's shape."""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import EMAIL
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf, Object, Text
from exchange import Answer, Reply
from forge.accounts.emails import (
    MAX_ADDRESSES,
    add_addresses,
    list_addresses,
    make_primary,
    remove_addresses,
)
from forge.accounts.sign_up import MAX_EMAIL, check_email
from forge.errors import InvalidValue
from replies import Json, json_reply


async def list_emails(call: Call) -> Answer:
    primary, others = await list_addresses(call.ports.database, call.account)
    first = [] if primary is None else [_shape(primary, is_primary=True)]
    return json_reply(200, [*first, *(_shape(each) for each in others)])


async def add_emails(call: Call) -> Answer:
    addresses = _read_addresses(call)
    await add_addresses(call.ports.database, call.deed, call.account, addresses)
    return json_reply(201, [_shape(each) for each in addresses])


async def delete_emails(call: Call) -> Answer:
    primary, _ = await list_addresses(call.ports.database, call.account)
    addresses = _read_addresses(call)
    if primary is not None and primary.lower() in map(str.lower, addresses):
        raise InvalidValue("emails", "must not hold the primary one")
    await remove_addresses(call.ports.database, call.deed, call.account, addresses)
    return Reply(204)


async def set_primary_email(call: Call) -> Answer:
    await make_primary(call.ports.database, call.deed, call.account, call.text("email"))
    return await list_emails(call)


def _read_addresses(call: Call) -> list[str]:
    checked = [check_email(each, "emails") for each in call.words("emails")]
    addresses = [each for each in checked if each is not None]
    if not addresses:
        raise InvalidValue("emails", "must hold an e-mail address")
    return addresses


def _shape(address: str, *, is_primary: bool = False) -> Json:
    return {"email": address, "primary": is_primary, "verified": False, "visibility": "private"}


_EMAILS = Object({"emails": ListOf(Text(MAX_EMAIL, 1), MAX_ADDRESSES)}, ("emails",))

ENDPOINTS = (
    Endpoint(
        "GET",
        "/user/emails",
        "List one's e-mail addresses, the primary one first",
        list_emails,
        {200: ListOf(EMAIL)},
        audience=Audience.HOLDER,
    ),
    Endpoint(
        "POST",
        "/user/emails",
        "Add e-mail addresses",
        add_emails,
        {201: ListOf(EMAIL)},
        audience=Audience.HOLDER,
        body=_EMAILS,
    ),
    Endpoint(
        "DELETE",
        "/user/emails",
        "Remove e-mail addresses",
        delete_emails,
        {204: None},
        audience=Audience.HOLDER,
        body=_EMAILS,
    ),
    Endpoint(
        "PUT",
        "/user/emails/primary",
        "Make another of one's addresses the primary one",
        set_primary_email,
        {200: ListOf(EMAIL)},
        audience=Audience.HOLDER,
        body=Object({"email": Text(MAX_EMAIL, 1)}, ("email",)),
    ),
)

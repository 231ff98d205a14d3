"""The second factor of one's account.

Tokens, and so Git, are not affected; the password alone opens nothing any more.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from api.audience import Audience
from api.people.answers import NEW_FACTOR, RECOVERY_CODES
from api.people.fields import SECRET, code_tries, prove_password
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import Object
from exchange import Answer, Reply
from forge import gate
from forge.accounts.second_factor import SecondFactors
from forge.errors import NotFound
from forge.proof import totp
from replies import json_reply


async def begin_second_factor(call: Call) -> Answer:
    await prove_password(call, call.text("password"))
    secret = await _factors(call).begin(call.account)
    host = urlsplit(call.request.origin).netloc
    uri = totp.uri_of(secret, host, call.account.name)
    return json_reply(201, {"secret": totp.text_of(secret), "uri": uri})


async def confirm_second_factor(call: Call) -> Answer:
    tries = code_tries(call.account.id)
    await gate.take_all(call.ports.gate, tries)
    codes = await _factors(call).confirm(call.deed, call.account, call.text("otp"))
    await gate.give_back_all(call.ports.gate, tries)
    return json_reply(200, {"recovery_codes": codes})


async def remove_second_factor(call: Call) -> Answer:
    await _prove_both(call)
    if not await _factors(call).remove(call.deed, call.account):
        raise NotFound("second factor")
    return Reply(204)


async def replace_recovery_codes(call: Call) -> Answer:
    await _prove_both(call)
    codes = await _factors(call).replace_recovery_codes(call.deed, call.account)
    return json_reply(201, {"recovery_codes": codes})


async def _prove_both(call: Call) -> None:
    """Have both factors again."""
    await prove_password(call, call.text("password"))
    tries = code_tries(call.account.id)
    await gate.take_all(call.ports.gate, tries)
    await _factors(call).check(call.account, call.text("otp"), call.ports.clock())
    await gate.give_back_all(call.ports.gate, tries)


def _factors(call: Call) -> SecondFactors:
    return SecondFactors(call.ports.database, call.config.secret_key)


_ADDRESS = "/user/second-factor"
_BOTH = Object({"password": SECRET, "otp": SECRET}, ("password", "otp"))

ENDPOINTS = (
    Endpoint(
        "POST",
        _ADDRESS,
        "Begin with a second factor: get the secret for an app",
        begin_second_factor,
        {201: NEW_FACTOR},
        audience=Audience.HOLDER,
        body=Object({"password": SECRET}, ("password",)),
    ),
    Endpoint(
        "PUT",
        _ADDRESS,
        "Switch the second factor on by a code of the app; get recovery codes",
        confirm_second_factor,
        {200: RECOVERY_CODES},
        audience=Audience.HOLDER,
        body=Object({"otp": SECRET}, ("otp",)),
    ),
    Endpoint(
        "DELETE",
        _ADDRESS,
        "Remove the second factor",
        remove_second_factor,
        {204: None},
        audience=Audience.HOLDER,
        body=_BOTH,
    ),
    Endpoint(
        "POST",
        f"{_ADDRESS}/recovery-codes",
        "Get new recovery codes",
        replace_recovery_codes,
        {201: RECOVERY_CODES},
        audience=Audience.HOLDER,
        body=_BOTH,
    ),
)

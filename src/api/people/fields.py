"""What bodies about people have in common: secrets and names, and proving oneself again."""

from __future__ import annotations

from api.v3.call import Call
from api.v3.schema import Text
from door import address_of
from forge import gate
from forge.names import MAX_NAME

MAX_SECRET = 1_024
"""Bytes: what a password may have."""

SECRET = Text(MAX_SECRET, 1)
"""A password, a code or the secret of a link."""

OWNER_NAME = Text(MAX_NAME, 1)


async def prove_password(call: Call, password: str) -> None:
    """Have the password of the account again; BadCredentials when it is not right."""
    check = call.finder.door.authenticator.check_password
    await check(call.account.name, password, address_of(call.request))


def code_tries(user_id: int) -> list[gate.Try]:
    """What a code of the second factor takes from the gate."""
    return [(gate.SECOND_FACTOR, str(user_id))]

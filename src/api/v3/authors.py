"""Who of those with an account wrote a commit, by the address that it names.

Addresses are what people say of themselves: this tells whose commit it claims to be, and is no
proof of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from api.shape import person_shape
from api.v3.call import Call
from durable.contract.refs import CommitInfo
from forge.users import User, find_users_by_address
from git.signature import Signature
from replies import Json

MAX_ADDRESS = 254
"""Bytes of an address that an account may have; longer ones are not looked up."""


@dataclass(frozen=True, slots=True)
class Authors:
    """`users` by address in small letters; `origin` for their addresses here."""

    origin: str = ""
    users: Mapping[str, User] = field(default_factory=dict[str, User])

    def shape(self, signature: Signature) -> Json:
        user = self.users.get(_address(signature))
        return person_shape(user, self.origin) if user else None


NOBODY = Authors()


async def find_authors(call: Call, infos: Iterable[CommitInfo]) -> Authors:
    """The accounts of all authors and committers."""
    signatures = [s for info in infos for s in (info.commit.author, info.commit.committer)]
    addresses = {_address(signature) for signature in signatures} - {""}
    if not addresses:
        return NOBODY
    users = await find_users_by_address(call.ports.database, addresses, call.host)
    return Authors(call.request.origin, users)


def _address(signature: Signature) -> str:
    """Empty where it can be nobody's."""
    address = signature.email.decode("utf-8", "replace").lower()
    return address if len(signature.email) <= MAX_ADDRESS else ""

"""Asking the owners of what changes for their reviews, by the CODEOWNERS of the base."""

from __future__ import annotations

from api.issues.acting import act_on
from api.v3.call import Call
from durable.contract.changes import ReadChanges
from durable.contract.files import Blob, ReadPath
from durable.contract.message import Failure
from forge.errors import InvalidValue
from forge.issues.people import read_assignable
from forge.pulls.codeowners import MAX_SIZE, PLACES, CodeOwners
from forge.pulls.creation import Branches
from forge.pulls.requests import request_reviews
from forge.users import User

MAX_FILES = 1_000
"""Files of a change that are held against the patterns."""


async def ask_owners(call: Call, number: int, branches: Branches) -> None:
    """Whom CODEOWNERS names, and who may read the repository."""
    data = await _read_file(call, branches.base_oid.encode())
    if data is None:
        return
    asked = ReadChanges(
        branches.head_oid.encode(),
        branches.base_oid.encode(),
        three_dots=True,
        limit=MAX_FILES,
        with_patch=False,
    )
    changes = await call.try_ask(asked)
    if isinstance(changes, Failure):
        return
    names = CodeOwners(data).of(each.change.path for each in changes.files)
    people = [user for name in names for user in await _find(call, name)]
    if people:
        act = act_on(call, number)
        await call.ports.database.batch(request_reviews(act, people, is_owner=True))


async def _read_file(call: Call, rev: bytes) -> bytes | None:
    for place in PLACES:
        found = await call.try_ask(ReadPath(rev, place, MAX_SIZE))
        if not isinstance(found, Failure) and isinstance(found.what, Blob):
            return found.what.content
    return None


async def _find(call: Call, name: str) -> list[User]:
    """A name may be nobody's, or somebody's who has nothing to do with the repository."""
    try:
        return await read_assignable(call.ports.database, call.target, [name], "owner")
    except InvalidValue:
        return []

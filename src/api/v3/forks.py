"""Forks: made, listed, and brought up to date with what they were made of."""

from __future__ import annotations

from typing import TypeVar

from api.caller import SIGN_IN
from api.people.answers import REPOSITORY as REPOSITORY_SHAPE
from api.shape import repository_shape, whole_repository
from api.v3.answers import MERGED_UPSTREAM
from api.v3.branches import BRANCHES
from api.v3.call import Call, problem, reply_to
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.fields import REFNAME
from api.v3.schema import Boolean, ListOf, Nullable, Object, Text
from durable.contract.copies import ReadTips, TakeFrom, Tips
from durable.contract.history import ReadDivergence
from durable.contract.message import Caller, Failure, Message, Question
from durable.contract.refs import ReadRef
from exchange import Answer
from forge.access import Action, Decision, authorize, may_create
from forge.errors import BadCredentials, NotAllowed, NotFound, TooMany
from forge.lifecycle import forks
from forge.lifecycle.forks import Copied, NewFork
from forge.lifecycle.profiles import (
    Listing,
    Order,
    count_profiles,
    list_profiles,
    read_profile,
    read_profiles,
)
from forge.names import MAX_NAME, RepositoryName, check_name, find_owner_problem
from forge.owners import Owner
from forge.quotas import read_room
from forge.repositories import Repository, StoreName
from git.protocol.receive_pack import RefUpdate
from replies import Refused, json_reply

Given = TypeVar("Given", bound=Message)

_ORDERS = {
    "newest": Order.NEWEST,
    "oldest": Order.OLDEST,
    "stargazers": Order.NEWEST,
    "watchers": Order.NEWEST,
}
"""There are no stars to sort by."""


async def list_forks(call: Call) -> Answer:
    listing = Listing(
        offset=call.skip,
        limit=call.per_page,
        parent_id=call.target.id,
        order=_ORDERS[call.text("sort", "newest")],
    )
    database = call.ports.database
    profiles = await list_profiles(database, call.actor, listing)
    total = await count_profiles(database, call.actor, listing)
    origin = call.request.origin
    return call.paged(
        [repository_shape(profile, call.actor, origin) for profile in profiles], total=total
    )


async def create_fork(call: Call) -> Answer:
    """Answers when the copy is whole; an owner who has a fork of it is given that."""
    owner = await _find_owner(call)
    user = call.actor.user
    assert user is not None  # noqa: S101 - the owner was found for them
    database, quotas = call.ports.database, call.config.quotas
    found = await forks.find_fork(database, call.target, owner, user)
    if found is None:
        name = check_name(call.text("name") or call.target.name.name, "name")
        new = NewFork(call.target, RepositoryName(owner.name, name))
        profile = await read_profile(database, call.target, user)
        room = await read_room(database, owner.id, quotas)
        if profile.size > room:
            raise TooMany("bytes in the repositories of one owner", quotas.size)
        tips = await _read_tips(call)
        store = await forks.begin(database, call.deed, new, owner, quotas)
        try:
            copied = await _copy(call, store, tips, room)
            found = await forks.finish(database, call.deed, new, copied, quotas)
        except BaseException:
            await forks.abandon(database, call.ports.repositories.purge, str(store))
            raise
    return json_reply(202, await whole_repository(database, call.actor, found, call.request.origin))


async def merge_upstream(call: Call) -> Answer:
    """Forward only: what was committed to the fork's branch is not merged."""
    branch = call.text("branch")
    refname = BRANCHES + call.data("branch")
    parent = await _find_parent(call)
    shown = f"{parent.name.owner}:{branch}"
    there = await _ask(call, parent, ReadRef(refname))
    if isinstance(there, Failure):
        raise Refused(problem(404, f"There is no branch {shown}."))
    here = await call.ask(ReadRef(refname))
    asked = ReadDivergence(here.oid.hex().encode(), there.oid.hex().encode())
    divergence = await call.try_ask(asked)
    if isinstance(divergence, Failure):
        # The fork has not seen that commit yet; then only the parent can tell.
        divergence = await _ask(call, parent, asked)
    if not isinstance(divergence, Failure) and not divergence.ahead:
        return _merged("none", f"This branch is not behind the upstream {shown}.", shown)
    if isinstance(divergence, Failure) or divergence.behind:
        raise Refused(problem(409, f"This branch has commits that {shown} does not have."))
    question = TakeFrom(
        parent.store_name, (RefUpdate(refname, here.oid, there.oid),), has=(here.oid,)
    )
    await call.ask(question)
    message = f"Successfully fetched and fast-forwarded from upstream {shown}."
    return _merged("fast-forward", message, shown)


async def _find_owner(call: Call) -> Owner:
    """For whom the fork is made."""
    user = call.actor.user
    if user is None:
        raise BadCredentials(SIGN_IN)
    name = call.text("organization") or user.name
    owner = None if find_owner_problem(name) else await call.finder.owner(call.actor, name)
    if owner is None:
        raise NotFound("organization")
    if not may_create(call.actor, owner):
        raise NotAllowed(f"You may not make repositories for {owner.name}.")
    return owner


async def _read_tips(call: Call) -> Tips:
    tips = await call.ask(ReadTips(call.flag("default_branch_only")))
    if not tips.updates:
        raise Refused(problem(403, "A repository without branches or tags cannot be forked."))
    return tips


async def _copy(call: Call, store: StoreName, tips: Tips, room: int) -> Copied:
    caller = Caller(call.actor.label, may_write=True, room=room)
    question = TakeFrom(call.target.store_name, tips.updates, head_target=tips.head_target)
    taken = await call.ports.repositories.ask(str(store), caller, question)
    if isinstance(taken, Failure):
        raise Refused(reply_to(taken))
    return Copied(store, taken.size)


async def _find_parent(call: Call) -> Repository:
    """What this is a fork of, if the caller may read that."""
    database = call.ports.database
    profile = await read_profile(database, call.target, call.actor.user)
    ids = [] if profile.parent_id is None else [profile.parent_id]
    for parent in (await read_profiles(database, call.actor, ids)).values():
        if authorize(call.actor, Action.READ, parent.repository) is Decision.ALLOWED:
            return parent.repository
    raise Refused(problem(422, "This is not a fork, or what it was made of is gone."))


async def _ask(call: Call, parent: Repository, question: Question[Given]) -> Given | Failure:
    """Ask the parent, as somebody who may read it."""
    caller = Caller(call.actor.label)
    return await call.ports.repositories.ask(parent.store_name, caller, question)


def _merged(kind: str, message: str, shown: str) -> Answer:
    return json_reply(200, {"message": message, "merge_type": kind, "base_branch": shown})


ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/forks",
        "List forks",
        list_forks,
        {200: ListOf(REPOSITORY_SHAPE)},
        Action.READ,
        {**PAGING, "sort": Text(16, one_of=tuple(_ORDERS))},
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/forks",
        "Fork a repository, for oneself or for an organization of one's own",
        create_fork,
        {202: REPOSITORY_SHAPE},
        Action.READ,
        body=Object(
            {
                "organization": Nullable(Text(MAX_NAME)),
                "name": Nullable(Text(MAX_NAME)),
                "default_branch_only": Nullable(Boolean()),
            }
        ),
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/merge-upstream",
        "Bring a fork's branch forward to where its parent's is",
        merge_upstream,
        {200: MERGED_UPSTREAM},
        Action.WRITE,
        body=Object({"branch": REFNAME}, ("branch",)),
    ),
)

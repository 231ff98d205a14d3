"""Repositories as they are known beside their Git data, in GitHub's shapes.

A repository that moved answers 301 with the address of today.
"""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import MOVED, REPOSITORY, TOPICS
from api.people.fields import OWNER_NAME
from api.shape import repository_shape, whole_repository
from api.v3.call import Call
from api.v3.endpoint import PAGING, Endpoint
from api.v3.endpoint import REPOSITORY as ONE
from api.v3.schema import Boolean, Line, ListOf, Nullable, Object, Schema, Text
from durable.contract.message import Caller, Failure
from durable.contract.writing import SetHead
from exchange import Answer, Reply
from forge.access import Action, may_create
from forge.errors import InvalidValue, NotAllowed, NotFound
from forge.lifecycle import bin as recycling
from forge.lifecycle import offers
from forge.lifecycle.creation import NewRepository, create
from forge.lifecycle.moves import rename, transfer
from forge.lifecycle.profiles import Listing, count_profiles, list_profiles, read_profile
from forge.lifecycle.settings import (
    MAX_DESCRIPTION,
    MAX_TOPICS,
    MAX_WEBSITE,
    Changes,
    change,
    check_description,
    check_topics,
    check_website,
    set_topics,
)
from forge.names import MAX_NAME, RepositoryName, check_name, find_owner_problem
from forge.repositories import Repository, Visibility, find_repository
from replies import Json, json_reply

MAX_REFNAME = 256
"""Characters of a branch that is named here."""


async def list_own_repositories(call: Call) -> Answer:
    return await _list(call, None, is_mine=True)


async def list_all_repositories(call: Call) -> Answer:
    return await _list(call, None)


async def list_repositories_of_owner(call: Call) -> Answer:
    name = call.text("user")
    owner = None if find_owner_problem(name) else await call.finder.owner(call.actor, name)
    if owner is None:
        raise NotFound("user")
    return await _list(call, owner.id)


async def create_repository(call: Call) -> Answer:
    new = NewRepository(
        name=RepositoryName(call.owner.name, check_name(call.text("name"), "name")),
        visibility=_find_visibility(call) or call.config.default_visibility,
        description=check_description(call.values.get("description"), "description"),
    )
    repository = await create(call.ports.database, call.deed, new, call.config.quotas)
    return await _reply(201, call, repository)


async def get_repository(call: Call) -> Answer:
    asked = RepositoryName(call.text("owner"), call.text("repository").removesuffix(".git"))
    if not call.target.is_called(asked):
        address = f"{call.request.origin}/api/v3/repos/{call.target.name}"
        moved: Json = {"message": "Moved Permanently", "url": address}
        return json_reply(301, moved, {"location": address})
    return await _reply(200, call, call.target)


async def change_repository(call: Call) -> Answer:
    repository, database = call.target, call.ports.database
    changes = _read_changes(call)
    name = check_name(call.text("name"), "name") if "name" in call.values else repository.name.name
    if changes.default_branch is not None:
        await _set_head(call, changes.default_branch)
    if name != repository.name.name:
        await rename(database, call.deed, repository, name)
    await change(database, call.deed, repository, changes)
    return await _reply(200, call, await _again(call, RepositoryName(repository.name.owner, name)))


async def _set_head(call: Call, branch: str) -> None:
    """The repository itself knows its default branch; it refuses one that is not there."""
    caller = Caller(call.actor.label, may_write=True)
    question = SetHead(b"refs/heads/" + branch.encode())
    answer = await call.ports.repositories.ask(call.target.store_name, caller, question)
    if isinstance(answer, Failure):
        raise InvalidValue("default_branch", answer.message)


async def delete_repository(call: Call) -> Answer:
    await recycling.delete(call.ports.database, call.deed, call.target)
    return Reply(204)


async def transfer_repository(call: Call) -> Answer:
    name = call.text("new_owner")
    owner = None if find_owner_problem(name) else await call.finder.owner(call.actor, name)
    if owner is None:
        raise InvalidValue("new_owner", "must be a person or an organization")
    repository, quotas = call.target, call.config.quotas
    if owner.administered_by is None:
        await offers.offer(call.ports.database, call.deed, repository, owner)
        return await _reply(202, call, repository)
    if not may_create(call.actor, owner):
        raise NotAllowed(f"You may not make repositories for {owner.name}.")
    await transfer(call.ports.database, call.deed, repository, owner, quotas)
    moved = await _again(call, RepositoryName(owner.name, repository.name.name))
    return await _reply(202, call, moved)


async def withdraw_offer(call: Call) -> Answer:
    if not await offers.end(call.ports.database, call.deed, call.target):
        raise NotFound("offer")
    return Reply(204)


async def list_topics(call: Call) -> Answer:
    profile = await read_profile(call.ports.database, call.target, call.actor.user)
    return json_reply(200, {"names": list(profile.topics)})


async def replace_topics(call: Call) -> Answer:
    topics = check_topics(call.values["names"], "names")
    await set_topics(call.ports.database, call.deed, call.target, topics)
    return json_reply(200, {"names": list(topics)})


async def _list(call: Call, owner_id: int | None, *, is_mine: bool = False) -> Reply:
    database, actor = call.ports.database, call.actor
    listing = Listing(owner_id, is_mine, call.skip, call.per_page)
    profiles = await list_profiles(database, actor, listing)
    total = await count_profiles(database, actor, listing)
    origin = call.request.origin
    return call.paged([repository_shape(each, actor, origin) for each in profiles], total=total)


async def _again(call: Call, name: RepositoryName) -> Repository:
    """The same repository after it has changed."""
    repository = await find_repository(call.ports.database, name, call.actor.user)
    if repository is None:
        raise NotFound("repository")
    return repository


async def _reply(status: int, call: Call, repository: Repository) -> Reply:
    origin = call.request.origin
    shape = await whole_repository(call.ports.database, call.actor, repository, origin)
    return json_reply(status, shape)


def _find_visibility(call: Call) -> Visibility | None:
    if call.values.get("visibility") is not None:
        return Visibility(call.text("visibility"))
    if call.values.get("private") is None:
        return None
    return Visibility.PRIVATE if call.flag("private") else Visibility.PUBLIC


def _read_changes(call: Call) -> Changes:
    given = call.values
    website = "homepage" if "homepage" in given else "website"
    return Changes(
        description=check_description(given["description"], "description")
        if "description" in given
        else None,
        website=check_website(given[website], website) if website in given else None,
        visibility=_find_visibility(call),
        default_branch=call.text("default_branch") or None,
        is_archived=call.flag("archived") if given.get("archived") is not None else None,
    )


_NAME = Text(MAX_NAME, 1)
_SETTINGS: dict[str, Schema] = {
    "name": _NAME,
    "description": Nullable(Text(4 * MAX_DESCRIPTION)),
    "private": Nullable(Boolean()),
    "visibility": Nullable(Text(16, one_of=tuple(each.value for each in Visibility))),
}
_WEBSITE = Nullable(Text(4 * MAX_WEBSITE))

ENDPOINTS = (
    Endpoint(
        "GET",
        "/user/repos",
        "List the repositories that one has a role on",
        list_own_repositories,
        {200: ListOf(REPOSITORY)},
        query=PAGING,
        audience=Audience.PERSON,
    ),
    Endpoint(
        "POST",
        "/user/repos",
        "Create a repository of one's own",
        create_repository,
        {201: REPOSITORY},
        audience=Audience.CREATOR,
        body=Object(_SETTINGS, ("name",)),
    ),
    Endpoint(
        "POST",
        "/orgs/{user}/repos",
        "Create a repository of an organization",
        create_repository,
        {201: REPOSITORY},
        audience=Audience.CREATOR,
        body=Object(_SETTINGS, ("name",)),
    ),
    Endpoint(
        "GET",
        "/orgs/{user}/repos",
        "List the repositories of an organization",
        list_repositories_of_owner,
        {200: ListOf(REPOSITORY)},
        query=PAGING,
    ),
    Endpoint(
        "GET",
        "/users/{user}/repos",
        "List the repositories of a person",
        list_repositories_of_owner,
        {200: ListOf(REPOSITORY)},
        query=PAGING,
    ),
    Endpoint(
        "GET",
        "/repositories",
        "List all repositories that one may read",
        list_all_repositories,
        {200: ListOf(REPOSITORY)},
        query=PAGING,
    ),
    Endpoint(
        "GET",
        ONE,
        "Get a repository",
        get_repository,
        {200: REPOSITORY, 301: MOVED},
        Action.READ,
    ),
    Endpoint(
        "PATCH",
        ONE,
        "Change a repository's name and settings",
        change_repository,
        {200: REPOSITORY},
        Action.ADMIN,
        body=Object(
            {
                **_SETTINGS,
                "homepage": _WEBSITE,
                "website": _WEBSITE,
                "archived": Nullable(Boolean()),
                "default_branch": Nullable(Line(MAX_REFNAME)),
            }
        ),
    ),
    Endpoint(
        "DELETE", ONE, "Put a repository into the bin", delete_repository, {204: None}, Action.ADMIN
    ),
    Endpoint(
        "POST",
        ONE + "/transfer",
        "Give a repository away: at once to oneself or one's own organization; others are asked",
        transfer_repository,
        {202: REPOSITORY},
        Action.ADMIN,
        body=Object({"new_owner": OWNER_NAME}, ("new_owner",)),
    ),
    Endpoint(
        "DELETE",
        ONE + "/transfer",
        "Withdraw the offer to take a repository over",
        withdraw_offer,
        {204: None},
        Action.ADMIN,
    ),
    Endpoint("GET", ONE + "/topics", "List topics", list_topics, {200: TOPICS}, Action.READ),
    Endpoint(
        "PUT",
        ONE + "/topics",
        "Replace all topics",
        replace_topics,
        {200: TOPICS},
        Action.ADMIN,
        body=Object({"names": ListOf(Text(200), MAX_TOPICS)}, ("names",)),
    ),
)

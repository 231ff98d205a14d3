"""Repositories as they are known beside their Git data, in GitHub's shapes.

    GET    /api/v3/user/repos                     those one has a role on
    POST   /api/v3/user/repos                     {"name", "private"?, "description"?}
    POST   /api/v3/orgs/<organization>/repos
    GET    /api/v3/users/<user>/repos, /api/v3/orgs/<organization>/repos, /api/v3/repositories
    GET    /api/v3/repos/<owner>/<repository>
    PATCH  /api/v3/repos/<owner>/<repository>     {"name"?, "description"?, "homepage"?,
                                                   "private"?, "visibility"?, "archived"?,
                                                   "default_branch"?}
    DELETE /api/v3/repos/<owner>/<repository>     into the bin
    POST   /api/v3/repos/<owner>/<repository>/transfer   {"new_owner"}
    GET, PUT /api/v3/repos/<owner>/<repository>/topics   {"names"}

A repository that moved answers 301 with the address of today.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import read_caller, read_person
from api.found import Finder, Visit
from api.json_body import Fields, find_flag, read_fields, read_secret, read_text
from api.paging import Page, paged_reply
from api.shape import repository_shape
from config import Config
from door import Door
from durable.contract.message import Caller, Failure
from durable.contract.writing import SetHead
from exchange import Answer, Reply, Request
from forge.access import Action, Actor, may_create
from forge.audit import Deed
from forge.errors import InvalidValue, NotAllowed, NotFound
from forge.lifecycle import bin as recycling
from forge.lifecycle.creation import NewRepository, create
from forge.lifecycle.moves import rename, transfer
from forge.lifecycle.profiles import Listing, count_profiles, list_profiles, read_profile
from forge.lifecycle.settings import (
    Changes,
    change,
    check_description,
    check_topics,
    check_website,
    set_topics,
)
from forge.names import RepositoryName, find_name_problem
from forge.owners import find_owner
from forge.repositories import Repository, Visibility, find_repository
from ports import Ports
from replies import Json, json_reply
from routing import Route

MAX_REFNAME = 256
"""Characters of a branch that is named here."""


class RepositoryApi:
    def __init__(self, config: Config, ports: Ports, door: Door) -> None:
        self._config = config
        self._database = ports.database
        self._clock = ports.clock
        self._door = door
        self._finder = Finder(ports, door)
        self._repositories = ports.repositories

    def routes(self) -> tuple[Route, ...]:
        one = "/api/v3/repos/{owner}/{repository}"
        return (
            Route("GET", "/api/v3/user/repos", self.list_mine),
            Route("POST", "/api/v3/user/repos", self.create),
            Route("POST", "/api/v3/orgs/{user}/repos", self.create),
            Route("GET", "/api/v3/orgs/{user}/repos", self.list),
            Route("GET", "/api/v3/users/{user}/repos", self.list),
            Route("GET", "/api/v3/repositories", self.list),
            Route("GET", one, self.read),
            Route("PATCH", one, self.change),
            Route("DELETE", one, self.delete),
            Route("POST", f"{one}/transfer", self.transfer),
            Route("GET", f"{one}/topics", self.list_topics),
            Route("PUT", f"{one}/topics", self.set_topics),
        )

    async def list_mine(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        actor, _ = await read_person(self._door, request)
        return await self._list(request, actor, Listing(is_mine=True))

    async def list(self, request: Request, segments: Mapping[str, str]) -> Answer:
        actor = await read_caller(self._door, request)
        if "user" not in segments:
            return await self._list(request, actor, Listing())
        owner = await find_owner(self._database, segments["user"], actor.user)
        if owner is None:
            raise NotFound("user")
        return await self._list(request, actor, Listing(owner_id=owner.id))

    async def create(self, request: Request, segments: Mapping[str, str]) -> Answer:
        actor, user = await read_person(self._door, request)
        owner = await find_owner(self._database, segments.get("user", user.name), user)
        if owner is None:
            raise NotFound("organization")
        if not may_create(actor, owner):
            raise NotAllowed(f"You may not make repositories for {owner.name}.")
        fields = await read_fields(request)
        new = NewRepository(
            name=RepositoryName(owner.name, _read_name(fields)),
            visibility=_find_visibility(fields) or self._config.default_visibility,
            description=check_description(fields.get("description"), "description"),
        )
        deed = Deed(actor, self._clock())
        repository = await create(self._database, deed, new, self._config.quotas)
        return await self._reply(201, request, Visit(deed, repository))

    async def read(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.READ)
        asked = RepositoryName(segments["owner"], segments["repository"].removesuffix(".git"))
        if not visit.repository.is_called(asked):
            address = f"{request.origin}/api/v3/repos/{visit.repository.name}"
            moved: Json = {"message": "Moved Permanently", "url": address}
            return json_reply(301, moved, {"location": address})
        return await self._reply(200, request, visit)

    async def change(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.ADMIN)
        fields = await read_fields(request)
        changes = _read_changes(fields)
        if changes.default_branch is not None:
            await self._set_head(visit, changes.default_branch)
        name = _read_name(fields) if "name" in fields else visit.repository.name.name
        if name != visit.repository.name.name:
            await rename(self._database, visit.deed, visit.repository, name)
        await change(self._database, visit.deed, visit.repository, changes)
        renamed = RepositoryName(visit.repository.name.owner, name)
        return await self._reply(200, request, await self._again(visit, renamed))

    async def _set_head(self, visit: Visit, branch: str) -> None:
        """The repository itself knows its default branch; it refuses one that is not there."""
        caller = Caller(visit.actor.label, may_write=True)
        question = SetHead(b"refs/heads/" + branch.encode())
        answer = await self._repositories.ask(visit.repository.store_name, caller, question)
        if isinstance(answer, Failure):
            raise InvalidValue("default_branch", answer.message)

    async def delete(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.ADMIN)
        await recycling.delete(self._database, visit.deed, visit.repository)
        return Reply(204)

    async def transfer(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.ADMIN)
        new_owner = read_secret(await read_fields(request), "new_owner")
        owner = await find_owner(self._database, new_owner, visit.actor.user)
        if owner is None or not may_create(visit.actor, owner):
            raise InvalidValue("new_owner", "must be yourself, or an organization of yours")
        repository, quotas = visit.repository, self._config.quotas
        await transfer(self._database, visit.deed, repository, owner, quotas)
        name = RepositoryName(owner.name, repository.name.name)
        return await self._reply(202, request, await self._again(visit, name))

    async def list_topics(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.READ)
        profile = await read_profile(self._database, visit.repository, visit.actor.user)
        return json_reply(200, {"names": list(profile.topics)})

    async def set_topics(self, request: Request, segments: Mapping[str, str]) -> Answer:
        visit = await self._finder.visit(request, segments, Action.ADMIN)
        topics = check_topics((await read_fields(request)).get("names"), "names")
        await set_topics(self._database, visit.deed, visit.repository, topics)
        return json_reply(200, {"names": list(topics)})

    async def _list(self, request: Request, actor: Actor, listing: Listing) -> Reply:
        page = Page.of(request)
        listing = Listing(listing.owner_id, listing.is_mine, page.offset, page.size)
        profiles = await list_profiles(self._database, actor, listing)
        total = await count_profiles(self._database, actor, listing)
        shapes = [repository_shape(profile, actor, request.origin) for profile in profiles]
        return paged_reply(request, page, shapes, total)

    async def _again(self, visit: Visit, name: RepositoryName) -> Visit:
        """The same visit after the repository has changed."""
        repository = await find_repository(self._database, name, visit.actor.user)
        if repository is None:
            raise NotFound("repository")
        return Visit(visit.deed, repository)

    async def _reply(self, status: int, request: Request, visit: Visit) -> Reply:
        repository: Repository = visit.repository
        profile = await read_profile(self._database, repository, visit.actor.user)
        return json_reply(status, repository_shape(profile, visit.actor, request.origin))


def _read_name(fields: Fields) -> str:
    name = read_secret(fields, "name")
    problem = find_name_problem(name)
    if problem is not None:
        raise InvalidValue("name", problem)
    return name


def _find_visibility(fields: Fields) -> Visibility | None:
    if fields.get("visibility") is not None:
        words = {each.value: each for each in Visibility}
        visibility = words.get(str(fields["visibility"]))
        if visibility is None:
            raise InvalidValue("visibility", "must be public or private")
        return visibility
    is_private = find_flag(fields, "private")
    if is_private is None:
        return None
    return Visibility.PRIVATE if is_private else Visibility.PUBLIC


def _read_changes(fields: Fields) -> Changes:
    website = "homepage" if "homepage" in fields else "website"
    has_description, has_website = "description" in fields, website in fields
    return Changes(
        description=check_description(fields["description"], "description")
        if has_description
        else None,
        website=check_website(fields[website], website) if has_website else None,
        visibility=_find_visibility(fields),
        default_branch=read_text(fields, "default_branch", MAX_REFNAME)
        if fields.get("default_branch") is not None
        else None,
        is_archived=find_flag(fields, "archived"),
    )

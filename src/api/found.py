"""What an address of the API is about, found for who calls, or answered as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.caller import SIGN_IN, check_decision, read_caller, read_caller_at
from door import Door
from exchange import Request
from forge.access import Action, Actor, authorize
from forge.audit import Deed
from forge.database import Database
from forge.errors import BadCredentials, NotFound
from forge.groups.organizations import find_member
from forge.names import find_repository_name
from forge.owners import Owner, find_owner
from forge.repositories import Repository
from forge.users import Kind, User, find_user
from ports import Ports


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who was let in to a repository, for an action."""

    deed: Deed
    repository: Repository

    @property
    def actor(self) -> Actor:
        return self.deed.actor


class Finder:
    """Looks up, for who sends a request, what its address names."""

    def __init__(self, ports: Ports, door: Door) -> None:
        self.database: Database = ports.database
        self.clock = ports.clock
        self.door = door

    async def visit(self, request: Request, segments: Mapping[str, str], action: Action) -> Visit:
        """The repository in `{owner}` and `{repository}`, when the caller may do `action`.

        NotFound for what they may not see; BadCredentials for strangers who want more than to
        read, whatever is or is not there.
        """
        name = find_repository_name(segments["owner"], segments["repository"])
        if name is None:
            actor, found = await read_caller(self.door, request), None
        else:
            actor, found = await read_caller_at(self.door, request, name)
        if actor.is_anonymous and action is not Action.READ:
            raise BadCredentials(SIGN_IN)
        check_decision(authorize(actor, action, found), "repository")
        if found is None:
            raise NotFound("repository")
        return Visit(Deed(actor, self.clock()), found)

    async def owner(self, actor: Actor, name: str) -> Owner | None:
        """Whom repositories can belong to, by name."""
        return await find_owner(self.database, name, actor.user)

    async def organization(self, actor: Actor, name: str) -> Owner:
        owner = await self.owner(actor, name)
        if owner is None or owner.kind is not Kind.ORGANIZATION:
            raise NotFound("organization")
        return owner

    async def belongs(self, actor: Actor, owner: Owner) -> bool:
        """Whether the caller is a member of the organization."""
        member = actor.user and await find_member(self.database, owner, actor.user)
        return bool(member)

    async def person(self, name: str) -> User:
        user = await find_user(self.database, name)
        if user is None:
            raise NotFound("user")
        return user

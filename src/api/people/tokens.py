"""Access tokens over HTTP, in the shape of Gitea's API.

    GET    /api/v1/users/<name>/tokens
    POST   /api/v1/users/<name>/tokens     {"name", "scopes"?, "expires_at"?, "repositories"?}
    DELETE /api/v1/users/<name>/tokens/<id>

`<name>` is the person who asks, or an agent of theirs. Only their own password or session opens
these: a token that leaked must not make others. The text of a new token is `sha1`, as Gitea's
clients expect it, though it is none. Beyond Gitea: `expires_at` is a time as in RFC 3339, and
`repositories` a list of `<owner>/<repository>` to which the token is limited. Everybody else's
tokens answer as if there were no such user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast

from api.caller import read_holder
from api.json_body import Fields, read_fields, read_text
from api.shape import find_id, time_text
from door import Door
from exchange import Answer, Reply, Request
from forge.access import (
    DEFAULT_SCOPES,
    GRANTABLE_SCOPES,
    Action,
    Actor,
    Decision,
    Scope,
    authorize,
    may_manage_account,
)
from forge.accounts.agents import find_agent
from forge.audit import Deed
from forge.errors import InvalidValue, NotFound
from forge.names import find_repository_name
from forge.repositories import find_repository
from forge.tokens import (
    MAX_TOKEN_REPOSITORIES,
    NewToken,
    Token,
    create_token,
    delete_token,
    list_tokens,
)
from forge.users import User
from ports import Ports
from replies import Json, json_reply
from routing import Route

MAX_TOKEN_NAME = 255
"""Characters: as in Gitea; shown in one line of a list."""


class TokenApi:
    def __init__(self, ports: Ports, door: Door) -> None:
        self._database = ports.database
        self._clock = ports.clock
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        tokens = "/api/v1/users/{user}/tokens"
        return (
            Route("GET", tokens, self.list),
            Route("POST", tokens, self.create),
            Route("DELETE", f"{tokens}/{{token}}", self.delete),
        )

    async def list(self, request: Request, segments: Mapping[str, str]) -> Answer:
        _, holder = await self._holder(request, segments["user"])
        tokens = await list_tokens(self._database, holder)
        return json_reply(200, [_shape(token, "") for token in tokens])

    async def create(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, holder = await self._holder(request, segments["user"])
        fields = await read_fields(request)
        new = _new_token(fields, deed.at)
        if fields.get("repositories") is not None:
            ids = await self._repository_ids(deed.actor, fields["repositories"])
            new = replace(new, repository_ids=ids)
        token, text = await create_token(self._database, deed, holder, new)
        return json_reply(201, _shape(token, text))

    async def delete(self, request: Request, segments: Mapping[str, str]) -> Answer:
        deed, holder = await self._holder(request, segments["user"])
        token_id = find_id(segments["token"])
        if token_id is None or not await delete_token(self._database, deed, holder, token_id):
            raise NotFound("token")
        return Reply(204)

    async def _holder(self, request: Request, user_name: str) -> tuple[Deed, User]:
        """Whose tokens these are: the person who asks, or an agent of theirs."""
        actor, user = await read_holder(self._door, request)
        deed = Deed(actor, self._clock())
        if may_manage_account(actor, user_name):
            return deed, user
        agent = await find_agent(self._database, user, user_name)
        if agent is None:
            raise NotFound("user")
        return deed, agent

    async def _repository_ids(self, actor: Actor, value: object) -> tuple[int, ...]:
        names = cast("list[object]", value) if isinstance(value, list) else []
        if not 0 < len(names) <= MAX_TOKEN_REPOSITORIES:
            raise InvalidValue("repositories", f"must be 1 to {MAX_TOKEN_REPOSITORIES} names")
        ids: list[int] = []
        for full_name in names:
            owner, _, name = str(full_name).partition("/")
            wanted = find_repository_name(owner, name)
            found = wanted and await find_repository(self._database, wanted, actor.user)
            if not found or authorize(actor, Action.READ, found) is not Decision.ALLOWED:
                raise InvalidValue("repositories", "must be names of repositories you may see")
            ids.append(found.id)
        return tuple(dict.fromkeys(ids))


def _new_token(fields: Fields, now: int) -> NewToken:
    return NewToken(
        name=read_text(fields, "name", MAX_TOKEN_NAME),
        scopes=_scopes(fields.get("scopes")),
        expires_at=_expiry(fields.get("expires_at"), now),
    )


def _scopes(value: object) -> tuple[Scope, ...]:
    if value is None:
        return DEFAULT_SCOPES
    grantable = {scope.value: scope for scope in GRANTABLE_SCOPES}
    if not isinstance(value, list) or not value:
        raise InvalidValue("scopes", f"must be a list of {', '.join(grantable)}")
    asked = [str(scope) for scope in cast("list[object]", value)]
    if not all(name in grantable for name in asked):
        raise InvalidValue("scopes", f"may only hold {', '.join(grantable)}")
    return tuple(grantable[name] for name in grantable if name in asked)


def _expiry(value: object, now: int) -> int | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidValue("expires_at", "must be a time as in RFC 3339")
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        raise InvalidValue("expires_at", "must be a time as in RFC 3339") from None
    if time.tzinfo is None:
        raise InvalidValue("expires_at", "must name its time zone")
    if time.timestamp() <= now:
        raise InvalidValue("expires_at", "must lie in the future")
    return int(time.timestamp())


def _shape(token: Token, text: str) -> Json:
    return {
        "id": token.id,
        "name": token.name,
        "sha1": text,
        "token_last_eight": token.last_eight,
        "repositories": None if token.repositories is None else list(token.repositories),
        "scopes": [scope.value for scope in token.scopes],
        "created_at": time_text(token.created_at),
        "last_used_at": time_text(token.last_used_at),
        "expires_at": time_text(token.expires_at),
    }

"""Access tokens over HTTP, in the shape of Gitea's API.

The text of a new token is `sha1`, as Gitea's clients expect it, though it is none. Beyond Gitea:
`expires_at` is a time as in RFC 3339, and `repositories` a list of `<owner>/<repository>` to which
the token is limited. Only password or session open these addresses: a token that leaked must not
make others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast

from api.audience import Audience
from api.people.answers import TOKEN
from api.shape import find_id, time_text
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import Line, ListOf, Nullable, Object, Text
from exchange import Answer, Reply
from forge.access import (
    DEFAULT_SCOPES,
    GRANTABLE_SCOPES,
    Action,
    Decision,
    Scope,
    authorize,
)
from forge.errors import InvalidValue, NotFound
from forge.names import MAX_NAME, find_repository_name
from forge.repositories import find_repository
from forge.tokens import (
    MAX_TOKEN_REPOSITORIES,
    NewToken,
    Token,
    create_token,
    delete_token,
    list_tokens,
)
from replies import Json, json_reply

API_OF_GITEA = "/api/v1"

MAX_TOKEN_NAME = 255
"""Characters: as in Gitea; shown in one line of a list."""


async def list_user_tokens(call: Call) -> Answer:
    tokens = await list_tokens(call.ports.database, call.account)
    return json_reply(200, [_shape(token, "") for token in tokens])


async def create_user_token(call: Call) -> Answer:
    new = NewToken(
        name=call.text("name"),
        scopes=_scopes(call.values.get("scopes")),
        expires_at=_expiry(call.values.get("expires_at"), call.ports.clock()),
    )
    if call.values.get("repositories") is not None:
        new = replace(new, repository_ids=await _repository_ids(call))
    token, text = await create_token(call.ports.database, call.deed, call.account, new)
    return json_reply(201, _shape(token, text))


async def delete_user_token(call: Call) -> Answer:
    token_id, database = find_id(call.text("token")), call.ports.database
    if token_id is None or not await delete_token(database, call.deed, call.account, token_id):
        raise NotFound("token")
    return Reply(204)


async def _repository_ids(call: Call) -> tuple[int, ...]:
    actor, names = call.actor, call.words("repositories")
    if not names:
        raise InvalidValue("repositories", f"must be 1 to {MAX_TOKEN_REPOSITORIES} names")
    ids: list[int] = []
    for full_name in names:
        owner, _, name = full_name.partition("/")
        wanted = find_repository_name(owner, name)
        found = wanted and await find_repository(call.ports.database, wanted, actor.user)
        if not found or authorize(actor, Action.READ, found) is not Decision.ALLOWED:
            raise InvalidValue("repositories", "must be names of repositories you may see")
        ids.append(found.id)
    return tuple(dict.fromkeys(ids))


def _scopes(value: object) -> tuple[Scope, ...]:
    if value is None:
        return DEFAULT_SCOPES
    asked = cast("list[str]", value)
    if not asked:
        raise InvalidValue("scopes", "must name a scope")
    return tuple(scope for scope in GRANTABLE_SCOPES if scope.value in asked)


def _expiry(value: object, now: int) -> int | None:
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(str(value))
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


_TOKENS = "/users/{user}/tokens"
_SCOPE = Text(16, one_of=tuple(scope.value for scope in GRANTABLE_SCOPES))
_REPOSITORY = Text(2 * MAX_NAME + 1, 1)

ENDPOINTS = (
    Endpoint(
        "GET",
        _TOKENS,
        "List tokens, without their texts",
        list_user_tokens,
        {200: ListOf(TOKEN)},
        audience=Audience.KEEPER,
        base=API_OF_GITEA,
    ),
    Endpoint(
        "POST",
        _TOKENS,
        "Create a token: its text is shown once",
        create_user_token,
        {201: TOKEN},
        audience=Audience.KEEPER,
        base=API_OF_GITEA,
        body=Object(
            {
                "name": Line(MAX_TOKEN_NAME),
                "scopes": Nullable(ListOf(_SCOPE)),
                "expires_at": Nullable(Text(64)),
                "repositories": Nullable(ListOf(_REPOSITORY, MAX_TOKEN_REPOSITORIES)),
            },
            ("name",),
        ),
    ),
    Endpoint(
        "DELETE",
        f"{_TOKENS}/{{token}}",
        "Delete a token",
        delete_user_token,
        {204: None},
        audience=Audience.KEEPER,
        base=API_OF_GITEA,
    ),
)

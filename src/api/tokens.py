"""Access tokens over HTTP, in the shape of Gitea's API.

    GET    /api/v1/users/<name>/tokens
    POST   /api/v1/users/<name>/tokens        {"name", "scopes"?, "expires_at"?}
    DELETE /api/v1/users/<name>/tokens/<id>

Only the user's own password opens these: a token that leaked must not make others. The text of
a new token is `sha1`, as Gitea's clients expect it, though it is none. `expires_at` is beyond
Gitea: a time as in RFC 3339. Everybody else's tokens answer as if there were no such user.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from api.json_body import Fields, invalid_field, problem, read_fields, read_text
from exchange import Answer, Reply, Request
from forge.access import GRANTABLE_SCOPES, Scope, may_manage_account
from forge.authentication import Authenticator
from forge.clock import Clock
from forge.database import Database
from forge.errors import BadCredentials, InvalidValue, TooMany
from forge.tokens import NewToken, Token, create_token, delete_token, list_tokens
from forge.users import User
from replies import Json, Refused, json_reply

MAX_TOKEN_NAME = 255
"""Characters: as in Gitea; shown in one line of a list."""

_CHALLENGE = {"www-authenticate": 'Basic realm="Hearth", charset="UTF-8"'}


class TokenApi:
    def __init__(self, database: Database, authenticator: Authenticator, clock: Clock) -> None:
        self._database = database
        self._authenticator = authenticator
        self._clock = clock

    async def list(self, request: Request, segments: Mapping[str, str]) -> Answer:
        user = await self._owner(request, segments["user"])
        tokens = await list_tokens(self._database, user)
        return json_reply(200, [_shape(token, "") for token in tokens])

    async def create(self, request: Request, segments: Mapping[str, str]) -> Answer:
        user = await self._owner(request, segments["user"])
        now = self._clock()
        try:
            new = _new_token(await read_fields(request), now)
            token, text = await create_token(self._database, user, new, now)
        except InvalidValue as error:
            return invalid_field(error)
        except TooMany as error:
            return problem(422, str(error))
        return json_reply(201, _shape(token, text))

    async def delete(self, request: Request, segments: Mapping[str, str]) -> Answer:
        user = await self._owner(request, segments["user"])
        token_id = segments["token"]
        # Nine digits fit any integer of the database's; longer ones are no id.
        is_id = token_id.isascii() and token_id.isdigit() and len(token_id) <= 9
        if not is_id or not await delete_token(self._database, user, int(token_id)):
            return problem(404, "There is no such token.")
        return Reply(204)

    async def _owner(self, request: Request, user_name: str) -> User:
        """The user whose tokens these are, who has to be the one that asks."""
        try:
            actor = await self._authenticator.authenticate(request.headers.get("authorization"))
        except BadCredentials as error:
            raise Refused(problem(401, str(error), _CHALLENGE)) from None
        if actor.user is None:
            raise Refused(problem(401, "Sign in with user name and password.", _CHALLENGE))
        if Scope.ACCOUNT not in actor.scopes:
            raise Refused(problem(403, "Only the password opens this, not a token."))
        if not may_manage_account(actor, user_name):
            raise Refused(problem(404, "There is no such user."))
        return actor.user


def _new_token(fields: Fields, now: int) -> NewToken:
    return NewToken(
        name=read_text(fields, "name", MAX_TOKEN_NAME),
        scopes=_scopes(fields.get("scopes")),
        expires_at=_expiry(fields.get("expires_at"), now),
    )


def _scopes(value: object) -> tuple[Scope, ...]:
    if value is None:
        return GRANTABLE_SCOPES
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
        "scopes": [scope.value for scope in token.scopes],
        "created_at": _time(token.created_at),
        "last_used_at": _time(token.last_used_at),
        "expires_at": _time(token.expires_at),
    }


def _time(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""How much a repository holds, and what its object takes, for whoever administers it.

    GET /<owner>/<repository>.git/stats

Answered by the repository's Durable Object: `packs`, `objects` in them, `packed` bytes of them,
`rows_written` since the object woke, `database_size` in bytes, and `heap`, the bytes of
WebAssembly memory of the isolate. It takes the owner's password; to everybody else who signs in
it is an address where nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.json_body import problem
from exchange import Answer, Forward, Request
from forge.access import Action, Decision, authorize
from forge.authentication import Authenticator
from forge.database import Database
from forge.errors import BadCredentials
from forge.names import find_repository_name
from forge.repositories import find_repository
from replies import Refused

_CHALLENGE = {"www-authenticate": 'Basic realm="Hearth", charset="UTF-8"'}


class StatsApi:
    def __init__(self, database: Database, authenticator: Authenticator) -> None:
        self._database = database
        self._authenticator = authenticator

    async def read(self, request: Request, segments: Mapping[str, str]) -> Answer:
        try:
            actor = await self._authenticator.authenticate(request.headers.get("authorization"))
        except BadCredentials as error:
            raise Refused(problem(401, str(error), _CHALLENGE)) from None
        if actor.is_anonymous:
            return problem(401, "Sign in with user name and password.", _CHALLENGE)
        name = find_repository_name(segments["owner"], segments["repository"])
        repository = None if name is None else await find_repository(self._database, name)
        decision = authorize(actor, Action.ADMIN, repository)
        if repository is None or decision is not Decision.ALLOWED:
            return problem(404, "There is nothing at this address.")
        return Forward(repository.store_name, "/stats", {})

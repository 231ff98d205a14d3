"""How much a repository holds, and what its object takes, for whoever administers it.

    GET /<owner>/<repository>.git/stats

Answered by the repository's Durable Object: `packs`, `objects` in them, `packed` bytes of them,
`rows_written` since the object woke, `database_size` in bytes, and `heap`, the bytes of
WebAssembly memory of the isolate. It takes the role of an administrator; to everybody else who
signs in it is an address where nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.caller import read_person
from api.json_body import problem
from door import Door
from exchange import Answer, Forward, Request
from forge.access import Action, Decision, authorize
from forge.database import Database
from forge.names import find_repository_name
from forge.repositories import find_repository


class StatsApi:
    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    async def read(self, request: Request, segments: Mapping[str, str]) -> Answer:
        actor, user = await read_person(self._door, request)
        name = find_repository_name(segments["owner"], segments["repository"])
        repository = None if name is None else await find_repository(self._database, name, user)
        decision = authorize(actor, Action.ADMIN, repository)
        if repository is None or decision is not Decision.ALLOWED:
            return problem(404, "There is nothing at this address.")
        return Forward(repository.store_name, "/stats", {})

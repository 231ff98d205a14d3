"""The whole URL space of Hearth as one list, and the one place where errors become replies."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace

from api.caller import find_reply
from api.people.routes import people_routes
from api.stats import StatsApi
from api.v3.routes import v3_routes
from config import VERSION, Config
from door import open_door
from exchange import Answer, BodyTooLarge, Forward, Reply, Request
from forge.elsewhere.web import Unreachable
from forge.errors import ForgeError
from ports import Ports
from replies import Refused, json_reply, text_reply
from routing import Route, Router, WrongMethod
from smart_http import SmartHttp
from web.routes import all_pages

_SAFETY = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
"""Headers of every reply that does not set its own."""


class App:
    """Everything that the Worker answers, over ports: runs whole without the platform."""

    def __init__(self, config: Config, ports: Ports) -> None:
        self._log = ports.log
        door = open_door(config, ports)
        git = SmartHttp(config, ports, door)
        stats = StatsApi(ports.database, door)
        self.pages = all_pages(config, ports, door)
        repository = "/{owner}/{repository}"
        self.routes = (
            Route("GET", "/health", _health),
            *v3_routes(config, ports, door, people_routes(config, ports, door)),
            Route("GET", f"{repository}/info/refs", git.advertise),
            Route("POST", f"{repository}/git-upload-pack", git.upload_pack),
            Route("POST", f"{repository}/git-receive-pack", git.receive_pack),
            Route("GET", f"{repository}.git/stats", stats.read),
            *self.pages.routes,
        )
        self._router = Router(self.routes)

    async def handle(self, request: Request) -> Answer:
        """Answer any request; never raises."""
        request_id = secrets.token_hex(8)
        try:
            answer = await self._answer(request)
        except Refused as refused:
            answer = refused.reply
        except (ForgeError, Unreachable) as error:
            answer = find_reply(error) or self._failure(request, request_id, error)
        except BodyTooLarge as error:
            answer = text_reply(413, f"The body may not be over {error.limit:,} bytes.")
        except Exception as error:  # noqa: BLE001 - the one boundary where all errors end
            answer = self._failure(request, request_id, error)
        return _finish(answer, request_id)

    def fail(self, request: Request, forward: Forward, error: Exception) -> Reply:
        """The reply when `forward` could not be carried out."""
        request_id = forward.headers["x-hearth-request"]
        self._write_log(request, request_id, error)
        sentence = f"The repository cannot be reached just now; try again. (request {request_id})"
        return _finish_reply(text_reply(503, sentence, {"retry-after": "5"}), request_id)

    async def _answer(self, request: Request) -> Answer:
        found = self._router.find(request.method, request.path)
        if found is None and request.method in ("GET", "HEAD"):
            return await self.pages.nothing(request, {})
        if found is None:
            return text_reply(404, "There is nothing at this address.")
        if isinstance(found, WrongMethod):
            allowed = ", ".join(found.allowed)
            return text_reply(405, f"This address only takes {allowed}.", {"allow": allowed})
        return await found.handler(request, found.segments)

    def _failure(self, request: Request, request_id: str, error: Exception) -> Reply:
        self._write_log(request, request_id, error)
        return text_reply(500, f"Something went wrong on the server. (request {request_id})")

    def _write_log(self, request: Request, request_id: str, error: Exception) -> None:
        fields = {"request": request_id, "method": request.method, "path": request.path}
        self._log.error(error, fields)


def _finish(answer: Answer, request_id: str) -> Answer:
    if isinstance(answer, Reply):
        return _finish_reply(answer, request_id)
    return replace(answer, headers={**answer.headers, "x-hearth-request": request_id})


def _finish_reply(reply: Reply, request_id: str) -> Reply:
    return replace(reply, headers={**_SAFETY, **reply.headers, "x-request-id": request_id})


async def _health(_request: Request, _segments: Mapping[str, str]) -> Reply:
    return json_reply(200, {"status": "ok", "version": VERSION})

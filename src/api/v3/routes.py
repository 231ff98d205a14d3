"""All addresses of the API in GitHub's shapes, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Mapping

from api.v3 import beyond, branches, commits, contents, git_data, meta
from api.v3.dispatch import CORS, Dispatcher
from api.v3.endpoint import Endpoint
from api.v3.openapi import document
from api.v3.urls import API
from config import Config
from door import Door
from exchange import Answer, Request
from ports import Ports
from replies import json_reply
from routing import Route

ENDPOINTS: tuple[Endpoint, ...] = (
    *meta.ENDPOINTS,
    *commits.ENDPOINTS,
    *contents.ENDPOINTS,
    *git_data.ENDPOINTS,
    *branches.ENDPOINTS,
    *beyond.ENDPOINTS,
)

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def v3_routes(config: Config, ports: Ports, door: Door) -> tuple[Route, ...]:
    dispatcher = Dispatcher(config, ports, door)
    return (
        Route("GET", "/api/openapi.json", _read_document),
        *(Route(each.method, API + each.pattern, dispatcher.handler(each)) for each in ENDPOINTS),
        Route("OPTIONS", API + "/{path+}", dispatcher.preflight),
        *(Route(method, API + "/{path+}", dispatcher.missing) for method in _METHODS),
    )


async def _read_document(request: Request, _segments: Mapping[str, str]) -> Answer:
    return json_reply(200, document(ENDPOINTS, request.origin), CORS)

"""All addresses of the API in GitHub's shapes, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.caller import read_caller
from api.v3 import (
    archives,
    beyond,
    branches,
    commits,
    contents,
    git_data,
    meta,
    search,
    writing_branches,
    writing_files,
    writing_git_data,
)
from api.v3.dispatch import Dispatcher
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
    *archives.ENDPOINTS,
    *beyond.ENDPOINTS,
    *search.ENDPOINTS,
    *writing_files.ENDPOINTS,
    *writing_git_data.ENDPOINTS,
    *writing_branches.ENDPOINTS,
)

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def v3_routes(
    config: Config, ports: Ports, door: Door, others: Iterable[Route]
) -> tuple[Route, ...]:
    """All addresses of the API; `others` are declared elsewhere, and end as these do."""
    dispatcher = Dispatcher(config, ports, door)

    async def read_document(request: Request, _segments: Mapping[str, str]) -> Answer:
        await read_caller(door, request)
        return json_reply(200, document(ENDPOINTS, request.origin))

    return (
        Route("GET", "/api/openapi.json", dispatcher.finished(read_document)),
        *(Route(each.method, API + each.pattern, dispatcher.handler(each)) for each in ENDPOINTS),
        *(Route(o.method, o.pattern, dispatcher.finished(o.handler)) for o in others),
        Route("OPTIONS", API + "/{path+}", dispatcher.preflight),
        *(
            Route(method, API + "/{path+}", dispatcher.finished(dispatcher.missing))
            for method in _METHODS
        ),
    )

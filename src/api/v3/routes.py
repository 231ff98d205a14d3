"""All addresses of the API, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterable

from api.inbox import notifications, watching
from api.issues.routes import ENDPOINTS as ISSUES
from api.people import routes as people
from api.pulls.routes import ENDPOINTS as PULLS
from api.v3 import (
    archives,
    beyond,
    branches,
    by_hand,
    commits,
    contents,
    forks,
    git_data,
    merging,
    meta,
    protection,
    search,
    writing_branches,
    writing_files,
    writing_git_data,
)
from api.v3.call import Call
from api.v3.dispatch import Dispatcher
from api.v3.endpoint import Endpoint
from api.v3.openapi import document
from api.v3.schema import Anything
from api.v3.urls import API
from config import Config
from door import Door
from exchange import Answer
from ports import Ports
from replies import json_reply
from routing import Route


async def get_document(call: Call) -> Answer:
    return json_reply(200, document(ENDPOINTS, call.request.origin))


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/openapi.json",
        "Get this document",
        get_document,
        {200: Anything()},
        base="/api",
    ),
    *people.ENDPOINTS,
    *meta.ENDPOINTS,
    *commits.ENDPOINTS,
    *contents.ENDPOINTS,
    *git_data.ENDPOINTS,
    *protection.ENDPOINTS,
    *branches.ENDPOINTS,
    *archives.ENDPOINTS,
    *beyond.ENDPOINTS,
    *search.ENDPOINTS,
    *forks.ENDPOINTS,
    *writing_files.ENDPOINTS,
    *writing_git_data.ENDPOINTS,
    *merging.ENDPOINTS,
    *by_hand.ENDPOINTS,
    *writing_branches.ENDPOINTS,
    *ISSUES,
    *PULLS,
    *notifications.ENDPOINTS,
    *watching.ENDPOINTS,
)

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def v3_routes(
    config: Config, ports: Ports, door: Door, others: Iterable[Route]
) -> tuple[Route, ...]:
    """All addresses of the API, and `others`, which end as these do."""
    dispatcher = Dispatcher(config, ports, door)
    return (
        *(Route(each.method, each.path, dispatcher.handler(each)) for each in ENDPOINTS),
        *(Route(o.method, o.pattern, dispatcher.finished(o.handler)) for o in others),
        Route("OPTIONS", API + "/{path+}", dispatcher.preflight),
        *(
            Route(method, API + "/{path+}", dispatcher.finished(dispatcher.missing))
            for method in _METHODS
        ),
    )

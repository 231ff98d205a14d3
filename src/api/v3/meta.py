"""The installation itself: what it is, what it allows."""

from __future__ import annotations

from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import Anything, Integer, Named, Object
from config import VERSION
from exchange import Answer
from replies import Json, json_reply


async def read_root(call: Call) -> Answer:
    base = f"{call.request.origin}/api/v3"
    return json_reply(
        200,
        {
            "current_user_url": f"{base}/user",
            "rate_limit_url": f"{base}/rate_limit",
            "repository_url": f"{base}/repos/{{owner}}/{{repo}}",
            "user_url": f"{base}/users/{{user}}",
            "documentation_url": f"{call.request.origin}/api/openapi.json",
        },
    )


async def read_meta(_call: Call) -> Answer:
    return json_reply(
        200,
        {
            "verifiable_password_authentication": True,
            "installed_version": VERSION,
            "hearth_version": VERSION,
        },
    )


async def read_rate_limit(call: Call) -> Answer:
    budget = await call.meter.read(call.request)
    told: Json = {
        "limit": budget.limit,
        "used": budget.used,
        "remaining": budget.remaining,
        "reset": budget.reset,
    }
    return json_reply(200, {"resources": {"core": told, "search": told}, "rate": told})


_BUDGET = Object(
    {name: Integer(0, 2**53 - 1) for name in ("limit", "used", "remaining", "reset")},
    ("limit", "used", "remaining", "reset"),
)
RATE_LIMIT = Named(
    "rate-limit",
    Object(
        {
            "resources": Object({"core": _BUDGET, "search": _BUDGET}, ("core", "search")),
            "rate": _BUDGET,
        },
        ("resources", "rate"),
    ),
)

ENDPOINTS = (
    Endpoint("GET", "", "List where things are", read_root, {200: Anything()}),
    Endpoint("GET", "/meta", "Tell what this server is", read_meta, {200: Anything()}),
    Endpoint(
        "GET",
        "/rate_limit",
        "Tell how many calls are left in this hour; this one is not counted",
        read_rate_limit,
        {200: RATE_LIMIT},
        is_counted=False,
    ),
)

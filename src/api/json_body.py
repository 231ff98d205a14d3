"""Reading what a client sends as JSON, bounded; and the shape of what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias, cast

from config import MAX_JSON_BODY
from exchange import BodyTooLarge, Reply, Request
from forge.errors import InvalidValue
from replies import Refused, json_reply

Fields: TypeAlias = Mapping[str, object]


def problem(status: int, message: str, headers: Mapping[str, str] | None = None) -> Reply:
    """The body of every error: `message`, as Gitea's and GitHub's clients look for it."""
    return json_reply(status, {"message": message}, headers or {})


def invalid_field(error: InvalidValue) -> Reply:
    """The reply to a value that cannot be kept, in GitHub's shape."""
    return json_reply(
        422,
        {
            "message": "Validation Failed",
            "errors": [{"field": error.field, "code": "invalid", "message": str(error)}],
        },
    )


async def read_fields(request: Request, limit: int = MAX_JSON_BODY, list_field: str = "") -> Fields:
    """The JSON object in the body, of at most `limit` bytes.

    With `list_field` the body may also be a list, which stands for an object with that field.

    The media type has to say JSON: a form on a foreign page can send anything else with the
    credentials that a browser remembers.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused(problem(415, "The Content-Type has to be application/json."))
    try:
        value: object = json.loads(await request.read_body(limit))
    except BodyTooLarge as error:
        raise Refused(problem(413, f"The body may not be over {error.limit:,} bytes.")) from None
    except (ValueError, RecursionError):
        raise Refused(problem(400, "The body is not JSON.")) from None
    if list_field and isinstance(value, list):
        return {list_field: cast("list[object]", value)}
    if not isinstance(value, dict):
        raise Refused(problem(400, "The body has to be a JSON object."))
    return cast("Fields", value)

"""Reading what a client sends as JSON: bounded, typed, and refused by the name of the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias, cast

from config import MAX_JSON_BODY
from exchange import BodyTooLarge, Reply, Request
from forge.errors import InvalidValue
from replies import Refused, json_reply

MAX_SECRET = 1_024
"""Characters: what a password may have."""

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


async def read_fields(request: Request, limit: int = MAX_JSON_BODY) -> Fields:
    """The JSON object in the body, of at most `limit` bytes.

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
    if not isinstance(value, dict):
        raise Refused(problem(400, "The body has to be a JSON object."))
    return cast("Fields", value)


def read_text(fields: Fields, field: str, max_length: int) -> str:
    """The text in `field`, of one to `max_length` printable characters."""
    value = fields.get(field)
    if not isinstance(value, str):
        raise InvalidValue(field, "must be a text")
    text = value.strip()
    if not text or len(text) > max_length:
        raise InvalidValue(field, f"must have 1 to {max_length} characters")
    if not text.isprintable():
        raise InvalidValue(field, "must not hold control characters")
    return text


def find_text(fields: Fields, field: str, max_length: int) -> str | None:
    """The same, and None where nothing is said."""
    return None if fields.get(field) is None else read_text(fields, field, max_length)


def read_secret(fields: Fields, field: str) -> str:
    """The text in `field` as it came: a password, a code or the secret of a link."""
    value = fields.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_SECRET:
        raise InvalidValue(field, "must be given")
    return value


def find_flag(fields: Fields, field: str) -> bool | None:
    """Whether `field` is true or false; None where nothing is said."""
    value = fields.get(field)
    if value is None or isinstance(value, bool):
        return value
    raise InvalidValue(field, "must be true or false")

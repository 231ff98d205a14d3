"""What bodies and queries about issues have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from api.v3.call import Call
from api.v3.endpoint import REPOSITORY
from api.v3.schema import Description, ListOf, Nullable, Schema, Text
from forge.errors import InvalidValue
from forge.issues.issue import MAX_TEXT

ISSUE = REPOSITORY + "/issues/{number}"
COMMENT = REPOSITORY + "/issues/comments/{comment}"

MAX_BODY = 400_000
"""Bytes of a JSON body with a text: of its longest, when each byte is escaped in six."""

TITLE = Text(1_024, 1)
BODY = Nullable(Text(MAX_TEXT))
LOGIN = Text(100, 1)
LOGINS = ListOf(LOGIN, 100)
TIME = Text(64)
DIRECTION = Text(4, one_of=("asc", "desc"))


@dataclass(frozen=True, slots=True)
class LabelName:
    """The name of a label, by itself or as `name` of an object, as GitHub takes both."""

    def describe(self) -> Description:
        name: Description = {"type": "string", "maxLength": 256}
        named: Description = {"type": "object", "properties": {"name": name}, "required": ["name"]}
        return {"anyOf": [name, named]}

    def check(self, value: object, field: str) -> object:
        if isinstance(value, dict):
            value = cast("Mapping[str, object]", value).get("name")
        return Text(256, 1).check(value, field)


LABEL_NAMES: Schema = ListOf(LabelName(), 100)


def has(call: Call, name: str) -> bool:
    """Whether the call says anything of `name`, be it null."""
    return name in call.values


def find_time(call: Call, name: str) -> int | None:
    """Seconds since 1970 of a time as in RFC 3339; None where none is given."""
    text = call.text(name)
    if not text:
        return None
    try:
        seconds = int(datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError, OSError):
        raise InvalidValue(name, "must be a time as in RFC 3339") from None
    if not 0 <= seconds < 2**40:
        raise InvalidValue(name, "must not lie before 1970, or ages ahead")
    return seconds

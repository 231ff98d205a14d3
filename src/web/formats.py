"""Which form of a page is asked for: HTML, JSON, or text for a terminal or an agent.

`?format=` decides, or else `Accept`; every page is there in all three.
"""

from __future__ import annotations

from enum import Enum
from urllib.parse import parse_qsl

from exchange import Request


class Format(Enum):
    """The value is its media type."""

    HTML = "text/html"
    JSON = "application/json"
    TEXT = "text/markdown"


_BY_NAME = {"html": Format.HTML, "json": Format.JSON, "md": Format.TEXT, "text": Format.TEXT}

_BY_TYPE = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "application/json": Format.JSON,
    "text/markdown": Format.TEXT,
    "text/plain": Format.TEXT,
}

MAX_ACCEPT = 1_000
"""Characters of `Accept` that are read: browsers send some 150."""


def choose_format(request: Request) -> Format:
    """What the request asks for; HTML when it does not care."""
    asked = dict(parse_qsl(request.query)).get("format", "")
    if asked in _BY_NAME:
        return _BY_NAME[asked]
    accept = request.headers.get("accept", "")[:MAX_ACCEPT]
    best, weight = Format.HTML, 0.0
    for part in accept.split(","):
        kind, _, parameters = part.partition(";")
        found = _BY_TYPE.get(kind.strip().lower())
        if found is not None and _weight(parameters) > weight:
            best, weight = found, _weight(parameters)
    return best


def _weight(parameters: str) -> float:
    """The `q` of RFC 9110, 12.4.2; 1 when it is not given, 0 when it cannot be read."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0

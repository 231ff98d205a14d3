"""From a method and a path to the code that answers.

A pattern is a path in which `{name}` stands for one segment, and `{name+}` for one or several; what
stands there is handed on as it came, still percent-encoded. HEAD is answered wherever GET is; the
runtime leaves the body out.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from exchange import Answer, Request

Handler: TypeAlias = Callable[[Request, Mapping[str, str]], Awaitable[Answer]]
"""Takes the request and the segments that its pattern names."""


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    pattern: str
    handler: Handler


@dataclass(frozen=True, slots=True)
class Found:
    handler: Handler
    segments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WrongMethod:
    """The path exists, for other methods."""

    allowed: tuple[str, ...]


class Router:
    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = [(re.compile(_regex(route.pattern)), route) for route in routes]

    def find(self, method: str, path: str) -> Found | WrongMethod | None:
        """The first route that matches; None when no route has this path."""
        wanted = "GET" if method == "HEAD" else method
        allowed: list[str] = []
        for pattern, route in self._routes:
            match = pattern.fullmatch(path)
            if match is None:
                continue
            if route.method == wanted:
                return Found(route.handler, match.groupdict())
            allowed.extend(("GET", "HEAD") if route.method == "GET" else (route.method,))
        return WrongMethod(tuple(sorted(set(allowed)))) if allowed else None


def _regex(pattern: str) -> str:
    escaped = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(pattern))
    return re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", escaped)

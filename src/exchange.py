"""What HTTP means to Hearth: plain values, whatever runtime carries them.

`runtime.exchange` makes a `Request` of what the platform hands over, and carries out the
answer: a `Reply` is complete in itself, a `Forward` asks for the request to be passed to a
repository's Durable Object, bodies untouched in both directions.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """A request before its body is read.

    `path` is still percent-encoded, `query` is the text after `?`; header names are lower-case.
    `read_body` may be awaited once, and raises `BodyTooLarge` past `limit` bytes.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    origin: str
    read_body: Callable[[int], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Forward:
    """Pass the request on to the repository kept under `store_name`.

    `path` replaces the request's own; `headers` are added after all incoming headers of the
    same names, and all `x-hearth-*`, have been dropped.
    """

    store_name: str
    path: str
    headers: Mapping[str, str]


class BodyTooLarge(Exception):
    """The body of a request is longer than its reader allows."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the request body is larger than {limit:,} bytes")
        self.limit = limit

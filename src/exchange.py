"""What HTTP means to Hearth: plain values, whatever runtime carries them.

`runtime.exchange` makes a `Request` of what the platform hands over, and carries out the
answer: a `Reply` is complete in itself, a `Forward` asks for the request to be passed to a
repository's Durable Object, bodies untouched in both directions.

A `Reply` may be given before the request's body was read: the runtime then reads and drops
what the client still sends, because a client whose upload is cut off sees a reset connection
instead of the answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

FORWARDED_HEADERS = (
    "accept",
    "accept-language",
    "content-encoding",
    "content-length",
    "content-type",
    "git-protocol",
    "user-agent",
)
"""All that a repository sees of the client's own headers: never credentials, cookies, or a
header that only Hearth itself may set."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request before its body is read.

    `path` is still percent-encoded, `query` is the text after `?`; header names are lower-case.
    `origin` is scheme and host, without a slash at the end. `read_body` may be awaited once,
    and raises `BodyTooLarge` past `limit` bytes.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    origin: str
    read_body: Callable[[int], Awaitable[bytes]]

    @property
    def content_length(self) -> int | None:
        """The body's declared length in bytes; None when not declared (chunked) or no number."""
        declared = self.headers.get("content-length", "")
        return int(declared) if declared.isascii() and declared.isdigit() else None


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Forward:
    """Pass the request on to the repository kept under `store_name`.

    `path`, with its query, replaces the request's own. Of the request's headers only
    `FORWARDED_HEADERS` go along; `headers` are added to them.
    """

    store_name: str
    path: str
    headers: Mapping[str, str]


Answer: TypeAlias = Reply | Forward


class BodyTooLarge(Exception):
    """The body of a request is longer than its reader allows."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the request body is larger than {limit:,} bytes")
        self.limit = limit

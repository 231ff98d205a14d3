"""The declaration of an address of the API: what it takes, what it gives, who may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from api.audience import Audience
from api.v3.call import Call
from api.v3.schema import Integer, Object, Schema
from api.v3.urls import API
from exchange import Answer
from forge.access import Action

MAX_PAGE = 1_000_000

Handler: TypeAlias = Callable[[Call], Awaitable[Answer]]

PAGING: Mapping[str, Schema] = {"page": Integer(1, MAX_PAGE), "per_page": Integer(1, 100)}
"""Of every list."""

REPOSITORY = "/repos/{owner}/{repository}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`pattern` is below `base`; `{name+}` in it stands for several segments.

    `action` is what the caller must be allowed to do to the repository in the pattern; where it
    is None, `audience` says whom the address is for. `answers` has the shape of each answer that
    is no error; None is no body. `media` are the types that may be asked for beside JSON. A body
    that is a list stands for an object with that list as `list_field`. A call that is not counted
    leaves the client's budget as it is.
    """

    method: str
    pattern: str
    summary: str
    handler: Handler
    answers: Mapping[int, Schema | None]
    action: Action | None = None
    query: Mapping[str, Schema] = field(default_factory=dict[str, Schema])
    body: Object | None = None
    media: tuple[str, ...] = ()
    max_body: int | None = None
    list_field: str = ""
    audience: Audience = Audience.ANYBODY
    base: str = API
    is_counted: bool = True

    @property
    def path(self) -> str:
        """The whole pattern."""
        return self.base + self.pattern

    @property
    def tag(self) -> str:
        return self.handler.__module__.rpartition(".")[2].replace("_", " ")

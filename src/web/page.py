"""A page as data, before it is HTML, JSON or text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, cast

from markupsafe import Markup

from replies import Json
from web.urls import shown


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done from a page: a link to follow, or a form to send.

    Of a form, `fields` are the names of what it takes.
    """

    label: str
    url: str
    method: str = "GET"
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """An Atom feed that goes with a page."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a person asked to see.

    `template` names `templates/<template>.html` and `.md`. `content` is a frozen dataclass of
    texts, numbers, Enums, tuples and dataclasses again, and all that any form of the page shows;
    `Markup` in it is for HTML alone. `tab` is the one of the repository's tabs that is open.
    Where a form could not be taken, `problem` says why, and `typed` is what had been filled in.
    """

    template: str
    title: str
    content: Any
    tab: str = ""
    description: str = ""
    actions: tuple[Action, ...] = ()
    feeds: tuple[Feed, ...] = ()
    status: int = 200
    is_for_robots: bool = False
    is_wide: bool = False
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    problem: str = ""
    typed: Mapping[str, str] = field(default_factory=dict[str, str])


def plain(value: object) -> Json:
    """`value` in JSON's types; what is for HTML alone is left out."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return shown(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {key: plain(each) for key, each in items if not isinstance(each, Markup)}
    if is_dataclass(value) and not isinstance(value, type):
        named = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: plain(each) for name, each in named if not _is_for_html(each)}
    if isinstance(value, tuple | list):
        return [plain(each) for each in cast("tuple[object, ...]", value)]
    raise TypeError(f"no page may hold a {type(value).__name__}")


def _is_for_html(value: object) -> bool:
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return bool(items) and isinstance(items[0], Markup)
    return isinstance(value, Markup)

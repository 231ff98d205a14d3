"""The declaration of an address of pages: who may look, and what shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from exchange import Forward, Reply
from forge.access import Action
from web.page import Page
from web.view import View

Shown: TypeAlias = Page | Reply | Forward
"""A page in any form, or what has only one: a file, a feed, an archive."""

Show: TypeAlias = Callable[[View], Awaitable[Shown]]

REPOSITORY = "/{owner}/{repository}"


class Audience(Enum):
    """For whom an address is that is about no repository."""

    ANYBODY = "anybody"
    STRANGERS = "also those before an installation that is closed"
    PEOPLE = "who is signed in"
    HOLDERS = "who is signed in by password, not by a token"
    ADMINISTRATORS = "who administers the installation"


@dataclass(frozen=True, slots=True)
class Address:
    """`pattern` as in `routing`.

    `action` is what one has to be allowed to do to the repository in the pattern; where it is
    None, `audience` says whom the address is for. `max_form` bounds what a form may send, in
    bytes; `form` shows the form again when what was sent cannot be taken.
    """

    method: str
    pattern: str
    show: Show
    action: Action | None = None
    audience: Audience = Audience.ANYBODY
    max_form: int = 65_536
    form: Callable[[View], Awaitable[Page]] | None = None

"""One look at a page: who looks, at which address, and how the page asks for what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl

from config import Config
from door import Door
from durable.contract.message import Caller, Failure, Message, Question
from exchange import Request
from forge.access import Action, Actor, Decision, authorize
from forge.audit import Deed
from forge.repositories import Repository
from forge.users import User
from ports import Ports
from web.trouble import NoPage, SignInFirst, trouble_of
from web.urls import RepositoryUrls

Given = TypeVar("Given", bound=Message)

MAX_PAGE = 1_000_000
"""Of a list: numbers beyond it are typing errors."""


@dataclass(frozen=True, slots=True)
class View:
    """`segments` are those that the address names, decoded; `form` the fields of a form sent."""

    request: Request
    config: Config
    ports: Ports
    door: Door
    actor: Actor
    segments: Mapping[str, str]
    repository: Repository | None = None
    form: Mapping[str, tuple[str, ...]] | None = None

    @property
    def target(self) -> Repository:
        """The repository in the address."""
        if self.repository is None:
            raise NoPage
        return self.repository

    @property
    def urls(self) -> RepositoryUrls:
        return RepositoryUrls(f"/{self.target.name}")

    @property
    def user(self) -> User:
        """Who looks; SignInFirst when that is a stranger."""
        if self.actor.user is None:
            raise SignInFirst
        return self.actor.user

    @property
    def deed(self) -> Deed:
        """What is done by this request, for the audit log."""
        return Deed(self.actor, self.ports.clock())

    def may(self, action: Action) -> bool:
        return authorize(self.actor, action, self.repository) is Decision.ALLOWED

    def query(self, name: str) -> str:
        """A value of the query; empty when it is not there."""
        pairs = parse_qsl(self.request.query, keep_blank_values=True, errors="surrogateescape")
        return dict(pairs).get(name, "")

    def field(self, name: str) -> str:
        """A field of the form that was sent, the last of its name; empty when it is not there."""
        return self.fields(name)[-1] if self.fields(name) else ""

    def fields(self, name: str) -> tuple[str, ...]:
        """All fields of this name, as a list of ticks has them."""
        return (self.form or {}).get(name, ())

    @property
    def page_number(self) -> int:
        """`page` in the query; 1 for what is no number of a page."""
        text = self.query("page")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
        return min(max(number, 1), MAX_PAGE)

    async def ask(self, question: Question[Given]) -> Given:
        """The repository's answer; a failure ends in the page that says what it is."""
        answer = await self.try_ask(question)
        if isinstance(answer, Failure):
            raise trouble_of(answer)
        return answer

    async def try_ask(self, question: Question[Given]) -> Given | Failure:
        caller = Caller(self.actor.label, self.may(Action.WRITE))
        return await self.ports.repositories.ask(self.target.store_name, caller, question)

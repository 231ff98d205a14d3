"""One call of the API, its parameters checked, and what a handler may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast
from urllib.parse import parse_qsl, urlencode

from api.audience import Guest
from api.caller import SIGN_IN
from api.calls import Budget
from api.found import Finder
from api.v3.urls import Urls
from config import Config
from durable.contract.message import Caller, Failure, Message, Question, Reason
from exchange import Reply, Request
from forge.access import Action, Actor, Decision, authorize
from forge.audit import Deed
from forge.errors import BadCredentials, NotFound
from forge.owners import Owner
from forge.repositories import Repository
from forge.users import User
from ports import Ports
from replies import Json, Refused, json_reply

Given = TypeVar("Given", bound=Message)

PER_PAGE = 30
DOCUMENTATION = "/api/openapi.json"

_STATUS_BY_REASON = {
    Reason.NOT_FOUND: 404,
    Reason.EMPTY: 409,
    Reason.WRONG_TYPE: 422,
    Reason.AMBIGUOUS: 422,
    Reason.INVALID: 422,
    Reason.TOO_LARGE: 413,
    Reason.CONFLICT: 409,
    Reason.REFUSED: 422,
}


class Metering(Protocol):
    async def read(self, request: Request) -> Budget: ...


@dataclass(frozen=True, slots=True)
class Call:
    """`values` are those of path, query and body together, by name.

    `room`: bytes that what is written may add to the repository.
    """

    request: Request
    config: Config
    ports: Ports
    finder: Finder
    meter: Metering
    actor: Actor
    values: Mapping[str, object]
    repository: Repository | None = None
    guest: Guest | None = None
    room: int | None = None

    @property
    def target(self) -> Repository:
        """The repository in the address."""
        if self.repository is None:
            raise NotFound("repository")
        return self.repository

    @property
    def owner(self) -> Owner:
        """The organization, or whoever owns repositories, in the address."""
        if self.guest is None or self.guest.owner is None:
            raise NotFound("owner")
        return self.guest.owner

    @property
    def account(self) -> User:
        """Who calls, or the account in the address that is theirs."""
        if self.guest is None or self.guest.account is None:
            raise BadCredentials(SIGN_IN)
        return self.guest.account

    @property
    def deed(self) -> Deed:
        return Deed(self.actor, self.ports.clock())

    @property
    def urls(self) -> Urls:
        return Urls(self.request.origin, str(self.target.name))

    @property
    def host(self) -> str:
        """The installation's name, without a port."""
        return self.request.origin.rpartition("/")[2].partition(":")[0]

    @property
    def may_write(self) -> bool:
        return authorize(self.actor, Action.WRITE, self.repository) is Decision.ALLOWED

    @property
    def may_administer(self) -> bool:
        return authorize(self.actor, Action.ADMIN, self.repository) is Decision.ALLOWED

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else default

    def data(self, name: str, default: str = "") -> bytes:
        """A text as Git has it."""
        return self.text(name, default).encode("utf-8", "surrogateescape")

    def number(self, name: str, default: int) -> int:
        value = self.values.get(name)
        return value if isinstance(value, int) else default

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.values.get(name)
        return value if isinstance(value, bool) else default

    def fields(self, name: str) -> Mapping[str, object] | None:
        value = self.values.get(name)
        return cast("Mapping[str, object]", value) if isinstance(value, dict) else None

    def items(self, name: str) -> Sequence[Mapping[str, object]]:
        value = self.values.get(name)
        return cast("list[Mapping[str, object]]", value) if isinstance(value, list) else []

    def words(self, name: str) -> Sequence[str]:
        value = self.values.get(name)
        return cast("list[str]", value) if isinstance(value, list) else []

    @property
    def page(self) -> int:
        return self.number("page", 1)

    @property
    def per_page(self) -> int:
        return self.number("per_page", PER_PAGE)

    @property
    def skip(self) -> int:
        return (self.page - 1) * self.per_page

    def accepts(self, kind: str) -> bool:
        """Whether the client asks for the form that GitHub calls `kind`, such as `diff`."""
        accept = self.request.headers.get("accept", "").lower()
        return any(f"application/vnd.github.{v}{kind}" in accept for v in ("", "v3.")) or (
            f"application/vnd.github.{kind}" in accept
        )

    async def ask(self, question: Question[Given]) -> Given:
        """The answer; a failure ends the call with the reply that fits."""
        answer = await self.try_ask(question)
        if isinstance(answer, Failure):
            raise Refused(reply_to(answer))
        return answer

    async def try_ask(self, question: Question[Given]) -> Given | Failure:
        caller = Caller(self.actor.label, self.may_write, self.may_administer, self.room)
        return await self.ports.repositories.ask(self.target.store_name, caller, question)

    def paged(
        self, items: Sequence[Json], *, total: int | None = None, has_more: bool | None = None
    ) -> Reply:
        """A page of a list, with links to the others; `has_more` where there is no total."""
        last = None if total is None else max(-(-total // self.per_page), 1)
        more = has_more if has_more is not None else last is not None and self.page < last
        pages: dict[str, int] = {}
        if self.page > 1:
            pages |= {"first": 1, "prev": self.page - 1}
        if more:
            pages["next"] = self.page + 1
            if last is not None:
                pages["last"] = last
        headers = {"x-total-count": str(total)} if total is not None else {}
        if pages:
            links = (f'<{self._page_url(page)}>; rel="{name}"' for name, page in pages.items())
            headers["link"] = ", ".join(links)
        return json_reply(200, items, headers)

    def _page_url(self, page: int) -> str:
        kept = [pair for pair in parse_qsl(self.request.query) if pair[0] != "page"]
        query = urlencode([*kept, ("page", str(page))])
        return f"{self.request.origin}{self.request.path}?{query}"


def reply_to(failure: Failure) -> Reply:
    return problem(_STATUS_BY_REASON[failure.reason], failure.message, failure.field)


def problem(status: int, message: str, field: str = "") -> Reply:
    """An error in GitHub's shape; `field` is the parameter that is at fault."""
    body: dict[str, Json] = {"message": message}
    if field and status == 422:
        body["errors"] = [{"field": field, "code": "invalid", "message": message}]
    return json_reply(status, body | {"documentation_url": DOCUMENTATION, "status": str(status)})

"""Pages of a list: `?page=2&per_page=50`, with `Link` (RFC 8288) and `X-Total-Count`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from exchange import Reply, Request
from replies import Json, json_reply

DEFAULT_SIZE = 30

MAX_SIZE = 100
"""As in GitHub's API."""

MAX_PAGE = 10_000
"""Beyond it a page is empty anyway, and its offset would only cost time."""


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @staticmethod
    def of(request: Request) -> Page:
        """What the query asks for; what makes no sense counts as nothing said."""
        query = dict(parse_qsl(request.query))
        size = _number(query.get("per_page", query.get("limit", "")), DEFAULT_SIZE)
        return Page(min(_number(query.get("page", ""), 1), MAX_PAGE), min(size, MAX_SIZE))


def paged_reply(request: Request, page: Page, items: Sequence[Json], total: int) -> Reply:
    """The items of `page`, and where the others are; `total` counts all."""
    last = max(1, -(-total // page.size))
    numbers = {"first": 1, "prev": page.number - 1, "next": page.number + 1, "last": last}
    links = [
        f'<{_address(request, page, number)}>; rel="{relation}"'
        for relation, number in numbers.items()
        if 1 <= number <= last and number != page.number
    ]
    headers = {"x-total-count": str(total)}
    return json_reply(200, items, headers | ({"link": ", ".join(links)} if links else {}))


def _address(request: Request, page: Page, number: int) -> str:
    others = [
        (name, value)
        for name, value in parse_qsl(request.query)
        if name not in ("page", "per_page", "limit")
    ]
    query = urlencode([*others, ("page", number), ("per_page", page.size)])
    return f"{request.origin}{request.path}?{query}"


def _number(text: str, default: int) -> int:
    is_number = text.isascii() and text.isdigit() and 0 < len(text) <= 9 and int(text) > 0
    return int(text) if is_number else default

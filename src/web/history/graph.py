"""History as a graph: the line of a branch, and beside each merge what it brought, when opened."""

from __future__ import annotations

import re
from asyncio import gather
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from durable.contract.history import GraphCommit, GraphPage, ReadGraphPage
from durable.contract.message import Failure
from durable.contract.places import SplitRev, Unborn
from forge.access import Action
from web.address import REPOSITORY, Address
from web.code.where import Where
from web.history.items import CommitItem, commit_item
from web.history.place import find_where
from web.page import Page
from web.trouble import NoPage
from web.urls import bytes_of, text_of, with_query
from web.view import View

PER_PAGE = 40
PER_SIDE = 30
"""Commits of a side that are shown; a comparison shows the rest."""

MAX_OPEN = 8
"""Sides that are open on one page: each is a question of its own."""

_SIDE = re.compile(r"([0-9a-f]{40})-([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class Side:
    """What one parent of a merge brought; `count` is None where nobody counted.

    `url` is the page with this side opened or closed, `all_url` the comparison with all of it.
    """

    parent: int
    count: int | None
    is_open: bool
    url: str
    all_url: str


@dataclass(frozen=True, slots=True)
class GraphRow:
    """`lane` 0 is the line itself, 1 a side; of a side `is_last` is its last row that is shown."""

    commit: CommitItem
    lane: int
    is_last: bool
    sides: tuple[Side, ...]

    @property
    def opens(self) -> bool:
        """Whether rows of a side follow."""
        return any(side.is_open for side in self.sides)


@dataclass(frozen=True, slots=True)
class Graph:
    where: Where | None
    rev: str
    url: str
    rows: tuple[GraphRow, ...]
    number: int
    has_more: bool
    is_unborn: bool


async def show_graph(view: View) -> Page:
    spot = await view.ask(SplitRev(bytes_of(view.segments.get("spot", ""))))
    if isinstance(spot, Unborn):
        url = view.urls.of("graph")
        return _page(view, Graph(None, "", url, (), 1, has_more=False, is_unborn=True))
    if spot.path:
        raise NoPage("The graph is of whole commits; of a path there is the log.")
    number, rev = view.page_number, text_of(spot.rev)
    asked = ReadGraphPage(
        spot.commit_oid.hex().encode(), skip=(number - 1) * PER_PAGE, limit=PER_PAGE
    )
    opened = tuple(dict.fromkeys(_SIDE.findall(view.query("open"))))[:MAX_OPEN]
    (line, where), sides = await gather(
        gather(view.ask(asked), find_where(view, spot, "graph")),
        gather(*(_read_side(view, *each) for each in opened)),
    )
    found = {key: page for key, page in zip(opened, sides, strict=True) if page.commits}
    drawing = _Drawing(view, rev, found)
    rows = tuple(row for told in line.commits for row in drawing.iter_rows(told))
    url = view.urls.of("graph", rev)
    return _page(view, Graph(where, rev, url, rows, number, line.has_more, is_unborn=False))


async def _read_side(view: View, hex_oid: str, parent: str) -> GraphPage:
    asked = ReadGraphPage(hex_oid.encode(), parent=int(parent), limit=PER_SIDE)
    answer = await view.try_ask(asked)
    return GraphPage((), has_more=False) if isinstance(answer, Failure) else answer


class _Drawing:
    """Rows of one page; `opened` has the commits of each side that is open."""

    def __init__(self, view: View, rev: str, opened: Mapping[tuple[str, str], GraphPage]) -> None:
        self._urls = view.urls
        self._base = view.urls.of("graph", rev)
        self._number = view.page_number
        self._opened = opened

    def iter_rows(self, told: GraphCommit) -> Iterator[GraphRow]:
        commit = commit_item(told.info)
        sides = tuple(
            self._side(commit, parent, count) for parent, count in enumerate(told.sides, 2)
        )
        yield GraphRow(commit, 0, is_last=False, sides=sides)
        for side in sides:
            page = self._opened.get((commit.oid, str(side.parent)))
            below = page.commits if page else ()
            for at, each in enumerate(below, 1):
                yield GraphRow(commit_item(each.info), 1, is_last=at == len(below), sides=())

    def _side(self, commit: CommitItem, parent: int, count: int | None) -> Side:
        key = (commit.oid, str(parent))
        is_open = key in self._opened
        others = [each for each in self._opened if each != key]
        wanted = others if is_open else [*others[: MAX_OPEN - 1], key]
        page = self._number if self._number > 1 else None
        url = with_query(self._base, page=page, open=" ".join("-".join(each) for each in wanted))
        first, this = commit.parents[0], commit.parents[parent - 1]
        all_url = self._urls.of("compare", f"{first}...{this}")
        return Side(parent, count, is_open, f"{url}#c-{commit.oid[:10]}", all_url)


def _page(view: View, content: Graph) -> Page:
    what = f"Graph of {content.rev}" if content.rev else "Graph"
    return Page("history/graph", f"{what} · {view.target.name}", content, tab="commits")


ADDRESSES = (
    Address("GET", REPOSITORY + "/graph", show_graph, Action.READ),
    Address("GET", REPOSITORY + "/graph/{spot+}", show_graph, Action.READ),
)

"""The log of a branch, a folder or a file, by days, and as a feed."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from durable.contract.history import CommitPage, ReadLog
from durable.contract.message import Failure
from durable.contract.places import SplitRev, Spot, Unborn
from exchange import Reply
from forge.access import Action
from forge.errors import InvalidValue
from web.address import REPOSITORY, Address
from web.code.where import Where
from web.environment import day_text
from web.history.items import CommitItem, Day, commit_items
from web.history.log_feed import SUFFIX, show_feed, show_whole_feed
from web.history.place import find_where
from web.page import Feed, Page
from web.trouble import NoPage, trouble_of
from web.urls import bytes_of, text_of
from web.view import View

PER_PAGE = 35
MAX_FILTER = 256
"""Characters of a name or an address to look for."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the log is narrowed to; days as they were typed."""

    author: str
    since: str
    until: str

    @property
    def are_set(self) -> bool:
        return bool(self.author or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Log:
    """`total` is None where nobody counted; `rev` and `path` as they stand in addresses.

    `follows` says that a file is followed to where it was moved from. `where` is None as long as
    there is no commit. `is_complete` is False when the search was ended because it had cost
    enough. `url` is the address without what was filtered or paged.
    """

    where: Where | None
    rev: str
    path: str
    url: str
    days: tuple[Day, ...]
    total: int | None
    number: int
    has_more: bool
    is_complete: bool
    is_unborn: bool
    follows: bool
    filters: Filters


async def show_log(view: View) -> Page | Reply:
    """A ref or a file may be called as a feed is; then that is meant."""
    text = view.segments.get("spot", "")
    spot = await view.try_ask(SplitRev(bytes_of(text)))
    if isinstance(spot, Failure):
        if text.endswith(SUFFIX):
            return await show_feed(view, text.removesuffix(SUFFIX))
        raise trouble_of(spot)
    if isinstance(spot, Unborn):
        return _page(view, None, None, CommitPage((), has_more=False, total=0))
    asked = _asked(view, spot, skip=(view.page_number - 1) * PER_PAGE)
    page, where = await gather(view.ask(asked), find_where(view, spot, "commits"))
    if spot.path and _is_nothing(view, page):
        if text.endswith(SUFFIX):
            return await show_feed(view, text.removesuffix(SUFFIX))
        raise NoPage("Nothing lies at this path, or ever did.")
    return _page(view, spot, where, page)


def _is_nothing(view: View, page: CommitPage) -> bool:
    """Whether no commit was found because there is none."""
    is_whole = view.page_number == 1 and page.is_complete and not _filters(view).are_set
    return is_whole and not page.commits


def _asked(view: View, spot: Spot, skip: int) -> ReadLog:
    filters = _filters(view)
    return ReadLog(
        rev=spot.commit_oid.hex().encode(),
        path=spot.path,
        skip=skip,
        limit=PER_PAGE,
        since=_seconds("since", filters.since),
        until=_seconds("until", filters.until, days=1),
        author=bytes_of(filters.author),
        follow=_follows(view, spot),
    )


def _follows(view: View, spot: Spot) -> bool:
    return bool(spot.path) and view.query("follow") != "0"


def _filters(view: View) -> Filters:
    author, since, until = (view.query(name) for name in ("author", "since", "until"))
    return Filters(author.strip()[:MAX_FILTER], since.strip(), until.strip())


def _seconds(name: str, text: str, days: int = 0) -> int | None:
    """The beginning of the day, or the last second before another begins `days` later."""
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=days)
    except (ValueError, OverflowError):
        raise InvalidValue(name, "must be a day such as 2026-01-31") from None
    return int(day.timestamp()) - bool(days)


def _page(view: View, spot: Spot | None, where: Where | None, page: CommitPage) -> Page:
    rev = text_of(spot.rev) if spot else ""
    path = text_of(spot.path) if spot else ""
    url = view.urls.commits(rev, path)
    content = Log(
        where=where,
        rev=rev,
        path=path,
        url=url,
        days=_days(commit_items(page.commits)),
        total=page.total,
        number=view.page_number,
        has_more=page.has_more,
        is_complete=page.is_complete,
        is_unborn=spot is None,
        follows=spot is not None and _follows(view, spot),
        filters=_filters(view),
    )
    what = f"{path} at {rev}" if path else rev
    feeds = (Feed(f"Commits of {what}", url + SUFFIX),) if spot else ()
    title = f"Commits of {what} · {view.target.name}" if what else f"Commits · {view.target.name}"
    return Page("history/log", title, content, tab="commits", feeds=feeds)


def _days(commits: tuple[CommitItem, ...]) -> tuple[Day, ...]:
    grouped = groupby(commits, key=lambda each: day_text(each.committer.at))
    return tuple(Day(date, tuple(group)) for date, group in grouped)


ADDRESSES = (
    Address("GET", REPOSITORY + "/commits", show_log, Action.READ),
    Address("GET", REPOSITORY + "/commits.atom", show_whole_feed, Action.READ),
    Address("GET", REPOSITORY + "/commits/{spot+}", show_log, Action.READ),
)

"""The log of a branch, a folder or a file, by days, and as a feed."""

from __future__ import annotations

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
from web.environment import day_text
from web.history.feed import Entry, FeedHead, encode_feed
from web.history.items import CommitItem, Day, commit_items
from web.page import Feed, Page
from web.trouble import NoPage
from web.urls import bytes_of, text_of
from web.view import View

PER_PAGE = 35
PER_FEED = 20
MAX_FILTER = 256
"""Characters of a name or an address to look for."""

_FEED = ".atom"


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

    `is_complete` is False when the search was ended because it had cost enough. `url` is the
    address without what was filtered or paged.
    """

    rev: str
    path: str
    url: str
    days: tuple[Day, ...]
    total: int | None
    number: int
    has_more: bool
    is_complete: bool
    is_unborn: bool
    filters: Filters


async def show_log(view: View) -> Page | Reply:
    spot = await _find_spot(view)
    if isinstance(spot, Unborn):
        return _page(view, None, CommitPage((), False, 0))
    asked = _asked(view, spot, skip=(view.page_number - 1) * PER_PAGE)
    page = await view.ask(asked)
    if spot.path and not page.commits and view.page_number == 1 and page.is_complete:
        if spot.path.endswith(_FEED.encode()) and not _filters(view).are_set:
            return await _feed(view, text_of(spot.rev + b"/" + spot.path).removesuffix(_FEED))
        if not _filters(view).are_set:
            raise NoPage("Nothing lies at this path, or ever did.")
    return _page(view, spot, page)


async def _find_spot(view: View) -> Spot | Unborn:
    """Where the address leads, when it is no feed's."""
    return await view.ask(SplitRev(bytes_of(view.segments.get("spot", ""))))


async def show_log_or_feed(view: View) -> Page | Reply:
    """A ref may have a name that ends as feeds do; then it is meant."""
    text = view.segments["spot"]
    if text.endswith(_FEED):
        spot = await view.try_ask(SplitRev(bytes_of(text)))
        if isinstance(spot, Failure):
            return await _feed(view, text.removesuffix(_FEED))
    return await show_log(view)


async def show_feed(view: View) -> Reply:
    return await _feed(view, "")


async def _feed(view: View, text: str) -> Reply:
    spot = await view.ask(SplitRev(bytes_of(text)))
    commits: tuple[CommitItem, ...] = ()
    rev = path = ""
    if isinstance(spot, Spot):
        rev, path = text_of(spot.rev), text_of(spot.path)
        found = await view.ask(ReadLog(spot.commit_oid.hex().encode(), spot.path, limit=PER_FEED))
        commits = commit_items(found.commits)
    what = f"{rev}: {path}" if path else rev
    head = FeedHead(
        title=f"{view.target.name} · commits · {what}",
        page=view.urls.commits(rev, path),
        at=commits[0].committer.at if commits else 0,
    )
    entries = [
        Entry(
            title=each.subject,
            page=view.urls.commit(each.oid),
            at=each.committer.at,
            author=each.author.name,
            text=f"{each.subject}\n\n{each.body}".strip(),
        )
        for each in commits
    ]
    return encode_feed(view.request.origin, view.request.path, head, entries)


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
    )


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


def _page(view: View, spot: Spot | None, page: CommitPage) -> Page:
    rev = text_of(spot.rev) if spot else ""
    path = text_of(spot.path) if spot else ""
    url = view.urls.commits(rev, path)
    content = Log(
        rev=rev,
        path=path,
        url=url,
        days=_days(commit_items(page.commits)),
        total=page.total,
        number=view.page_number,
        has_more=page.has_more,
        is_complete=page.is_complete,
        is_unborn=spot is None,
        filters=_filters(view),
    )
    what = f"{path} at {rev}" if path else rev
    feeds = (Feed(f"Commits of {what}", url + _FEED),) if spot else ()
    title = f"Commits of {what} · {view.target.name}" if what else f"Commits · {view.target.name}"
    return Page("history/log", title, content, tab="commits", feeds=feeds)


def _days(commits: tuple[CommitItem, ...]) -> tuple[Day, ...]:
    grouped = groupby(commits, key=lambda each: day_text(each.committer.at))
    return tuple(Day(date, tuple(group)) for date, group in grouped)


ADDRESSES = (
    Address("GET", REPOSITORY + "/commits", show_log, Action.READ),
    Address("GET", REPOSITORY + "/commits.atom", show_feed, Action.READ),
    Address("GET", REPOSITORY + "/commits/{spot+}", show_log_or_feed, Action.READ),
)

"""Tags, and the releases that are made of them."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass

from markupsafe import Markup

from durable.contract.refs import ListNames, NameOrder, NamePage
from exchange import Reply
from forge.access import Action
from web.address import REPOSITORY, Address
from web.history.feed import Entry, FeedHead, encode_feed
from web.history.message import message_html
from web.history.names import TAGS, TagItem, tag_item
from web.page import Action as Offer
from web.page import Feed, Page
from web.trouble import NoPage, Redirect
from web.urls import RepositoryUrls, bytes_of
from web.view import View

PER_PAGE = 30
RELEASES_PER_PAGE = 10
PER_FEED = 20

ARCHIVES = ("zip", "tar.gz")


@dataclass(frozen=True, slots=True)
class Tags:
    """`is_sorted` is False when there are too many to be put in order of time."""

    tags: tuple[TagItem, ...]
    total: int
    number: int
    has_more: bool
    is_sorted: bool


@dataclass(frozen=True, slots=True)
class Release:
    """A tag and what it says, with links; `archives` are addresses by their suffix."""

    tag: TagItem
    notes: Markup
    archives: tuple[tuple[str, str], ...]
    is_latest: bool


@dataclass(frozen=True, slots=True)
class Releases:
    """Releases of one page, or one alone."""

    releases: tuple[Release, ...]
    total: int
    number: int
    has_more: bool


async def show_tags(view: View) -> Page:
    page = await _list(view, PER_PAGE)
    content = Tags(
        tags=tuple(map(tag_item, page.names)),
        total=page.total,
        number=view.page_number,
        has_more=view.page_number * PER_PAGE < page.total,
        is_sorted=page.is_sorted,
    )
    return Page(
        "history/tags",
        f"Tags · {view.target.name}",
        content,
        tab="tags",
        feeds=(Feed("Tags", view.urls.of("tags.atom")),),
    )


async def show_releases(view: View) -> Page:
    page, latest = await gather(_list(view, RELEASES_PER_PAGE), _find_latest(view))
    content = Releases(
        releases=tuple(_release(tag_item(name), view.urls, latest) for name in page.names),
        total=page.total,
        number=view.page_number,
        has_more=view.page_number * RELEASES_PER_PAGE < page.total,
    )
    return Page(
        "history/releases",
        f"Releases · {view.target.name}",
        content,
        tab="tags",
        actions=(Offer("The latest release", view.urls.of("releases", "latest")),),
        feeds=(Feed("Releases", view.urls.of("releases.atom")),),
    )


async def show_release(view: View) -> Page:
    only = TAGS + bytes_of(view.segments["tag"])
    page, latest = await gather(view.ask(ListNames(TAGS, only=only)), _find_latest(view))
    if not page.names:
        raise NoPage("There is no such tag.")
    tag = tag_item(page.names[0])
    content = Releases((_release(tag, view.urls, latest),), page.total, 1, has_more=False)
    return Page("history/releases", f"{tag.name} · {view.target.name}", content, tab="tags")


async def show_latest(view: View) -> Page:
    latest = await _find_latest(view)
    if not latest:
        raise NoPage("There is no release yet.")
    raise Redirect(view.urls.of("releases", "tag", latest))


async def show_feed(view: View) -> Reply:
    name = view.request.path.rpartition("/")[2].removesuffix(".atom")
    page = await view.ask(ListNames(TAGS, limit=PER_FEED))
    tags = tuple(map(tag_item, page.names))
    head = FeedHead(
        title=f"{view.target.name} · {name}",
        page=view.urls.of(name),
        at=max((each.at for each in tags), default=0),
    )
    return encode_feed(
        view.request.origin,
        view.request.path,
        head,
        [_entry(each, view.urls) for each in tags],
    )


async def _list(view: View, limit: int) -> NamePage:
    return await view.ask(ListNames(TAGS, (view.page_number - 1) * limit, limit))


async def _find_latest(view: View) -> str:
    """The tag of the highest version that is final, or else the newest tag; empty without any."""
    page = await view.ask(ListNames(TAGS, limit=1, order=NameOrder.VERSION))
    return tag_item(page.names[0]).name if page.names else ""


def _release(tag: TagItem, urls: RepositoryUrls, latest: str) -> Release:
    return Release(
        tag=tag,
        notes=message_html(tag.notes, urls),
        archives=tuple((suffix, urls.archive(tag.name, suffix)) for suffix in ARCHIVES),
        is_latest=tag.name == latest,
    )


def _entry(tag: TagItem, urls: RepositoryUrls) -> Entry:
    author = tag.tagger or (tag.commit.author if tag.commit else None)
    return Entry(
        title=f"{tag.name}: {tag.title}" if tag.title else tag.name,
        page=urls.of("releases", "tag", tag.name),
        at=tag.at,
        author=author.name if author else "nobody",
        text=tag.notes or (tag.commit.subject if tag.commit else ""),
    )


ADDRESSES = (
    Address("GET", REPOSITORY + "/tags", show_tags, Action.READ),
    Address("GET", REPOSITORY + "/tags.atom", show_feed, Action.READ),
    Address("GET", REPOSITORY + "/releases", show_releases, Action.READ),
    Address("GET", REPOSITORY + "/releases.atom", show_feed, Action.READ),
    Address("GET", REPOSITORY + "/releases/latest", show_latest, Action.READ),
    Address("GET", REPOSITORY + "/releases/tag/{tag+}", show_release, Action.READ),
)

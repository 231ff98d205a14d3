"""Two commits beside each other: what the one has that the other has not."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass

import patches
from durable.contract.history import ReadDivergence, ReadLog
from durable.contract.message import Failure
from durable.contract.refs import ListRefs, ReadSummary, ResolveRev
from exchange import Reply
from forge.access import Action
from web.address import REPOSITORY, Address
from web.diff.files import Diff, diff_of
from web.diff.showing import asked_changes, showing_of
from web.history.commit import plain_reply
from web.history.items import CommitItem, commit_items
from web.page import Action as Offer
from web.page import Page
from web.trouble import Redirect
from web.urls import bytes_of, text_of
from web.view import View

MAX_COMMITS = 100
"""Commits that are listed; the log shows the rest."""

MAX_NAMES = 200
"""Branches, and tags, that the pickers suggest; others can be typed."""

_HEADS, _TAGS = b"refs/heads/", b"refs/tags/"


@dataclass(frozen=True, slots=True)
class Range:
    """Two revs; with three dots, from what they have in common."""

    base: str
    head: str
    three_dots: bool

    @property
    def text(self) -> str:
        return f"{self.base}{'...' if self.three_dots else '..'}{self.head}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`diff` is None when there is nothing in common to compare with. `url` is without query."""

    base: str
    head: str
    three_dots: bool
    url: str
    merge_base: str
    ahead: int
    behind: int
    commits: tuple[CommitItem, ...]
    diff: Diff | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The form for two revs, each a branch, a tag or an oid."""

    base: str
    head: str
    branches: tuple[str, ...]
    tags: tuple[str, ...]


async def show_choice(view: View) -> Page:
    base, head = view.query("base").strip(), view.query("head").strip()
    if base and head:
        raise Redirect(view.urls.of("compare", Range(base, head, three_dots=True).text))
    summary, branches, tags = await gather(
        view.ask(ReadSummary()),
        view.ask(ListRefs(_HEADS, limit=MAX_NAMES)),
        view.ask(ListRefs(_TAGS, limit=MAX_NAMES)),
    )
    content = Choice(
        base=base or text_of(summary.head_target.removeprefix(_HEADS)),
        head=head,
        branches=tuple(text_of(each.refname.removeprefix(_HEADS)) for each in branches.refs),
        tags=tuple(text_of(each.refname.removeprefix(_TAGS)) for each in tags.refs),
    )
    offer = Offer("Compare", view.urls.of("compare"), fields=("base", "head"))
    title = f"Compare · {view.target.name}"
    return Page("history/compare_choice", title, content, tab="commits", actions=(offer,))


async def show_comparison(view: View) -> Page | Reply:
    text, suffix = await _split_suffix(view)
    asked = await _range_of(view, text)
    if suffix:
        return await _raw(view, asked, suffix)
    return await _page(view, asked)


async def _page(view: View, asked: Range) -> Page:
    base, head = bytes_of(asked.base), bytes_of(asked.head)
    showing = showing_of(view)
    apart, log = await gather(
        view.ask(ReadDivergence(base, head)),
        view.ask(ReadLog(head, excluded=base, limit=MAX_COMMITS)),
    )
    diff = None
    if apart.merge_base is not None or not asked.three_dots:
        question = asked_changes(showing, head, base, three_dots=asked.three_dots)
        diff = diff_of(await view.ask(question), view.urls, showing)
    url = view.urls.of("compare", asked.text)
    content = Comparison(
        base=asked.base,
        head=asked.head,
        three_dots=asked.three_dots,
        url=url,
        merge_base=apart.merge_base.hex() if apart.merge_base else "",
        ahead=apart.ahead,
        behind=apart.behind,
        commits=commit_items(log.commits),
        diff=diff,
    )
    return Page(
        "history/compare",
        f"{asked.text} · {view.target.name}",
        content,
        tab="commits",
        is_wide=True,
        actions=(Offer("As a diff", url + ".diff"), Offer("As mails for git am", url + ".patch")),
    )


async def _raw(view: View, asked: Range, suffix: str) -> Reply:
    base, head = bytes_of(asked.base), bytes_of(asked.head)
    if suffix == ".patch":
        return await plain_reply(patches.read_mails(view.ask, base, head))
    diff = patches.read_diff(view.ask, head, base, three_dots=asked.three_dots)
    return await plain_reply(diff)


async def _split_suffix(view: View) -> tuple[str, str]:
    """What is compared, and the form that is asked for; a ref may be called `x.patch`."""
    text = view.segments["range"]
    suffix = next((each for each in (".diff", ".patch") if text.endswith(each)), "")
    if not suffix:
        return text, ""
    head = split_range(text)[1]
    found = await view.try_ask(ResolveRev(bytes_of(head)))
    return (text.removesuffix(suffix), suffix) if isinstance(found, Failure) else (text, "")


async def _range_of(view: View, text: str) -> Range:
    """A rev alone is compared with the default branch."""
    base, head, three_dots = split_range(text)
    if not base:
        summary = await view.ask(ReadSummary())
        base = text_of(summary.head_target.removeprefix(_HEADS))
    return Range(base, head or "HEAD", three_dots)


def split_range(text: str) -> tuple[str, str, bool]:
    """Base, head, and whether there are three dots; no ref's name holds two dots in a row."""
    base, dots, head = text.partition("..")
    if not dots:
        return "", text, True
    return base, head.removeprefix("."), head.startswith(".")


ADDRESSES = (
    Address("GET", REPOSITORY + "/compare", show_choice, Action.READ),
    Address("GET", REPOSITORY + "/compare/{range+}", show_comparison, Action.READ),
)

"""One commit: who, when, why, and what it changes; as a page, as diff, as a mail for `git am`."""

from __future__ import annotations

import re
from asyncio import gather
from collections.abc import Awaitable
from dataclasses import dataclass

from markupsafe import Markup

import patches
from durable.contract.files import ReadCommit
from durable.contract.message import Failure
from exchange import Reply
from forge.access import Action
from web.address import REPOSITORY, Address
from web.diff.files import Diff, diff_of
from web.diff.showing import asked_changes, showing_of
from web.history.items import CommitItem, commit_item
from web.history.message import message_html
from web.page import Action as Offer
from web.page import Page
from web.trouble import Redirect, Trouble
from web.urls import bytes_of
from web.view import View

_HEX = re.compile(r"[0-9a-fA-F]{4,40}")
_FULL = 40
_PLAIN = {"content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"}


@dataclass(frozen=True, slots=True)
class CommitPage:
    """`subject` and `message` are the first line and the rest, with links."""

    commit: CommitItem
    subject: Markup
    message: Markup
    diff: Diff


async def show_commit(view: View) -> Page | Reply:
    rev, suffix = _split(view.segments["rev"])
    if suffix and not _HEX.fullmatch(rev):
        found = await view.try_ask(ReadCommit(bytes_of(rev + suffix)))
        if not isinstance(found, Failure):
            rev, suffix = rev + suffix, ""
    if suffix:
        return await _raw(view, rev, suffix)
    if len(rev) != _FULL or not _HEX.fullmatch(rev):
        info = await view.ask(ReadCommit(bytes_of(rev)))
        raise Redirect(view.urls.commit(info.oid.hex()))
    return await _page(view, rev)


async def _page(view: View, rev: str) -> Page:
    showing = showing_of(view)
    oid = rev.encode()
    info, changes = await gather(view.ask(ReadCommit(oid)), view.ask(asked_changes(showing, oid)))
    commit = commit_item(info)
    content = CommitPage(
        commit=commit,
        subject=message_html(commit.subject, view.urls),
        message=message_html(commit.body, view.urls),
        diff=diff_of(changes, view.urls, showing),
    )
    url = view.urls.commit(commit.oid)
    return Page(
        "history/commit",
        f"{commit.subject[:100]} · {view.target.name}@{commit.oid[:10]}",
        content,
        tab="commits",
        is_wide=True,
        description=commit.body[:200],
        actions=(Offer("As a diff", url + ".diff"), Offer("As a mail for git am", url + ".patch")),
    )


async def _raw(view: View, rev: str, suffix: str) -> Reply:
    info = await view.ask(ReadCommit(bytes_of(rev)))
    if suffix == ".diff":
        reading = patches.read_diff(view.ask, info.oid.hex().encode())
    else:
        reading = patches.read_mail(view.ask, info)
    return await plain_reply(reading)


async def plain_reply(reading: Awaitable[bytes]) -> Reply:
    """A diff or mails as text; what is too large for that ends in a page that says so."""
    try:
        return Reply(200, await reading, {**_PLAIN, "cache-control": "no-cache, private"})
    except patches.TooLargeToShow as error:
        raise Trouble(406, "Too large", str(error)) from None


def _split(text: str) -> tuple[str, str]:
    for suffix in (".diff", ".patch"):
        if text.endswith(suffix) and text != suffix:
            return text.removesuffix(suffix), suffix
    return text, ""


ADDRESSES = (Address("GET", REPOSITORY + "/commit/{rev+}", show_commit, Action.READ),)

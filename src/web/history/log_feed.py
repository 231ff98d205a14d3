"""The newest commits of a branch, a folder or a file as a feed."""

from __future__ import annotations

from durable.contract.history import ReadLog
from durable.contract.places import SplitRev, Spot
from exchange import Reply
from web.history.feed import Entry, FeedHead, encode_feed
from web.history.items import CommitItem, commit_items
from web.urls import RepositoryUrls, bytes_of, text_of
from web.view import View

SUFFIX = ".atom"

PER_FEED = 20


async def show_whole_feed(view: View) -> Reply:
    """Of HEAD's branch."""
    return await show_feed(view, "")


async def show_feed(view: View, text: str) -> Reply:
    """Of the rev and path in `text`; empty as long as there is no commit."""
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
    entries = [_entry(each, view.urls) for each in commits]
    return encode_feed(view.request.origin, view.request.path, head, entries)


def _entry(commit: CommitItem, urls: RepositoryUrls) -> Entry:
    return Entry(
        title=commit.subject,
        page=urls.commit(commit.oid),
        at=commit.committer.at,
        author=commit.author.name,
        text=f"{commit.subject}\n\n{commit.body}".strip(),
    )

"""Where each line of a file comes from, beside the lines themselves."""

from __future__ import annotations

from asyncio import gather
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from durable.contract import codec
from durable.contract.blame import Blamed, LineOrigin, ReadBlame
from durable.contract.files import Blob
from durable.contract.places import SplitRev, Unborn
from forge.access import Action
from git.diff.patch import is_binary
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from web.address import REPOSITORY, Address
from web.code.rendering import cache_key, find_kept, highlight_file, keep
from web.code.where import Where, spot_of
from web.history.items import CommitItem, commit_item
from web.history.place import find_where
from web.page import Action as Offer
from web.page import Page
from web.trouble import NoPage
from web.urls import RepositoryUrls, bytes_of, text_of
from web.view import View

MAX_LINES = 20_000
"""Lines of one page, as on that of the file."""

STEPS = 8
"""Shades of age, by the rank of a commit among those of the file."""


@dataclass(frozen=True, slots=True)
class Origin:
    """`line` is where the first line was in `path` of the commit; `age` 0 for the newest.

    `before` is the page of the file before that commit, empty when it was new.
    """

    commit: CommitItem
    path: str
    line: int
    age: int
    before: str


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines `start` to `stop`, from 1, of one origin; None where it was not found in time."""

    start: int
    stop: int
    origin: Origin | None
    lines: tuple[str, ...]
    html: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class BlamePage:
    """`total` counts the lines of the file, of which the first may be all that is shown."""

    where: Where
    file_url: str
    groups: tuple[LineGroup, ...]
    total: int
    is_binary: bool
    is_complete: bool

    @property
    def is_cut(self) -> bool:
        return bool(self.groups) and self.groups[-1].stop < self.total


async def show_blame(view: View) -> Page:
    spot = await view.ask(SplitRev(bytes_of(spot_of(view))))
    if isinstance(spot, Unborn) or not spot.path:
        raise NoPage("There is no file at this address.")
    asked = ReadBlame(spot.commit_oid.hex().encode(), spot.path)
    blamed, where = await gather(_blame(view, asked), find_where(view, spot, "blame"))
    lines = await _highlighted(view, blamed, where.path)
    content = BlamePage(
        where=where,
        file_url=view.urls.blob(where.rev, where.path),
        groups=_groups(blamed, lines, view.urls),
        total=sum(hunk.lines for hunk in blamed.hunks),
        is_binary=is_binary(blamed.content),
        is_complete=blamed.is_complete,
    )
    return Page(
        "history/blame",
        f"Blame of {where.path} at {where.rev} · {view.target.name}",
        content,
        tab="code",
        actions=(Offer("The file", content.file_url),),
    )


async def _blame(view: View, asked: ReadBlame) -> Blamed:
    """The answer, which is the same for ever when it is complete; finding it may take seconds."""
    key = cache_key(view, asked.rev.decode(), "blame", text_of(asked.path))
    known = await find_kept(view, key)
    if known is not None:
        return codec.decode(known.encode(), Blamed)
    blamed = await view.ask(asked)
    if blamed.is_complete:
        await keep(view, key, codec.encode(blamed).decode())
    return blamed


async def _highlighted(view: View, blamed: Blamed, path: str) -> Sequence[Markup]:
    content = blamed.content
    if is_binary(content):
        return ()
    blob = Blob(hash_object(ObjectType.BLOB, content), len(content), content)
    return (await highlight_file(view, blob, path)).lines


def _groups(blamed: Blamed, lines: Sequence[Markup], urls: RepositoryUrls) -> tuple[LineGroup, ...]:
    texts = blamed.content.decode("utf-8", "replace").split("\n")
    commits = {info.oid: commit_item(info) for info in blamed.commits}
    times = sorted({each.committer.at for each in commits.values()})
    groups: list[LineGroup] = []
    for hunk in blamed.hunks if lines else ():
        start, stop = hunk.start, min(hunk.start + hunk.lines - 1, MAX_LINES)
        if start > MAX_LINES:
            break
        origin = _origin(hunk.origin, commits, times, urls) if hunk.origin else None
        span = slice(start - 1, stop)
        groups.append(LineGroup(start, stop, origin, tuple(texts[span]), tuple(lines[span])))
    return tuple(groups)


def _origin(
    origin: LineOrigin,
    commits: Mapping[ObjectId, CommitItem],
    times: Sequence[int],
    urls: RepositoryUrls,
) -> Origin:
    commit = commits[origin.commit_oid]
    before = ""
    if origin.previous_oid is not None and origin.previous_path is not None:
        before = urls.blame(origin.previous_oid.hex(), text_of(origin.previous_path))
    younger = len(times) - 1 - bisect_left(times, commit.committer.at)
    age = younger * STEPS // len(times)
    return Origin(commit, text_of(origin.path), origin.start, age, before)


ADDRESSES = (Address("GET", REPOSITORY + "/blame/{spot+}", show_blame, Action.READ),)

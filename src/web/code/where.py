"""What the page of every folder and file says of where it is, and how to be elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.places import Place, Spot
from durable.contract.refs import CommitInfo
from git.diff.mail import decode_text, message_text, split_message
from web.trouble import Redirect
from web.urls import RepositoryUrls, text_of
from web.view import View

MAX_NAMES = 50
"""Branches, and tags, that the menu offers; for more there are pages."""

_BRANCHES = b"refs/heads/"


@dataclass(frozen=True, slots=True)
class CommitLine:
    """A commit in one line; `at` in seconds since 1970."""

    oid: str
    subject: str
    author: str
    at: int


@dataclass(frozen=True, slots=True)
class Crumb:
    """A folder on the way; the last one, which is where one is, has no address."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Switcher:
    """The same path at other revs.

    `kind` is `branch`, `tag` or `commit`; the numbers are of all that there are, listed or not.
    """

    kind: str
    name: str
    branches: tuple[Choice, ...]
    tags: tuple[Choice, ...]
    branch_count: int
    tag_count: int


@dataclass(frozen=True, slots=True)
class Where:
    """`permalink` shows the same for ever; `latest` is the commit that changed what is here."""

    rev: str
    path: str
    commit: CommitLine
    latest: CommitLine
    crumbs: tuple[Crumb, ...]
    switcher: Switcher
    permalink: str
    history_url: str
    is_default: bool


def spot_of(view: View) -> str:
    """What the address names; one that ends in a slash leads to the one without."""
    if view.request.path.endswith("/"):
        query = f"?{view.request.query}" if view.request.query else ""
        raise Redirect("/" + view.request.path.strip("/") + query, 301)
    return view.segments["spot"]


def commit_line(info: CommitInfo) -> CommitLine:
    commit = info.commit
    author = decode_text(commit.author.name, commit.encoding).strip()
    subject, _ = split_message(message_text(commit))
    return CommitLine(
        info.oid.hex(), subject or "(no message)", author or "nobody", commit.committer.seconds
    )


def where_of(place: Place, urls: RepositoryUrls, page: str, latest: CommitLine) -> Where:
    """Of a page at `/<page>/<rev>/<path>`."""
    rev, path = text_of(place.spot.rev), text_of(place.spot.path)
    return Where(
        rev=rev,
        path=path,
        commit=commit_line(place.commit),
        latest=latest,
        crumbs=crumbs_of(urls, rev, path),
        switcher=_switcher(place, urls, page),
        permalink=urls.of(page, place.commit.oid.hex(), path),
        history_url=urls.commits(rev, path),
        is_default=place.spot.refname == place.head_target,
    )


def crumbs_of(urls: RepositoryUrls, rev: str, path: str) -> tuple[Crumb, ...]:
    """From the top of the repository to `path`."""
    names = path.split("/") if path else []
    top = Crumb(urls.base.rpartition("/")[2], urls.tree(rev) if names else "")
    last = len(names) - 1
    return (
        top,
        *(
            Crumb(name, "" if at == last else urls.tree(rev, "/".join(names[: at + 1])))
            for at, name in enumerate(names)
        ),
    )


def kind_of_rev(spot: Spot) -> str:
    """What the rev is, to a person."""
    if spot.refname is None or spot.rev not in (_short(spot.refname), spot.refname, b"HEAD"):
        return "commit"
    return "branch" if spot.refname.startswith(_BRANCHES) else "tag"


def _short(refname: bytes) -> bytes:
    return refname.removeprefix(_BRANCHES).removeprefix(b"refs/tags/")


def _switcher(place: Place, urls: RepositoryUrls, page: str) -> Switcher:
    path = text_of(place.spot.path)
    tags = set(place.tag_names)

    def choice(name: bytes, refname: bytes) -> Choice:
        # A tag wins over a branch of its name.
        rev = refname if name in tags and refname.startswith(_BRANCHES) else name
        url = urls.of(page, text_of(rev), path)
        return Choice(text_of(name), url, refname == place.spot.refname)

    kind = kind_of_rev(place.spot)
    shown = place.spot.refname if kind != "commit" else None
    name = text_of(_short(shown)) if shown else text_of(place.spot.rev)
    return Switcher(
        kind=kind,
        name=name,
        branches=tuple(choice(each, _BRANCHES + each) for each in place.branch_names),
        tags=tuple(choice(each, b"refs/tags/" + each) for each in place.tag_names),
        branch_count=place.branches,
        tag_count=place.tags,
    )

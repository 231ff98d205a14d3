"""The home of a repository, and every folder in it."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass, replace

from markupsafe import Markup

from downloads import INLINE
from durable.contract.files import Blob, Gitlink, Tree
from durable.contract.places import Place, ReadPlace, Unborn
from forge.access import Action as Deed
from git import tree as trees
from web.address import REPOSITORY, Address
from web.code.about import About, about_of
from web.code.empty import show_empty
from web.code.entries import Row, row_of
from web.code.latest import last_commits, latest_commit
from web.code.rendering import render_text
from web.code.where import MAX_NAMES, CommitLine, Where, spot_of, where_of
from web.page import Action, Page
from web.trouble import Redirect
from web.urls import bytes_of, text_of
from web.view import View

MAX_ENTRIES = 1_000
"""Rows of a folder: what a browser lays out at once. What lies beyond is found by its name."""


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """`html` is None where it is not Markdown, or too long to be rendered."""

    name: str
    url: str
    text: str
    html: Markup | None


@dataclass(frozen=True, slots=True)
class Folder:
    """`about` is there on the first page of a repository alone.

    `ahead` and `behind` count commits from the default branch; None on that branch.
    """

    where: Where
    rows: tuple[Row, ...]
    is_complete: bool
    parent_url: str
    readme: ReadmeView | None
    about: About | None
    clone_url: str
    default_branch: str
    ahead: int | None
    behind: int | None


async def show_home(view: View) -> Page:
    return await _show(view, "")


async def show_tree(view: View) -> Page:
    return await _show(view, spot_of(view))


async def show_top(view: View) -> Page:
    """`/tree` alone is the default branch, and that is the home of a repository."""
    raise Redirect(view.urls.base, 301)


async def _show(view: View, spot: str) -> Page:
    question = ReadPlace(
        bytes_of(spot),
        limit=INLINE,
        max_entries=MAX_ENTRIES,
        with_readme=True,
        with_divergence=bool(spot),
        max_names=MAX_NAMES,
    )
    place = await view.ask(question)
    if isinstance(place, Unborn):
        return show_empty(view, place)
    rev, path = text_of(place.spot.rev), text_of(place.spot.path)
    if isinstance(place.what, Blob | Gitlink):
        raise Redirect(view.urls.blob(rev, path), 301)
    return await _page(view, place, place.what)


async def _page(view: View, place: Place, tree: Tree) -> Page:
    latest, last, readme, about = await gather(
        latest_commit(view, place),
        last_commits(view, place, MAX_ENTRIES),
        _readme(view, place),
        about_of(view, place, tree),
    )
    where = where_of(place, view.urls, "tree", latest)
    apart = None if where.is_default else place.divergence
    content = Folder(
        where=where,
        rows=_rows(view, where, tree, last),
        is_complete=tree.is_complete,
        parent_url=view.urls.tree(where.rev, where.path.rpartition("/")[0]) if where.path else "",
        readme=readme,
        about=about,
        clone_url=f"{view.request.origin}{view.urls.base}.git",
        default_branch=text_of(place.head_target.removeprefix(b"refs/heads/")),
        ahead=apart and apart.ahead,
        behind=apart and apart.behind,
    )
    name = str(view.target.name)
    title = f"{where.path} at {where.rev} · {name}" if where.path else name
    return Page(
        "code/tree",
        title,
        content,
        tab="code",
        description=about.description if about else "",
        actions=_actions(view, where),
        is_for_robots=where.is_default and not view.request.query,
    )


def _rows(view: View, where: Where, tree: Tree, last: dict[str, CommitLine]) -> tuple[Row, ...]:
    """Folders first."""
    entries = sorted(tree.entries, key=lambda each: not trees.is_tree(each.mode))
    rows = (row_of(each, view.urls, where.rev, where.path) for each in entries)
    return tuple(replace(row, last=last.get(row.name)) for row in rows)


async def _readme(view: View, place: Place) -> ReadmeView | None:
    readme, rev = place.readme, text_of(place.spot.rev)
    if readme is None or readme.blob.content is None:
        return None
    path = text_of(readme.path)
    rendered = await render_text(view, readme.blob, rev, path)
    return ReadmeView(
        name=path.rpartition("/")[2],
        url=view.urls.blob(rev, path),
        text=readme.blob.content.decode("utf-8", "replace"),
        html=rendered,
    )


def _actions(view: View, where: Where) -> tuple[Action, ...]:
    urls = view.urls
    return (
        Action("Find a file by its name", urls.of("find", where.rev), "GET", ("q",)),
        Action("Search in files", urls.of("search"), "GET", ("q", "ref", "path")),
        Action("Read a file as it lies", urls.raw(where.rev, "<path>")),
        Action("Download all files", urls.archive(where.rev, "tar.gz")),
    )


ADDRESSES = (
    Address("GET", f"{REPOSITORY}/tree", show_top, Deed.READ),
    Address("GET", f"{REPOSITORY}/tree/{{spot+}}", show_tree, Deed.READ),
)
HOME = Address("GET", REPOSITORY, show_home, Deed.READ)

"""Finding a file of a commit by a part of its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from durable.contract.files import ListPaths
from forge.access import Action as Deed
from web.address import REPOSITORY, Address
from web.page import Page
from web.urls import bytes_of, text_of, with_query
from web.view import View

MAX_PATHS = 50_000
"""Paths that are looked at, and all that a script gets: some two megabytes."""

MAX_SHOWN = 200
"""Paths of a page: who sees as many writes another letter."""

MAX_QUERY = 200
"""Characters to look for: no name that people write by hand is longer."""


@dataclass(frozen=True, slots=True)
class FoundPath:
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class Finder:
    """`paths` of those that match, best first; `count` of all that do.

    `is_complete` is False where there are more files than are looked at.
    """

    rev: str
    query: str
    paths: tuple[FoundPath, ...]
    count: int
    is_complete: bool
    tree_url: str
    all_url: str
    blob_url: str


async def show_finder(view: View) -> Page:
    rev, query = view.segments["rev"], view.query("q").strip()[:MAX_QUERY]
    listed = await view.ask(ListPaths(bytes_of(rev), MAX_PATHS))
    found = rank(text_of(listed.paths).split("\0")[:-1], query)
    shown = found if view.query("all") else found[:MAX_SHOWN]
    content = Finder(
        rev=rev,
        query=query,
        paths=tuple(FoundPath(path, view.urls.blob(rev, path)) for path in shown),
        count=len(found),
        is_complete=listed.is_complete,
        tree_url=view.urls.tree(rev),
        all_url=with_query(view.urls.of("find", rev), all=1, format="json"),
        blob_url=view.urls.of("blob", rev),
    )
    return Page("code/find", f"Find a file · {view.target.name}", content, tab="code")


def rank(paths: Iterable[str], query: str) -> list[str]:
    """The paths that hold all words of `query`, whatever their case; best first.

    A path is better where the last word is found in its name, and the shorter it is.
    """
    words = query.lower().split()
    if not words:
        return sorted(paths)
    found = [path for path in paths if all(word in path.lower() for word in words)]
    last = words[-1]

    def badness(path: str) -> tuple[bool, bool, int, str]:
        name = path.rpartition("/")[2].lower()
        return last not in name, not name.startswith(last), len(path), path

    return sorted(found, key=badness)


ADDRESSES = (Address("GET", f"{REPOSITORY}/find/{{rev+}}", show_finder, Deed.READ),)

"""Files as they lie, at `/raw/`; nothing in them is run."""

from __future__ import annotations

from collections.abc import Iterator

from downloads import INLINE, Download, answer
from durable.contract.files import Blob, Tree
from durable.contract.places import Place, ReadPlace, Unborn
from exchange import Answer
from forge.access import Action as Deed
from forge.repositories import Visibility
from web.address import REPOSITORY, Address
from web.trouble import NoPage, Redirect
from web.urls import bytes_of, text_of
from web.view import View

MAX_AGE = 31_536_000
"""Seconds for which what never changes may be kept: a year, as RFC 9111 reckons for ever."""


async def show_raw(view: View) -> Answer:
    place = await view.ask(ReadPlace(bytes_of(view.segments["spot"]), INLINE, 0))
    if isinstance(place, Unborn):
        raise NoPage("The repository has no commits yet.")
    if isinstance(place.what, Tree):
        raise Redirect(view.urls.tree(text_of(place.spot.rev), text_of(place.spot.path)))
    if not isinstance(place.what, Blob):
        raise NoPage("A submodule is kept in a repository of its own.")
    download = Download(
        store_name=view.target.store_name,
        blob=place.what,
        name=text_of(place.spot.path).rpartition("/")[2],
        keeps=bool(view.query("download")),
        headers=_caching(view, place),
    )
    return answer(view.request, download)


def _caching(view: View, place: Place) -> dict[str, str]:
    """For ever where the address names a commit in full; else everybody has to ask each time."""
    is_fixed = place.spot.rev == place.commit.oid.hex().encode()
    is_public = view.target.visibility is Visibility.PUBLIC and not view.config.is_closed
    whose = "public" if is_public else "private"
    kept = f"max-age={MAX_AGE}, immutable" if is_fixed else "no-cache"
    headers = {"cache-control": f"{whose}, {kept}"}
    return headers if is_public else {**headers, "vary": "authorization, cookie"}


async def show_source(view: View) -> Answer:
    """Where Gitea has the pages of files."""
    raise Redirect(view.urls.of("blob", view.segments["spot"]), 301)


async def show_raw_source(view: View) -> Answer:
    """Where Gitea has files."""
    raise Redirect(view.urls.of("raw", view.segments["spot"]), 301)


def _elsewhere() -> Iterator[Address]:
    for kind in ("branch", "tag", "commit"):
        yield Address("GET", f"{REPOSITORY}/src/{kind}/{{spot+}}", show_source, Deed.READ)
        yield Address("GET", f"{REPOSITORY}/raw/{kind}/{{spot+}}", show_raw_source, Deed.READ)


ADDRESSES = (
    *_elsewhere(),
    Address("GET", f"{REPOSITORY}/raw/{{spot+}}", show_raw, Deed.READ),
)

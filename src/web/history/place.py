"""Where on a page of history one is, and the way to other branches and tags."""

from __future__ import annotations

from dataclasses import replace

from durable.contract.places import ReadPlace, Spot, Unborn
from web.code.where import MAX_NAMES, Where, commit_line, where_of
from web.trouble import NoPage
from web.view import View


async def find_where(view: View, spot: Spot, page: str) -> Where:
    """Of a page at `/<page>/<rev>/<path>`, whose path need not be there any more."""
    place = await view.ask(ReadPlace(spot.rev, max_entries=0, max_names=MAX_NAMES))
    if isinstance(place, Unborn):
        raise NoPage("The branch has just been deleted.")
    return where_of(replace(place, spot=spot), view.urls, page, commit_line(place.commit))

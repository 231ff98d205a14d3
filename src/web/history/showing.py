"""How somebody wants to look at what changed, from the query of the address."""

from __future__ import annotations

from durable.contract.changes import ReadChanges
from web.diff.files import Showing
from web.urls import bytes_of
from web.view import View

PER_PAGE = 100
"""Files of one page: what people look through before they narrow it down."""


def showing_of(view: View) -> Showing:
    """`page`, `view=split`, and `file` for a page of one file alone."""
    only = view.query("file").strip("/")
    number = 1 if only else view.page_number
    return Showing(number, PER_PAGE, is_split=view.query("view") == "split", only=only)


def asked_changes(
    showing: Showing, head: bytes, base: bytes = b"", *, three_dots: bool = False
) -> ReadChanges:
    return ReadChanges(
        head,
        base,
        three_dots=three_dots,
        skip=(showing.number - 1) * PER_PAGE,
        limit=PER_PAGE,
        path=bytes_of(showing.only),
    )

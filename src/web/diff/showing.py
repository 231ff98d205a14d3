"""How somebody wants to look at what changed, from the query of the address."""

from __future__ import annotations

from durable.contract.changes import ReadChanges
from web.diff.files import CONTEXT, MAX_ROWS, WIDER, Showing
from web.urls import bytes_of
from web.view import View

PER_PAGE = 100
"""Files of one page: what people look through before they narrow it down."""

_CONTEXTS = {"more": WIDER, "all": MAX_ROWS}


def showing_of(view: View) -> Showing:
    """From `page`, `view=split`, `w=1` to pass over white space, and `file` for one file alone.

    With `lines=more` or `lines=all` there is more of that file around what changed.
    """
    only = view.query("file").strip("/")
    number = 1 if only else view.page_number
    return Showing(
        number,
        PER_PAGE,
        is_split=view.query("view") == "split",
        only=only,
        ignores_space=view.query("w") == "1",
        context=_CONTEXTS.get(view.query("lines"), CONTEXT) if only else CONTEXT,
    )


def asked_changes(
    showing: Showing, head: bytes, base: bytes = b"", *, three_dots: bool = False
) -> ReadChanges:
    return ReadChanges(
        head,
        base,
        three_dots=three_dots,
        ignore_space=showing.ignores_space,
        context=showing.context,
        skip=(showing.number - 1) * PER_PAGE,
        limit=PER_PAGE,
        path=bytes_of(showing.only),
    )

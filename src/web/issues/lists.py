"""The list of a repository's issues, by a query."""

from __future__ import annotations

from dataclasses import dataclass

from forge.access import Action as May
from forge.issue_search.query import MAX_QUERY, Query, Term, parse
from forge.issue_search.search import Scope, find_issues
from web.address import REPOSITORY, Address
from web.issues.items import IssueItem, issue_item
from web.page import Action, Page
from web.view import View

PER_PAGE = 30
DEFAULT = "is:open"


@dataclass(frozen=True, slots=True)
class IssueList:
    """`query` as it was asked; `open` and `closed` count what it finds in either state."""

    query: str
    issues: tuple[IssueItem, ...]
    open: int
    closed: int
    shows_open: bool
    open_query: str
    closed_query: str
    number: int
    has_more: bool
    may_discuss: bool
    max_query: int = MAX_QUERY


async def show_issues(view: View) -> Page:
    text = view.query("q") or DEFAULT
    asked = parse(text)
    scope, database = Scope(view.actor, view.target.id), view.ports.database
    terms = tuple(term for term in asked.terms if not _is_state(term))
    terms = (*terms, Term("is", "issue"))
    states = [term for term in asked.terms if _is_state(term)]
    shows_open = not states or (states[-1].value == "open") is not states[-1].is_negated
    number = view.page_number
    shown = Query(
        (*terms, Term("is", "open" if shows_open else "closed")), asked.sort, asked.is_descending
    )
    found = await find_issues(
        database, scope, shown, offset=(number - 1) * PER_PAGE, limit=PER_PAGE
    )
    other = Query((*terms, Term("is", "closed" if shows_open else "open")))
    beside = (await find_issues(database, scope, other, offset=0, limit=0)).total
    rest = " ".join(word for word in text.split() if word not in ("is:open", "is:closed"))
    content = IssueList(
        query=text,
        issues=tuple(map(issue_item, found.issues)),
        open=found.total if shows_open else beside,
        closed=beside if shows_open else found.total,
        shows_open=shows_open,
        open_query=f"is:open {rest}".strip(),
        closed_query=f"is:closed {rest}".strip(),
        number=number,
        has_more=number * PER_PAGE < found.total,
        may_discuss=view.may(May.DISCUSS),
    )
    action = Action("Open an issue", view.urls.of("issues", "new"), "POST", ("title", "body"))
    return Page("issues/list", "Issues", content, "issues", actions=(action,))


def _is_state(term: Term) -> bool:
    return term.key in ("is", "state") and term.value in ("open", "closed")


ADDRESSES = (Address("GET", f"{REPOSITORY}/issues", show_issues, May.READ),)

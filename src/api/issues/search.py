"""Lists of issues and pull requests: of a repository, of who asks, and by any query."""

from __future__ import annotations

from api.audience import Audience
from api.issues import shape
from api.issues.answers import ISSUE, NUMBER
from api.issues.fields import DIRECTION, TIME, find_time
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import Boolean, ListOf, Named, Object, Text
from api.v3.urls import Urls
from exchange import Answer
from forge.access import Action
from forge.errors import InvalidValue, NotFound
from forge.issue_search.query import MAX_QUERY, MILESTONE_ID, Query, Sort, Term, parse, split_values
from forge.issue_search.search import Found, Scope, find_issues
from forge.issues.issue import Issue
from forge.issues.milestones import read_milestone
from replies import Json, json_reply

MAX_NAME = 256

_FILTERS = {
    "assigned": Term("assignee", "me"),
    "created": Term("author", "me"),
    "mentioned": Term("mentions", "me"),
    "repos": None,
    "all": Term("involves", "me"),
}
"""GitHub's ways to ask for what concerns oneself."""


async def list_repository_issues(call: Call) -> Answer:
    terms = [*_common_terms(call), *_people_terms(call)]
    milestone = call.text("milestone")
    if milestone in ("*", "none"):
        terms.append(Term("milestone", milestone))
    elif milestone:
        terms.append(Term(MILESTONE_ID, str(await _milestone_id(call, milestone))))
    query = _sorted(call, parse(call.text("q")), terms)
    found = await _find(call, Scope(call.actor, call.target.id), query)
    return call.paged([_shown(each, call) for each in found.issues], total=found.total)


async def list_own_issues(call: Call) -> Answer:
    concerned = _FILTERS[call.text("filter", "assigned")]
    terms = [*_common_terms(call), *([concerned] if concerned else [])]
    found = await _find(call, Scope(call.actor), _sorted(call, Query(), terms))
    items: list[Json] = [
        _shown(each, call) | {"repository": {"full_name": str(each.repository)}}
        for each in found.issues
    ]
    return call.paged(items, total=found.total)


async def list_issues_of_user(call: Call) -> Answer:
    return await list_own_issues(call)


async def search_issues(call: Call) -> Answer:
    query = _sorted(call, parse(call.text("q")), [])
    found = await _find(call, Scope(call.actor), query)
    items = [_shown(each, call) | {"score": 1.0} for each in found.issues]
    shown: Json = {"total_count": found.total, "incomplete_results": False, "items": items}
    return json_reply(200, shown, call.paged([], total=found.total).headers)


async def _find(call: Call, scope: Scope, query: Query) -> Found:
    return await find_issues(
        call.ports.database, scope, query, offset=call.skip, limit=call.per_page
    )


def _shown(issue: Issue, call: Call) -> dict[str, Json]:
    return shape.issue(issue, Urls(call.request.origin, str(issue.repository)))


def _common_terms(call: Call) -> list[Term]:
    terms = [Term("label", f'"{name}"') for name in split_values(call.text("labels"))]
    state = call.text("state", "all" if call.text("q") else "open")
    if state != "all":
        terms.append(Term("state", state))
    since = find_time(call, "since")
    if since is not None:
        terms.append(Term("updated", f">={call.text('since')}"))
    return terms


def _people_terms(call: Call) -> list[Term]:
    keys = {"creator": "author", "assignee": "assignee", "mentioned": "mentions"}
    return [Term(key, f'"{call.text(name)}"') for name, key in keys.items() if call.text(name)]


async def _milestone_id(call: Call, number: str) -> int:
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise InvalidValue("milestone", "must be a number, * or none")
    try:
        found = await read_milestone(call.ports.database, call.target, int(number))
    except NotFound as error:
        raise InvalidValue("milestone", "is none of this repository's") from error
    return found.id


def _sorted(call: Call, query: Query, terms: list[Term]) -> Query:
    """The query with more terms, and in the order that the call asks for."""
    sort = Sort(call.text("sort", query.sort.value))
    direction = call.text("direction") or call.text("order")
    is_descending = direction == "desc" if direction else query.is_descending
    return Query((*query.terms, *terms), sort, is_descending)


_ORDER = {
    "sort": Text(9, one_of=tuple(each.value for each in Sort)),
    "direction": DIRECTION,
}
_COMMON = {
    **PAGING,
    **_ORDER,
    "state": Text(6, one_of=("open", "closed", "all")),
    "labels": Text(MAX_QUERY),
    "since": TIME,
}
_OWN = {**_COMMON, "filter": Text(9, one_of=tuple(_FILTERS))}
_QUERY = Text(4 * MAX_QUERY)

ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/issues",
        "List issues and pull requests, by GitHub's filters or by a query in q",
        list_repository_issues,
        {200: ListOf(ISSUE)},
        Action.READ,
        {
            **_COMMON,
            "milestone": Text(MAX_NAME),
            "assignee": Text(MAX_NAME),
            "creator": Text(MAX_NAME),
            "mentioned": Text(MAX_NAME),
            "q": _QUERY,
        },
    ),
    Endpoint(
        "GET",
        "/issues",
        "List issues and pull requests that concern who asks",
        list_own_issues,
        {200: ListOf(ISSUE)},
        query=_OWN,
        audience=Audience.PERSON,
    ),
    Endpoint(
        "GET",
        "/user/issues",
        "List the same",
        list_issues_of_user,
        {200: ListOf(ISSUE)},
        query=_OWN,
        audience=Audience.PERSON,
    ),
    Endpoint(
        "GET",
        "/search/issues",
        "Find issues and pull requests in all repositories that one may read",
        search_issues,
        {
            200: Named(
                "found-issues",
                Object(
                    {
                        "total_count": NUMBER,
                        "incomplete_results": Boolean(),
                        "items": ListOf(ISSUE),
                    },
                    ("total_count", "incomplete_results", "items"),
                ),
            )
        },
        query={**PAGING, **_ORDER, "order": DIRECTION, "q": _QUERY},
    ),
)

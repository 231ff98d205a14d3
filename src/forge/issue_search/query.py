"""The language in which people ask for issues and pull requests.

    is:open is:pr label:bug,"help wanted" -label:old author:me no:milestone crash "on start"

A query is words, which all have to occur in title or body, phrases in quotes, and conditions
`key:value`. `-` before any of them turns it round. Values with spaces stand in quotes. `me` is who
asks. The keys, and what they may be given, are those of `KEYS`; dates are 2026-11-21, or with a
time as in RFC 3339, and numbers and dates may be compared (`>`, `>=`, `<`, `<=`, `a..b`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from forge.errors import InvalidValue

MAX_QUERY = 1_000
"""Characters: GitHub takes 256, and generated queries stay far below it."""

MAX_TERMS = 30
"""Conditions and words of one query. Each costs the database a look, and has a few parameters of
the hundred that a statement may have."""

FIELD = "q"

KEYS = {
    "is": "open, closed, issue, pr, merged, unmerged, draft, locked, unlocked or pinned",
    "state": "open or closed",
    "type": "issue or pr",
    "reason": "completed or not-planned",
    "author": "a name, or me",
    "assignee": "a name, me, * or none",
    "mentions": "a name, or me",
    "commenter": "a name, or me",
    "involves": "a name, or me",
    "review-requested": "a name, or me",
    "reviewed-by": "a name, or me",
    "base": "a branch",
    "head": "a branch",
    "label": "names, separated by commas, of which one is enough",
    "milestone": "a title, * or none",
    "no": "label, milestone or assignee",
    "created": "a date",
    "updated": "a date",
    "closed": "a date",
    "comments": "a number",
    "in": "title or body",
    "repo": "an owner and a repository, as in alice/hello",
    "user": "an owner",
    "org": "an owner",
    "sort": "created, updated, comments or reactions, and -asc or -desc",
}

MILESTONE_ID = "milestone-id"
"""A key for programs, with the id of a milestone: nobody can write it."""

_TERM = re.compile(r'(-?)(?:([A-Za-z][A-Za-z-]*):)?((?:"[^"]*"|[^\s"])+)|"')
_PARTS = re.compile(r'(?:"[^"]*"|[^,"])+')


class Sort(Enum):
    CREATED = "created"
    UPDATED = "updated"
    COMMENTS = "comments"
    REACTIONS = "reactions"


@dataclass(frozen=True, slots=True)
class Term:
    """`key` is one of `KEYS` or `MILESTONE_ID`, or empty for a word or phrase."""

    key: str
    value: str
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    terms: tuple[Term, ...] = ()
    sort: Sort = Sort.CREATED
    is_descending: bool = True


def parse(text: str) -> Query:
    """The query; InvalidValue in words for what makes no sense."""
    if len(text) > MAX_QUERY:
        raise InvalidValue(FIELD, f"must not have more than {MAX_QUERY:,} characters")
    found = [_read_term(match) for match in _TERM.finditer(text)]
    if len(found) > MAX_TERMS:
        raise InvalidValue(FIELD, f"must not have more than {MAX_TERMS} conditions and words")
    sorts = [term for term in found if term.key == "sort"]
    sort, is_descending = _read_sort(sorts[-1]) if sorts else (Sort.CREATED, True)
    terms = tuple(term for term in found if term.key != "sort")
    return Query(terms, sort, is_descending)


def split_values(value: str) -> tuple[str, ...]:
    """Values separated by commas, those in quotes without them."""
    parts = (part.replace('"', "").strip() for part in _PARTS.findall(value))
    return tuple(filter(None, parts))


def unquote(value: str) -> str:
    return value.replace('"', "").strip()


def is_unknown(term: Term) -> InvalidValue:
    """The error for a value that its key does not take."""
    return InvalidValue(FIELD, f"does not know {term.key}:{term.value}; it takes {KEYS[term.key]}")


def _read_term(match: re.Match[str]) -> Term:
    minus, key, value = match.groups()
    if value is None:
        raise InvalidValue(FIELD, "has a quotation mark without its second")
    if key is None:
        return Term("", unquote(value), bool(minus))
    name = key.lower()
    if name in KEYS:
        return Term(name, value, bool(minus))
    # An address, or a name of C++: no condition was meant.
    if value.startswith(("/", ":")):
        return Term("", f"{key}:{value}", bool(minus))
    raise InvalidValue(
        FIELD, f'does not know {key}:; put it in quotes to look for the text "{key}:..."'
    )


def _read_sort(term: Term) -> tuple[Sort, bool]:
    name, _, direction = term.value.partition("-")
    if term.is_negated or direction not in ("", "asc", "desc"):
        raise is_unknown(term)
    try:
        return Sort(name), direction != "asc"
    except ValueError:
        raise is_unknown(term) from None

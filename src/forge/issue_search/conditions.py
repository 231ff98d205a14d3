"""From the conditions of a query to SQL over `issues AS i`; values go in as parameters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from forge.database import Parameter
from forge.errors import InvalidValue
from forge.issue_search.query import FIELD, MILESTONE_ID, Term, is_unknown, split_values, unquote
from forge.users import User

MAX_NUMBER = 10**9
"""More comments than an issue will ever have."""

_COMPARED = re.compile(r"(>=|<=|>|<|)([^<>]+)")

_FLAGS = {
    "open": "i.is_open = 1",
    "closed": "i.is_open = 0",
    "issue": "i.is_pull = 0",
    "pr": "i.is_pull = 1",
    "pull-request": "i.is_pull = 1",
    "merged": "EXISTS (SELECT 1 FROM pulls AS x WHERE x.issue_id = i.id"
    " AND x.merged_at IS NOT NULL)",
    "unmerged": "EXISTS (SELECT 1 FROM pulls AS x WHERE x.issue_id = i.id AND x.merged_at IS NULL)",
    "draft": "EXISTS (SELECT 1 FROM pulls AS x WHERE x.issue_id = i.id AND x.is_draft = 1)",
    "locked": "i.lock_reason IS NOT NULL",
    "unlocked": "i.lock_reason IS NULL",
    "pinned": "i.pinned_at IS NOT NULL",
}

_LACKS = {
    "label": "NOT EXISTS (SELECT 1 FROM issue_labels AS x WHERE x.issue_id = i.id)",
    "milestone": "i.milestone_id IS NULL",
    "assignee": "NOT EXISTS (SELECT 1 FROM issue_assignees AS x WHERE x.issue_id = i.id)",
}

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Where:
    """Conditions as they gather; `viewer` is who asks, `repository_id` the only one asked about."""

    viewer: User | None
    repository_id: int | None = None
    parameters: list[Parameter] = field(default_factory=list[Parameter])
    conditions: list[str] = field(default_factory=list[str])
    columns: str = ""
    """In which of title and body words are looked for, when not in both."""

    def bind(self, value: Parameter) -> str:
        """How the statement calls `value`."""
        self.parameters.append(value)
        return f"?{len(self.parameters)}"

    def add(self, term: Term) -> None:
        """InvalidValue for a value that makes no sense."""
        condition = _CONDITIONS[term.key](self, term)
        if condition:
            self.conditions.append(f"NOT ({condition})" if term.is_negated else condition)

    def person(self, name: str) -> str:
        """The id of who is called `name`."""
        if name.lower() in ("me", "@me"):
            return self.bind(self.viewer and self.viewer.id)
        return f"(SELECT id FROM users WHERE name = {self.bind(name.removeprefix('@'))})"

    def here(self, alias: str) -> str:
        """The condition that a row of `alias` belongs to the repository, if to one."""
        if self.repository_id is None:
            return ""
        return f" AND {alias}.repository_id = {self.bind(self.repository_id)}"


def _flag(_where: Where, term: Term) -> str:
    condition = _FLAGS.get(term.value.lower())
    if condition is None:
        raise is_unknown(term)
    return condition


def _reason(where: Where, term: Term) -> str:
    value = unquote(term.value).lower().replace(" ", "-")
    if value not in ("completed", "not-planned"):
        raise is_unknown(term)
    return f"i.close_reason = {where.bind(value.replace('-', '_'))}"


def _author(where: Where, term: Term) -> str:
    return f"i.author_id = {where.person(unquote(term.value))}"


def _assignee(where: Where, term: Term) -> str:
    value = unquote(term.value)
    if value == "*":
        return f"NOT ({_LACKS['assignee']})"
    if value == "none":
        return _LACKS["assignee"]
    return (
        "i.id IN (SELECT x.issue_id FROM issue_assignees AS x"
        f" WHERE x.user_id = {where.person(value)})"
    )


def _mentions(where: Where, term: Term) -> str:
    person = where.person(unquote(term.value))
    return f"i.id IN (SELECT x.issue_id FROM mentions AS x WHERE x.user_id = {person})"


def _commenter(where: Where, term: Term) -> str:
    person = where.person(unquote(term.value))
    return f"i.id IN (SELECT x.issue_id FROM comments AS x WHERE x.author_id = {person})"


def _involves(where: Where, term: Term) -> str:
    ways = (_author, _assignee, _mentions, _commenter)
    return f"({' OR '.join(way(where, term) for way in ways)})"


def _review_requested(where: Where, term: Term) -> str:
    person = where.person(unquote(term.value))
    return f"i.id IN (SELECT x.issue_id FROM review_requests AS x WHERE x.user_id = {person})"


def _reviewed_by(where: Where, term: Term) -> str:
    person = where.person(unquote(term.value))
    return (
        f"i.id IN (SELECT x.issue_id FROM reviews AS x WHERE x.author_id = {person}"
        " AND x.state <> 'pending')"
    )


def _branch(column: str) -> Callable[[Where, Term], str]:
    return lambda where, term: (
        "EXISTS (SELECT 1 FROM pulls AS x WHERE x.issue_id = i.id"
        f" AND x.{column} = {where.bind(unquote(term.value))})"
    )


def _label(where: Where, term: Term) -> str:
    names = split_values(term.value)
    if not names:
        raise is_unknown(term)
    listed = ", ".join(where.bind(name) for name in names)
    return (
        "i.id IN (SELECT x.issue_id FROM labels AS l JOIN issue_labels AS x ON x.label_id = l.id"
        f" WHERE l.name IN ({listed}){where.here('l')})"
    )


def _milestone(where: Where, term: Term) -> str:
    value = unquote(term.value)
    if value == "*":
        return "i.milestone_id IS NOT NULL"
    if value == "none":
        return "i.milestone_id IS NULL"
    title = where.bind(value)
    return (
        "i.milestone_id IN (SELECT m.id FROM milestones AS m"
        f" WHERE m.title = {title}{where.here('m')})"
    )


def _milestone_id(where: Where, term: Term) -> str:
    return f"i.milestone_id = {where.bind(int(term.value))}"


def _lacks(_where: Where, term: Term) -> str:
    condition = _LACKS.get(term.value.lower())
    if condition is None:
        raise is_unknown(term)
    return condition


def _repository(where: Where, term: Term) -> str:
    owner, slash, name = unquote(term.value).partition("/")
    if not slash:
        raise is_unknown(term)
    return (
        "i.repository_id = (SELECT r.id FROM repositories AS r JOIN users AS o ON o.id = r.owner_id"
        f" WHERE o.name = {where.bind(owner)} AND r.name = {where.bind(name)}"
        " AND r.deleted_at IS NULL)"
    )


def _owner(where: Where, term: Term) -> str:
    return (
        "i.repository_id IN (SELECT r.id FROM repositories AS r"
        f" WHERE r.owner_id = {where.person(unquote(term.value))})"
    )


def _in(where: Where, term: Term) -> str:
    columns = split_values(term.value.lower())
    if term.is_negated or not columns or not set(columns) <= {"title", "body"}:
        raise is_unknown(term)
    where.columns = " ".join(sorted(set(columns)))
    return ""


def _words(where: Where, term: Term) -> str:
    if not any(character.isalnum() for character in term.value):
        return ""
    columns = f"{{{where.columns}}} : " if where.columns else ""
    phrase = columns + '"' + term.value.replace('"', '""') + '"'
    matching = f"issue_words MATCH {where.bind(phrase)}"
    return f"i.id IN (SELECT w.rowid FROM issue_words AS w WHERE {matching})"


def _time(column: str) -> Callable[[Where, Term], str]:
    return lambda where, term: _compare(where, term, column, _read_time)


def _comments(where: Where, term: Term) -> str:
    return _compare(where, term, "i.comments", _read_number)


def _compare(
    where: Where, term: Term, column: str, read: Callable[[Term, str], tuple[int, int]]
) -> str:
    """`read` gives the first number that a text stands for, and the first after it."""
    value = unquote(term.value)
    if ".." in value:
        low, _, high = value.partition("..")
        start, end = read(term, low)[0], read(term, high)[1]
        return f"({column} >= {where.bind(start)} AND {column} < {where.bind(end)})"
    match = _COMPARED.fullmatch(value)
    if match is None:
        raise is_unknown(term)
    start, end = read(term, match[2])
    if match[1] == "":
        return f"({column} >= {where.bind(start)} AND {column} < {where.bind(end)})"
    ways = {">=": (">=", start), ">": (">=", end), "<": ("<", start), "<=": ("<", end)}
    sign, number = ways[match[1]]
    return f"{column} {sign} {where.bind(number)}"


def _read_number(term: Term, text: str) -> tuple[int, int]:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise is_unknown(term)
    return int(text), int(text) + 1


def _read_time(term: Term, text: str) -> tuple[int, int]:
    try:
        time = datetime.fromisoformat(text)
        length = _DAY if len(text) == len("2026-11-21") else timedelta(seconds=1)
        start = time if time.tzinfo else time.replace(tzinfo=UTC)
        return int(start.timestamp()), int((start + length).timestamp())
    except (ValueError, OverflowError, OSError):
        raise InvalidValue(FIELD, f"has no date in {term.key}:{term.value}") from None


_CONDITIONS: dict[str, Callable[[Where, Term], str]] = {
    "": _words,
    "is": _flag,
    "state": _flag,
    "type": _flag,
    "reason": _reason,
    "author": _author,
    "assignee": _assignee,
    "mentions": _mentions,
    "commenter": _commenter,
    "involves": _involves,
    "review-requested": _review_requested,
    "reviewed-by": _reviewed_by,
    "base": _branch("base_branch"),
    "head": _branch("head_branch"),
    "label": _label,
    "milestone": _milestone,
    MILESTONE_ID: _milestone_id,
    "no": _lacks,
    "created": _time("i.created_at"),
    "updated": _time("i.updated_at"),
    "closed": _time("i.closed_at"),
    "comments": _comments,
    "in": _in,
    "repo": _repository,
    "user": _owner,
    "org": _owner,
}

"""Issues and pull requests by a query: of one repository, or of all that somebody may read."""

from __future__ import annotations

from dataclasses import dataclass

from forge.access import Actor
from forge.database import Database, Statement
from forge.issue_search.conditions import Where
from forge.issue_search.query import Query, Sort
from forge.issues.issue import ISSUE_COLUMNS, ISSUES, Issue, issue_of
from forge.lifecycle.profiles import READABLE, reader_parameters

_ORDERS = {
    Sort.UPDATED: "i.updated_at",
    Sort.COMMENTS: "i.comments",
    Sort.REACTIONS: (
        "(SELECT COUNT(*) FROM reactions AS x WHERE x.subject = 'issue' AND x.subject_id = i.id)"
    ),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: in one repository that the actor may read, or in all that they may."""

    actor: Actor
    repository_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of issues, and how many there are on all pages."""

    issues: tuple[Issue, ...]
    total: int


async def find_issues(
    database: Database, scope: Scope, query: Query, *, offset: int, limit: int
) -> Found:
    """InvalidValue about `q` for a query that makes no sense."""
    where = _where(scope, query)
    chosen = f" FROM issues AS i WHERE {' AND '.join(where.conditions)}"
    order = _order(scope, query)
    parameters = tuple(where.parameters)
    # The inner query looks at indexes and few columns; only its page is read as a whole.
    page = f"SELECT i.id{chosen} ORDER BY {order} LIMIT {limit} OFFSET {offset}"
    rows, counts = await database.batch_rows(
        [
            Statement(
                f"SELECT {ISSUE_COLUMNS} FROM {ISSUES} WHERE i.id IN ({page}) ORDER BY {order}",
                parameters,
            ),
            Statement(f"SELECT COUNT(*) AS number{chosen}", parameters),
        ]
    )
    return Found(tuple(map(issue_of, rows)), counts[0].integer("number"))


def _where(scope: Scope, query: Query) -> Where:
    where = Where(scope.actor.user, scope.repository_id)
    if scope.repository_id is None:
        where.parameters += reader_parameters(scope.actor)
        where.conditions.append(
            "i.repository_id IN (SELECT r.id FROM repositories AS r"
            f" WHERE r.deleted_at IS NULL{READABLE})"
        )
    else:
        where.conditions.append(f"i.repository_id = {where.bind(scope.repository_id)}")
    # `in:` says how words are meant that may stand before it.
    for term in sorted(query.terms, key=lambda term: term.key != "in"):
        where.add(term)
    return where


def _order(scope: Scope, query: Query) -> str:
    direction = "DESC" if query.is_descending else "ASC"
    if query.sort is Sort.CREATED:
        column = "i.number" if scope.repository_id else "i.id"
        return f"{column} {direction}"
    return f"{_ORDERS[query.sort]} {direction}, i.id {direction}"

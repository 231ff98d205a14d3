"""Pull requests by a query."""

from __future__ import annotations

import json

from forge.database import Database
from forge.issue_search.query import Query
from forge.issue_search.search import Scope, find_issues
from forge.pulls.pull import PULL_COLUMNS, PULLS, Pull, pull_of


async def find_pulls(
    database: Database, scope: Scope, query: Query, page: tuple[int, int]
) -> tuple[list[Pull], int]:
    """A page (offset and limit) of them, and how many there are on all pages."""
    offset, limit = page
    found = await find_issues(database, scope, query, offset=offset, limit=limit)
    ids = [issue.id for issue in found.issues if issue.is_pull]
    rows = await database.all(
        f"SELECT {PULL_COLUMNS} FROM {PULLS} WHERE i.id IN (SELECT value FROM json_each(?1))",
        json.dumps(ids),
    )
    pulls = {pull.issue.id: pull for pull in map(pull_of, rows)}
    return [pulls[each] for each in ids], found.total

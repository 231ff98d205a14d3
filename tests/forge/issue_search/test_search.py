"""Lists of issues are answered by indexes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import cast

import pytest

from forge.access import ALL_SCOPES, Actor
from forge.database import Database, Statement
from forge.issue_search.query import parse
from forge.issue_search.search import Found, Scope, find_issues
from forge.users import User
from tests.support.hearth import Hearth

MANY = 50_000
SECONDS = 1.5
"""Much more than a page of them takes, on a machine that does other things, too."""

ALICE = Actor(User(1, "alice"), ALL_SCOPES)


CROWD = """
INSERT INTO users (id, name, created_at) VALUES (1, 'alice', 0), (2, 'bob', 0);
INSERT INTO repositories (id, owner_id, name, store_name, visibility, created_at,
  updated_at) VALUES (1, 1, 'hello', 'alice/hello', 'public', 0, 0);
INSERT INTO labels (id, repository_id, name, color, description)
  VALUES (1, 1, 'bug', 'ffffff', ''), (2, 1, 'rare', 'ffffff', '');
INSERT INTO milestones (id, repository_id, number, title, description, creator_id,
  created_at, updated_at) VALUES (1, 1, 1, 'v1', '', 1, 0, 0);
BEGIN;
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 50000)
INSERT INTO issues (repository_id, number, is_pull, is_open, author_id, milestone_id,
  comments, created_at, updated_at, title, body)
  SELECT 1, n, n % 8 = 0, n % 100 = 0, 1 + (n % 50 = 0), IIF(n % 70 = 0, 1, NULL), n % 40,
    n, n * 7919 % 50000, 'Issue ' || n || ' crash', 'It stops. ' || hex(zeroblob(400))
  FROM n;
INSERT INTO issue_labels SELECT id, 1 FROM issues WHERE id % 3 = 0;
INSERT INTO issue_labels SELECT id, 2 FROM issues WHERE id % 5000 = 0;
INSERT INTO issue_assignees SELECT id, 2 FROM issues WHERE id % 601 = 0;
COMMIT;
"""


@pytest.fixture(scope="module")
def crowd() -> Iterator[Hearth]:
    """A repository of 50,000 issues, every eighth a pull request, one in a hundred open."""
    hearth = Hearth()
    hearth.database.connection.executescript(CROWD)
    yield hearth
    hearth.close()


def find(hearth: Hearth, query: str, *, offset: int = 0, everywhere: bool = False) -> Found:
    scope = Scope(ALICE, None if everywhere else 1)
    search = find_issues(hearth.database, scope, parse(query), offset=offset, limit=30)
    return hearth.run(search)


QUERIES = [
    ("is:open is:issue", 250),
    ("is:open is:pr", 250),
    ("is:closed sort:updated-desc", 49_500),
    ("is:open sort:updated-asc", 500),
    ("is:issue is:open label:bug", 83),
    ("label:rare,nothing", 10),
    ("-label:bug is:open", 334),
    ("author:bob is:open", 500),
    ("assignee:me", 0),
    ("assignee:bob is:closed", 83),
    ("milestone:v1 is:open", 71),
    ("no:milestone is:closed sort:comments-desc", 48_857),
    ("crash", MANY),
    ('"issue 777"', 1),
    ("crash is:open sort:reactions-desc", 500),
    ("", MANY),
]


@pytest.mark.parametrize(("query", "total"), QUERIES)
def test_a_page_of_fifty_thousand_issues_answers_in_time(
    crowd: Hearth, query: str, total: int
) -> None:
    for everywhere in (False, True):
        began = time.monotonic()
        found = find(crowd, query, everywhere=everywhere)
        assert found.total == total
        assert len(found.issues) == min(total, 30)
        assert time.monotonic() - began < SECONDS


def test_the_last_page_answers_in_time(crowd: Hearth) -> None:
    began = time.monotonic()
    found = find(crowd, "sort:created-asc", offset=MANY - 10)
    assert [issue.number for issue in found.issues] == list(range(MANY - 9, MANY + 1))
    assert time.monotonic() - began < SECONDS


def plan(hearth: Hearth, query: str) -> list[str]:
    """What SQLite says it will do for a page."""
    asked: list[Statement] = []

    class Asked(Exception):
        pass

    class Listening:
        async def batch_rows(self, statements: list[Statement]) -> None:
            asked.extend(statements)
            raise Asked

    with pytest.raises(Asked):
        hearth.run(
            find_issues(
                cast("Database", Listening()), Scope(ALICE, 1), parse(query), offset=0, limit=30
            )
        )
    statement = asked[0]
    numbered = {str(at): value for at, value in enumerate(statement.parameters, 1)}
    rows = hearth.database.connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", numbered)
    return [row["detail"] for row in rows]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("is:open is:issue", "issues_by_state (repository_id=? AND is_pull=? AND is_open=?)"),
        ("is:open sort:updated-desc", "issues_by_update (repository_id=? AND is_open=?)"),
        ("author:bob is:open", "issues_by_author"),
        ("label:rare", "sqlite_autoindex_labels_1 (repository_id=? AND name=?)"),
        ("milestone:v1", "sqlite_autoindex_milestones_2 (repository_id=? AND title=?)"),
        ("assignee:bob", "issue_assignees_by_user"),
        ("mentions:bob", "mentions_by_user"),
        ("crash", "VIRTUAL TABLE INDEX 0:M"),
    ],
)
def test_lists_are_answered_by_indexes(crowd: Hearth, query: str, index: str) -> None:
    steps = plan(crowd, query)
    assert any(index in step for step in steps), steps
    assert not any(step in ("SCAN i", "SCAN issues") for step in steps), steps

from __future__ import annotations

from durable.caches import Caches
from durable.repository import Repository
from durable.stats import Stats
from tests.support.sqlite_sql import SqliteSql


def test_to_ask_a_new_repository_what_it_holds_makes_none() -> None:
    sql = SqliteSql()
    repository = Repository(sql, "alice/new", Caches())
    assert repository.stats() == Stats(packs=0, objects=0, packed=0, rows_written=0)
    assert sql.rows("SELECT name FROM sqlite_master") == []
    sql.close()

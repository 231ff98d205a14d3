from __future__ import annotations

import pytest

from durable import schema
from durable.caches import Caches
from durable.schema import DEFAULT_HEAD
from durable.sql import Sql
from durable.storage import Storage


def shape(sql: Sql) -> list[tuple[object, ...]]:
    return [tuple(row) for row in sql.rows("SELECT name, sql FROM sqlite_master ORDER BY name")]


def settings(sql: Sql) -> dict[str, object]:
    return {row[0]: row[1] for row in sql.rows("SELECT name, value FROM settings")}


def test_nothing_exists_until_it_is_migrated(sql: Sql) -> None:
    assert not schema.exists(sql)
    schema.migrate(sql)
    assert schema.exists(sql)


def test_migrating_again_changes_nothing(sql: Sql) -> None:
    schema.migrate(sql)
    schema.set_setting(sql, "head", b"refs/heads/other")
    before = shape(sql), settings(sql), sql.rows_written()
    schema.migrate(sql)
    assert (shape(sql), settings(sql), sql.rows_written()) == before


def test_a_new_repository_has_a_default_branch_and_nothing_left_behind(sql: Sql) -> None:
    schema.migrate(sql)
    assert settings(sql) == {}
    storage = Storage(sql, "store", Caches())
    assert (storage.refs.head_target(), storage.unsettled) == (DEFAULT_HEAD, 0)


def test_an_older_version_is_brought_up_step_by_step(
    sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ("CREATE TABLE one (id INTEGER)", "INSERT INTO one VALUES (1)")
    second = ("ALTER TABLE one ADD COLUMN more TEXT DEFAULT 'x'",)
    monkeypatch.setattr(schema, "_VERSIONS", (first,))
    schema.migrate(sql)
    monkeypatch.setattr(schema, "_VERSIONS", (first, second))
    schema.migrate(sql)
    assert [tuple(row) for row in sql.rows("SELECT * FROM one")] == [(1, "x")]
    assert settings(sql) == {"schema": 2}


def test_a_version_that_fails_half_way_leaves_the_one_before(
    sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ("CREATE TABLE one (id INTEGER)",)
    broken = ("CREATE TABLE two (id INTEGER)", "INSERT INTO no_such_table VALUES (1)")
    monkeypatch.setattr(schema, "_VERSIONS", (first, broken))
    with pytest.raises(Exception, match="no_such_table"):
        schema.migrate(sql)
    assert settings(sql) == {}
    assert [name for name, _ in shape(sql)] == ["one", "settings"]
    monkeypatch.setattr(schema, "_VERSIONS", (first, broken[:1]))
    schema.migrate(sql)
    assert [name for name, _ in shape(sql)] == ["one", "settings", "two"]


def test_every_table_is_strict(sql: Sql) -> None:
    schema.migrate(sql)
    rows = sql.rows("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
    loose = {name for name, strict in rows if not strict}
    assert loose <= {"sqlite_schema"}


def test_no_blob_that_may_be_long_lies_in_a_tree_of_keys(sql: Sql) -> None:
    # Such a table keeps whole rows in the tree that is searched: pages of refs are bounded.
    schema.migrate(sql)
    rows = sql.rows("SELECT name FROM pragma_table_list WHERE wr AND schema = 'main'")
    assert {row[0] for row in rows} == {"ref_pages", "settings"}

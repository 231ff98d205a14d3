"""The database by its migrations, and the database by schema.sql, are the same."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tools.paths import MIGRATIONS, ROOT
from tools.wrangler import production_config

FILES = sorted(MIGRATIONS.glob("*.sql"))
SCHEMA = (ROOT / "schema.sql").read_text()


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def apply(database: sqlite3.Connection, sql: str) -> None:
    """In one transaction, as D1 applies a migration."""
    database.executescript(f"BEGIN; {sql} COMMIT;")


def shape(database: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The text of everything there is, without comments and spaces."""
    rows = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE"
        " 'sqlite%'"
    )
    return {
        (kind, name): re.sub(r'\s+|"|IF NOT EXISTS', "", re.sub(r"--.*", "", sql))
        for kind, name, sql in rows
    }


def test_migrations_are_numbered_without_gaps() -> None:
    assert [int(file.name[:4]) for file in FILES] == list(range(1, len(FILES) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", file.name) for file in FILES)
    (database,) = production_config()["d1_databases"]
    assert database["migrations_dir"] == MIGRATIONS.name


def test_all_migrations_make_what_the_schema_says(database: sqlite3.Connection) -> None:
    for file in FILES:
        apply(database, file.read_text())
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        apply(fresh, SCHEMA)
        assert shape(database) == shape(fresh)
    assert len(shape(database)) > 20


def test_what_was_kept_before_the_second_migration_is_kept_by_it(
    database: sqlite3.Connection,
) -> None:
    apply(database, FILES[0].read_text())
    database.executescript(
        """
        INSERT INTO users VALUES (5, 'Alice', 'a@b.example', 'hash', 'user', 10);
        INSERT INTO tokens VALUES (7, 5, 'laptop', 'th', 'last8888', 'repo:read', 11, NULL, 12);
        INSERT INTO repositories VALUES (9, 5, 'hello', 'Alice/hello', 'private', 13, 14);
        INSERT INTO store_names VALUES ('Alice/hello', 1);
        """
    )
    for file in FILES[1:]:
        apply(database, file.read_text())
    assert database.execute(
        "SELECT id, name, email, password_hash, kind FROM users"
    ).fetchall() == [(5, "Alice", "a@b.example", "hash", "user")]
    tokens = "SELECT id, user_id, token_hash, scopes, last_used_at, is_limited FROM tokens"
    assert database.execute(tokens).fetchall() == [(7, 5, "th", "repo:read", 12, 0)]
    repositories = "SELECT id, owner_id, name, store_name, pushed_at, archived_at FROM repositories"
    assert database.execute(repositories).fetchall() == [(9, 5, "hello", "Alice/hello", 14, None)]
    assert database.execute("SELECT COUNT(*) FROM store_names").fetchone() == (1,)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_audit_log_takes_no_second_thoughts(database: sqlite3.Connection) -> None:
    apply(database, SCHEMA)
    database.execute(
        "INSERT INTO audit_log (at, action, actor_name, subject, details)"
        " VALUES (1, 'x', 'alice', 'alice', '{}')"
    )
    for attempt in ["UPDATE audit_log SET actor_name = 'bob'", "DELETE FROM audit_log"]:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            database.execute(attempt)

"""The tables of one repository, and how an older object comes to have them.

Bytes of any length lie in `chunks`: a stream's rows have the numbers `stream << 20 | sequence`,
so that the row number is the whole key and no second index is written. There are few tables, and
settings have no rows until they are set: all of it is written by a repository's first push.
"""

from __future__ import annotations

from durable.sql import Sql, Value

SEQUENCE_BITS = 20
"""A stream may have a million chunks: 512 GB, fifty times what an object may hold."""

_VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE chunks (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT",
        """CREATE TABLE packs (
            id INTEGER PRIMARY KEY,       -- the stream of the pack itself, rising in time; in the
                                          -- next one lie its index, version 2, and its columns
            holds TEXT NOT NULL,          -- branches | others | mixed | garbage; or not live:
                                          -- quarantine | retired; see durable.packs
            created INTEGER NOT NULL,     -- seconds since 1970, as all times here
            body_size INTEGER NOT NULL DEFAULT 0,     -- of the pack, header to trailer
            idx_size INTEGER NOT NULL DEFAULT 0,
            columns_size INTEGER NOT NULL DEFAULT 0,  -- see git.pack.columns
            objects INTEGER NOT NULL DEFAULT 0,
            duplicates INTEGER NOT NULL DEFAULT 0,    -- objects that are in an older pack, too
            trailer BLOB NOT NULL DEFAULT x''
        ) STRICT""",
        """CREATE TABLE graph (           -- layers of the commit graph, see git.graph
            id INTEGER PRIMARY KEY,       -- number of the layer's first commit << 20 | sequence
            data BLOB NOT NULL
        ) STRICT""",
        """CREATE TABLE ref_pages (       -- see durable.ref_page
            first BLOB PRIMARY KEY,       -- no name in the page is before it; empty in the first
            data BLOB NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE reflog (
            push INTEGER PRIMARY KEY,
            actor TEXT NOT NULL,
            created INTEGER NOT NULL,
            updates BLOB NOT NULL         -- see durable.reflog
        ) STRICT""",
    ),
)

_SETTINGS = "CREATE TABLE settings (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID"
"""
    head             a refname; DEFAULT_HEAD while it is not set
    detached         the commit that HEAD stands for, instead of a branch; empty while it does not
    changed_paths    where records of them are, see durable.changed_paths
    has_unreachable  how often a push unsettled the packs, see durable.storage
    rules            what is protected, see durable.protection
    schema           the version of the tables, from 2 on: whoever has none has the first
"""

DEFAULT_HEAD = b"refs/heads/main"
"""What HEAD stands for until the first push of a branch says otherwise."""


def exists(sql: Sql) -> bool:
    """Whether anything was ever kept here."""
    return bool(sql.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'settings'"))


def find_setting(sql: Sql, name: str) -> object:
    rows = sql.rows("SELECT value FROM settings WHERE name = ?", name)
    return rows[0][0] if rows else None


def set_setting(sql: Sql, name: str, value: Value) -> None:
    sql.rows("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)


def migrate(sql: Sql) -> None:
    """Bring the tables to the newest version, one transaction a version."""
    version = _read_version(sql) if exists(sql) else 0
    for number, statements in enumerate(_VERSIONS[version:], version + 1):
        sql.transaction(
            lambda number=number, statements=statements: _apply(sql, number, statements)
        )


def _read_version(sql: Sql) -> int:
    version = find_setting(sql, "schema")
    return version if isinstance(version, int) else 1


def _apply(sql: Sql, number: int, statements: tuple[str, ...]) -> None:
    if number == 1:
        sql.rows(_SETTINGS)
    for statement in statements:
        sql.rows(statement)
    if number > 1:
        set_setting(sql, "schema", number)

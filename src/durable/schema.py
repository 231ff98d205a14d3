"""The tables of one repository, and how an older object comes to have them.

Bytes of any length lie in `chunks`: a stream's rows have the numbers `stream << 20 | sequence`,
so that the row number is the whole key and no second index is written.
"""

from __future__ import annotations

from durable.sql import Sql

SEQUENCE_BITS = 20
"""A stream may have a million chunks: 512 GB, fifty times what an object may hold."""

_VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE chunks (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT",
        """CREATE TABLE quarantine (      -- pushes under way, and those that died
            stream INTEGER PRIMARY KEY,   -- the first of `quarantine.STREAMS` in a row
            created INTEGER NOT NULL      -- seconds since 1970, as all times here
        ) STRICT""",
        """CREATE TABLE packs (
            id INTEGER PRIMARY KEY,       -- the stream of `body`: never used twice, rising in time
            holds TEXT NOT NULL,          -- branches | others | mixed | garbage, see durable.packs
            body_size INTEGER NOT NULL,   -- the pack itself, header to trailer
            idx INTEGER NOT NULL,         -- stream: pack index, version 2
            idx_size INTEGER NOT NULL,
            columns INTEGER NOT NULL,     -- stream: see git.pack.columns
            columns_size INTEGER NOT NULL,
            objects INTEGER NOT NULL,
            duplicates INTEGER NOT NULL,  -- objects that are in an older pack, too
            trailer BLOB NOT NULL,
            created INTEGER NOT NULL
        ) STRICT""",
        "CREATE TABLE retired (stream INTEGER PRIMARY KEY) STRICT",  # replaced, perhaps still read
        """CREATE TABLE graph (           -- layers of the commit graph, see git.graph
            first INTEGER PRIMARY KEY,    -- number of the layer's first commit
            stream INTEGER NOT NULL,
            size INTEGER NOT NULL,
            commits INTEGER NOT NULL
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
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID",
        """INSERT INTO settings VALUES
            ('next_stream', 1),
            ('head', CAST('refs/heads/main' AS BLOB)),  -- DEFAULT_HEAD
            ('has_unreachable', 0)        -- how often a push unsettled the packs, see storage
        """,
    ),
)


DEFAULT_HEAD = b"refs/heads/main"
"""What HEAD stands for until the first push of a branch says otherwise."""


def exists(sql: Sql) -> bool:
    """Whether anything was ever kept here."""
    return bool(sql.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema'"))


def migrate(sql: Sql) -> None:
    """Bring the tables to the newest version, one transaction a version."""
    if not exists(sql):
        sql.rows("CREATE TABLE schema (version INTEGER NOT NULL) STRICT")
        sql.rows("INSERT INTO schema VALUES (0)")
    version: int = sql.rows("SELECT version FROM schema")[0][0]
    for number, statements in enumerate(_VERSIONS[version:], version + 1):
        sql.transaction(
            lambda number=number, statements=statements: _apply(sql, number, statements)
        )


def _apply(sql: Sql, number: int, statements: tuple[str, ...]) -> None:
    for statement in statements:
        sql.rows(statement)
    sql.rows("UPDATE schema SET version = ?", number)

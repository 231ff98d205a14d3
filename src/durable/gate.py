"""Buckets of tries, and counts of calls, in one object's SQLite; `forge.gate` tells what for.

A bucket is one number, the time at which it will be full again (the generic cell rate algorithm,
ITU-T I.371): each try moves it on by `refill` seconds, and there is a try to be had while it lies
less than `capacity` refills ahead. A bucket that is full needs no row, nor does a count whose time
is over.
"""

from __future__ import annotations

from durable.sql import Sql

SWEEP = 1_000
"""Rows that are swept out at a time, in the course of taking and counting."""


class GateStore:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        sql.rows(
            "CREATE TABLE IF NOT EXISTS buckets"
            " (key TEXT PRIMARY KEY, full_at INTEGER NOT NULL) STRICT, WITHOUT ROWID"
        )
        sql.rows("CREATE INDEX IF NOT EXISTS buckets_by_time ON buckets (full_at)")
        sql.rows(
            "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, ends INTEGER NOT NULL,"
            " calls INTEGER NOT NULL) STRICT, WITHOUT ROWID"
        )
        sql.rows("CREATE INDEX IF NOT EXISTS counts_by_time ON counts (ends)")

    def take(self, key: str, capacity: int, refill: int, now: int) -> int:
        """Take a try: 0, or the seconds until there is one."""
        full_at = max(self._full_at(key), now) + refill
        wait = full_at - now - capacity * refill
        if wait > 0:
            return wait
        self._sql.rows(
            "DELETE FROM buckets WHERE key IN"
            " (SELECT key FROM buckets WHERE full_at <= ? ORDER BY full_at LIMIT ?)",
            now,
            SWEEP,
        )
        self._sql.rows("INSERT OR REPLACE INTO buckets (key, full_at) VALUES (?, ?)", key, full_at)
        return 0

    def give_back(self, key: str, refill: int) -> None:
        self._sql.rows("UPDATE buckets SET full_at = full_at - ? WHERE key = ?", refill, key)

    def count(self, key: str, ends: int, calls: int) -> int:
        """Add calls to those of the time that ends at `ends`: how many they are now."""
        rows = self._sql.rows("SELECT calls FROM counts WHERE key = ? AND ends = ?", key, ends)
        total = calls + (rows[0][0] if rows else 0)
        if calls:
            self._sql.rows(
                "DELETE FROM counts WHERE key IN"
                " (SELECT key FROM counts WHERE ends < ? ORDER BY ends LIMIT ?)",
                ends,
                SWEEP,
            )
            self._sql.rows("INSERT OR REPLACE INTO counts VALUES (?, ?, ?)", key, ends, total)
        return total

    def _full_at(self, key: str) -> int:
        rows = self._sql.rows("SELECT full_at FROM buckets WHERE key = ?", key)
        return rows[0][0] if rows else 0

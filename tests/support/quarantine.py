"""What lies on the server's disk of packs that are not yet part of a repository."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from durable.packs import QUARANTINE
from tests.support.server import Server

SECONDS = 60
SOON = 5


class Quarantine:
    """Of the repositories that are younger than this."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._others = self._databases()

    def packs(self) -> int:
        return sum(map(_count_packs, self._databases() - self._others))

    def is_soon(self, packs: int) -> bool:
        """Whether there are so many within a few seconds."""
        deadline = time.monotonic() + SOON
        while self.packs() != packs and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.packs() == packs

    def wait_for(self, packs: int) -> None:
        deadline = time.monotonic() + SECONDS
        while self.packs() != packs:
            assert time.monotonic() < deadline, self.packs()
            time.sleep(0.02)

    def _databases(self) -> set[Path]:
        return set((self._server.state / "v3" / "do").rglob("*.sqlite"))


def _count_packs(path: Path) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        query = "SELECT name FROM sqlite_master WHERE name = 'packs'"
        if not database.execute(query).fetchall():
            return 0
        query = "SELECT COUNT(*) FROM packs WHERE holds = ?"
        return database.execute(query, (QUARANTINE,)).fetchone()[0]

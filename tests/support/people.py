"""More people than the one that a server is started with."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

from tests.support.desk import Remote
from tests.support.server import HOST, Server


def url_for(server: Server, name: str, path: str) -> str:
    """The address of `path` with the credentials of `name`."""
    return f"http://{name}:{server.password}@{HOST}:{server.port}/{path}.git"


def add_person(server: Server, name: str) -> None:
    """Let `name` sign in, with the password of the server's own account."""
    _make_own_account(server)
    (database,) = (
        path
        for path in (server.state / "v3" / "d1").rglob("*.sqlite")
        if path.name != "metadata.sqlite"
    )
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO users (name, password_hash, created_at)"
            " SELECT ?, password_hash, ? FROM users WHERE name = ?",
            (name, int(time.time()), server.account),
        )


def _make_own_account(server: Server) -> None:
    """The server's account gets its row when it is first used."""
    Remote(server, f"{server.account}/nothing").get("info/refs?service=git-upload-pack")

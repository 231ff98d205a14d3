"""A client of the API that speaks to the whole Worker in this process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from exchange import Reply
from forge.repositories import Visibility
from git.protocol import pktline
from tests.support.git_client import GitRepository
from tests.support.hearth import Hearth, basic

ZERO = "0" * 40
PASSWORD = "secret"


class ApiClient:
    """Asks as the owner of one repository; paths begin with `/` below the repository's."""

    def __init__(self, owner: str, name: str, visibility: Visibility = Visibility.PUBLIC) -> None:
        self.hearth = Hearth()
        self.owner = owner
        self.base = f"/api/v3/repos/{owner}/{name}"
        self.store = f"{owner}/{name}"
        self.hearth.add_user(owner, PASSWORD)
        self.hearth.add_repository(owner, name, visibility)

    def close(self) -> None:
        assert not self.hearth.log.errors
        self.hearth.close()

    def push(self, git: GitRepository) -> None:
        """Push every ref."""
        refs = sorted(git.refs().items())
        lines = [f"{ZERO} {oid.decode()} ".encode() + name for name, oid in refs]
        lines[0] += b"\0report-status"
        pack = git.git("pack-objects", "--all", "--stdout", "-q").output
        repository = self.hearth.repositories.open(self.store)
        push = repository.receive_pack("pusher", lambda: self.hearth.now)
        push.receive(memoryview(b"".join(map(pktline.encode, lines)) + b"0000" + pack))
        assert b"unpack ok" in b"".join(push.conclude())

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        sent = {**basic(self.owner, PASSWORD), **(headers or {})}
        data = b""
        if body is not None:
            data = json.dumps(body).encode()
            sent = {"content-type": "application/json", **sent}
        url = path if path.startswith("/api/") else self.base + path
        return self.hearth.reply(method, url, sent, data)

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of an answer that must be 200."""
        return self.call(200, "GET", path, None, headers)

    def call(
        self,
        status: int,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON of an answer that must have this status."""
        reply = self.ask(method, path, body, headers)
        assert reply.status == status, (reply.status, reply.body[:2000])
        return json.loads(reply.body) if reply.body else None

    def raw(self, path: str, accept: str) -> bytes:
        reply = self.ask("GET", path, None, {"accept": accept})
        assert reply.status == 200, reply
        return reply.body

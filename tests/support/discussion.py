"""People who talk about a repository of the town, over the API."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from exchange import Reply
from tests.support.town import JSON, Town


class Discussion:
    """Asks about one repository; paths begin with `/` below it. People are named, as in `town`."""

    def __init__(self, town: Town, repository: str = "alice/open") -> None:
        self.town = town
        self.base = f"/api/v3/repos/{repository}"

    def reply(self, method: str, path: str, who: str, body: object = None) -> Reply:
        data = b"" if body is None else json.dumps(body).encode()
        url = path if path.startswith("/api/") else self.base + path
        return self.town.hearth.reply(method, url, {**JSON, **self.town.sessions[who]}, data)

    def call(self, status: int, method: str, path: str, who: str, /, **fields: object) -> Any:
        """The JSON of an answer that must have this status."""
        body = None if method == "GET" else fields
        reply = self.reply(method, path, who, body)
        assert reply.status == status, (reply.status, reply.body[:2000])
        return json.loads(reply.body) if reply.body else None

    def get(self, path: str, who: str = "alice") -> Any:
        return self.call(200, "GET", path, who)

    def open(self, title: str = "title", who: str = "alice", **fields: object) -> int:
        """The number of a new issue."""
        return self.call(201, "POST", "/issues", who, title=title, **fields)["number"]

    def comment(self, number: int, body: str, who: str = "alice") -> int:
        """The id of a new comment."""
        return self.call(201, "POST", f"/issues/{number}/comments", who, body=body)["id"]

    def change(self, number: int, who: str = "alice", status: int = 200, **fields: object) -> Any:
        return self.call(status, "PATCH", f"/issues/{number}", who, **fields)

    def wait(self) -> None:
        """Let a second go by, so that what comes next is later."""
        self.town.hearth.now += 1

    def events(self, number: int, who: str = "alice") -> list[str]:
        """What the timeline of an issue holds, in order."""
        return [each["event"] for each in self.get(f"/issues/{number}/timeline", who)]

    def find(self, query: str, who: str = "alice") -> list[int]:
        """The numbers of the issues that a query finds."""
        return [each["number"] for each in self.get(f"/issues?q={quote(query)}", who)]

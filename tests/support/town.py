"""A town of people with every kind of role and credentials, for asking who may do what."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from config import Config
from door import SESSION_COOKIE
from exchange import Answer, Reply
from forge.accounts.sessions import Browser, start_session
from forge.audit import Deed
from forge.authentication import ConfiguredAccount
from forge.quotas import CallLimits
from forge.repositories import Visibility
from forge.users import find_user
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, Hearth, basic, json_of

PASSWORD = "correct horse battery"
SECRET_KEY = "k" * 32
PEOPLE = ("alice", "bob", "carol", "dave", "erin", "mallory")
ORIGIN = {"origin": "https://hearth.example"}
JSON = {"content-type": "application/json"}

ROLES = {"bob": "read", "carol": "write", "dave": "admin"}
"""Collaborators on every repository of alice's."""


class Town:
    """People, their repositories and their organization.

    alice owns `open`, `closed` and, archived, `old`; `gone` lies in her bin, and `former` is what
    `present` was called before. The organization `acme`, owned by erin, owns `tool`,
    which bob may write to through the team `core`, and carol is only a member.
    """

    def __init__(self, config: Config | None = None) -> None:
        account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)
        config = config or Config(account, secret_key=SECRET_KEY)
        self.hearth = Hearth(replace(config, call_limits=CallLimits(10**9, 10**9)))
        self.sessions: dict[str, dict[str, str]] = {}
        for name in PEOPLE:
            self.hearth.add_user(name, PASSWORD)
            self.sessions[name] = self.session(name)
        self._build()
        self.tokens = self._make_tokens()
        self._pristine = sqlite3.connect(":memory:")
        self.hearth.database.connection.backup(self._pristine)

    def close(self) -> None:
        self.hearth.close()
        self._pristine.close()

    def reset(self) -> None:
        """Everything as it was at first."""
        self._pristine.backup(self.hearth.database.connection)
        self.hearth.gate.fill()

    def session(self, name: str) -> dict[str, str]:
        """Headers of a browser on a page of ours, in which `name` is signed in."""
        database = self.hearth.database
        user = self.hearth.run(find_user(database, name))
        assert user is not None
        deed = Deed.of(user, self.hearth.now)
        secret = self.hearth.run(start_session(database, deed, user, Browser("test", "")))
        return {"cookie": f"{SESSION_COOKIE}={secret}", **ORIGIN}

    def ask(
        self, method: str, path: str, who: Mapping[str, str] | None = None, **fields: object
    ) -> Answer:
        body = b"" if method in ("GET", "HEAD") else json.dumps(fields).encode()
        return self.hearth.ask(method, path, {**JSON, **(who or {})}, body)

    def reply(
        self, method: str, path: str, who: Mapping[str, str] | None = None, **fields: object
    ) -> Reply:
        answer = self.ask(method, path, who, **fields)
        assert isinstance(answer, Reply), answer
        return answer

    def done(self, method: str, path: str, who: Mapping[str, str], **fields: object) -> Any:
        """What a call that has to succeed answers."""
        reply = self.reply(method, path, who, **fields)
        assert reply.status < 300, (method, path, reply.status, reply.body)
        return json_of(reply) if reply.body else None

    def actors(self) -> dict[str, dict[str, str]]:
        """Everybody, by what they show."""
        return {
            "anonymous": {},
            "wrong token": {"authorization": "Bearer hearth_nothing"},
            **{f"{name} in a browser": headers for name, headers in self.sessions.items()},
            **self.tokens,
        }

    def _build(self) -> None:
        alice, erin = self.sessions["alice"], self.sessions["erin"]
        for name, visibility in [
            ("open", Visibility.PUBLIC),
            ("closed", Visibility.PRIVATE),
            ("old", Visibility.PUBLIC),
            ("other", Visibility.PRIVATE),
        ]:
            self.hearth.add_repository("alice", name, visibility)
            for user, role in ROLES.items():
                path = f"/api/v3/repos/alice/{name}/collaborators/{user}"
                self.done("PUT", path, alice, permission=role)
        self.done("PATCH", "/api/v3/repos/alice/old", alice, archived=True)
        for name in ("gone", "former"):
            self.done("POST", "/api/v3/user/repos", alice, name=name)
        self.done("DELETE", "/api/v3/repos/alice/gone", alice)
        self.done("PATCH", "/api/v3/repos/alice/former", alice, name="present")
        self.done("POST", "/api/v3/orgs", erin, login="acme")
        for name in ("bob", "carol"):
            self.done("PUT", f"/api/v3/orgs/acme/memberships/{name}", erin)
        self.done("POST", "/api/v3/orgs/acme/repos", erin, name="tool", private=True)
        self.done("POST", "/api/v3/orgs/acme/teams", erin, name="core")
        self.done("PUT", "/api/v3/orgs/acme/teams/core/memberships/bob", erin)
        team = "/api/v3/orgs/acme/teams/core/repos/acme/tool"
        self.done("PUT", team, erin, permission="write")
        self.done("POST", "/api/v3/user/agents", alice, name="builder")

    def _make_tokens(self) -> dict[str, dict[str, str]]:
        these = ["alice/open", "alice/closed", "alice/old"]
        return {
            "alice's reading token": self.token("alice", scopes=["repo:read"]),
            "alice's writing token": self.token("alice", scopes=["repo:write"]),
            "alice's administering token": self.token("alice", scopes=["admin"]),
            "alice's token for these": self.token("alice", scopes=["admin"], repositories=these),
            "alice's token for another": self.token(
                "alice", scopes=["admin"], repositories=["alice/other"]
            ),
            "alice's agent": self.token("builder", "alice", scopes=["repo:write"]),
            "dave's reading token": self.token("dave", scopes=["repo:read"]),
            "mallory's administering token": self.token("mallory", scopes=["admin"]),
        }

    def token(self, holder: str, owner: str | None = None, **fields: object) -> dict[str, str]:
        """Headers with a new token of `holder`, who belongs to `owner` when they are an agent."""
        who = self.sessions[owner or holder]
        name = f"token {json.dumps(fields)}"
        made = self.done("POST", f"/api/v1/users/{holder}/tokens", who, name=name, **fields)
        return {"authorization": f"Bearer {made['sha1']}"}


ADMINISTRATOR = basic(ADMIN, ADMIN_PASSWORD)

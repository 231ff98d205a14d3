"""All of the Worker's side in one process: the real application over stand-ins of the platform."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

from app import App
from config import Config
from exchange import Answer, BodyTooLarge, Forward, Reply, Request
from forge.authentication import ConfiguredAccount
from forge.names import RepositoryName
from forge.proof.passwords import PasswordHasher
from forge.repositories import StoreName, Visibility, create_repository
from forge.users import User, keep_user
from ports import Ports
from tests.support.fake_web import FakeWeb
from tests.support.hashlib_pbkdf2 import LOW_COST, HashlibPbkdf2
from tests.support.local_repositories import LocalRepositories
from tests.support.memory_cache import MemoryCache
from tests.support.rsa import verify_rs256
from tests.support.sqlite_d1 import SqliteD1
from tests.support.sqlite_gate import SqliteGate

Result = TypeVar("Result")

START = 1_790_000_000
"""Seconds since 1970 at which every test begins."""

ADMIN = "admin"
ADMIN_PASSWORD = "the password of the settings"


class RecordingLog:
    """`ports.Log` that keeps what it is told."""

    def __init__(self) -> None:
        self.errors: list[tuple[Exception, Mapping[str, str]]] = []

    def error(self, error: Exception, fields: Mapping[str, str]) -> None:
        self.errors.append((error, fields))


class Hearth:
    def __init__(self, config: Config | None = None) -> None:
        self.database = SqliteD1()
        self.pbkdf2 = HashlibPbkdf2()
        self.passwords = PasswordHasher(self.pbkdf2, LOW_COST)
        self.log = RecordingLog()
        self.now = START
        self.gate = SqliteGate(lambda: self.now)
        self.web = FakeWeb()
        self.cache = MemoryCache()
        self.repositories = LocalRepositories(lambda: self.now)
        self.config = config or Config(ConfiguredAccount(ADMIN, ADMIN_PASSWORD))
        self.app = self.new_app(self.config)

    @property
    def ports(self) -> Ports:
        return Ports(
            database=self.database,
            passwords=self.passwords,
            clock=lambda: self.now,
            log=self.log,
            gate=self.gate,
            web=self.web,
            verify_rs256=verify_rs256,
            repositories=self.repositories,
            cache=self.cache,
        )

    def new_app(self, config: Config) -> App:
        """Another isolate over the same database."""
        return App(config, self.ports)

    def close(self) -> None:
        self.database.close()
        self.gate.close()
        self.repositories.close()

    def run(self, awaitable: Awaitable[Result]) -> Result:
        async def wait() -> Result:
            return await awaitable

        return asyncio.run(wait())

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """What the application answers; `url` is a path with its query."""
        path, _, query = url.partition("?")
        length = {"content-length": str(len(body))} if method not in ("GET", "HEAD") else {}

        async def read_body(limit: int) -> bytes:
            if len(body) > limit:
                raise BodyTooLarge(limit)
            return body

        request = Request(
            method, path, query, {**length, **(headers or {})}, "https://hearth.example", read_body
        )
        return self.run(self.app.handle(request))

    def reply(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        answer = self.ask(method, url, headers, body)
        assert isinstance(answer, Reply), answer
        return answer

    def forward(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Forward:
        answer = self.ask(method, url, headers, body)
        assert isinstance(answer, Forward), answer
        return answer

    def add_user(self, name: str, password: str) -> User:
        record = self.run(self.passwords.hash(password))
        return self.run(keep_user(self.database, name, record, self.now))

    def add_repository(self, owner: str, name: str, visibility: Visibility) -> None:
        full_name = RepositoryName(owner, name)
        store = StoreName(str(full_name), 1)
        self.run(create_repository(self.database, full_name, store, visibility, self.now))

    def add_token(self, user_name: str, password: str, **fields: object) -> str:
        """The text of a new token, made over the API."""
        reply = self.reply(
            "POST",
            f"/api/v1/users/{user_name}/tokens",
            {**basic(user_name, password), "content-type": "application/json"},
            json.dumps({"name": f"token {self.pbkdf2.calls}", **fields}).encode(),
        )
        assert reply.status == 201, reply.body
        return json.loads(reply.body)["sha1"]


def basic(user_name: str, password: str) -> dict[str, str]:
    value = base64.b64encode(f"{user_name}:{password}".encode()).decode()
    return {"authorization": f"Basic {value}"}


def json_of(reply: Reply) -> Any:
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    return json.loads(reply.body)

"""Requests made of the API's own document, sent to the whole Worker in this process."""

from __future__ import annotations

import random
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias, cast
from urllib.parse import urlsplit

import requests
from schemathesis import GenerationMode, Response, openapi

from config import Config
from exchange import Forward
from forge.accounts.sign_up import SignUp
from forge.authentication import ConfiguredAccount
from git.protocol import pktline
from replies import Json
from tests.support.git_client import GitRepository
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, json_of
from tests.support.town import ADMINISTRATOR, PASSWORD, SECRET_KEY, Town

AnyCase: TypeAlias = Any
"""`schemathesis.Case`, whose types are not all told."""

_GENERAL: Any = import_module("schemathesis.checks")
_OPENAPI: Any = import_module("schemathesis.specs.openapi.checks")

CHECKS: list[Any] = [
    _GENERAL.not_a_server_error,
    _OPENAPI.status_code_conformance,
    _OPENAPI.content_type_conformance,
    _OPENAPI.response_headers_conformance,
    _OPENAPI.response_schema_conformance,
    _OPENAPI.negative_data_rejection,
]

ORIGIN = "https://hearth.example"
OF_ORGANIZATION = {"user": ["acme", "bob"], "owner": ["acme"], "repository": ["tool"]}
STORE = "alice/open"
ZERO = "0" * 40


class Traffic:
    """alice asks about her repository `open`, which holds commits, and about what else is hers."""

    def __init__(self, folder: Path) -> None:
        account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)
        self.town = Town(Config(account, secret_key=SECRET_KEY, sign_up=SignUp.OPEN))
        git = _commits(folder)
        self._push(git)
        self.schema: Any = openapi.from_dict(json_of(self.town.reply("GET", "/api/openapi.json")))
        self._paths, self._fields = _paths(git), _fields(git)

    def close(self) -> None:
        self.town.close()

    def send(self, case: AnyCase, chance: random.Random) -> None:
        """Ask, mostly about what is there, and hold the answer against the document."""
        self.town.reset()
        paths = self._paths | (OF_ORGANIZATION if "/orgs/" in case.path else {})
        for name in case.path_parameters:
            if chance.random() < 0.8:
                case.path_parameters[name] = chance.choice(paths.get(name, ["1"]))
        if isinstance(case.body, dict) and _is_allowed(case):
            body = cast("dict[str, Json]", case.body)  # pyright: ignore[reportUnknownMemberType]
            known = sorted(body.keys() & self._fields.keys())
            real = {name: chance.choice(self._fields[name]) for name in known}
            case.body = body | {name: real[name] for name in known if chance.random() < 0.8}
        request = self._prepare(case)
        sent = {name.lower(): str(value) for name, value in request.headers.items()}
        data = request.body or b""
        assert isinstance(data, str | bytes)
        body = data.encode() if isinstance(data, str) else data
        parts = urlsplit(request.url or "")
        answer = self.town.hearth.ask(
            str(request.method), f"{parts.path}?{parts.query}", sent, body
        )
        if isinstance(answer, Forward):
            return
        response = _response(request, answer.status, answer.headers, answer.body)
        # What is too long may be refused before anybody looks at what else it is.
        case.validate_response(response, CHECKS[:-1] if answer.status == 413 else CHECKS)
        assert not self.town.hearth.log.errors

    def _prepare(self, case: AnyCase) -> requests.PreparedRequest:
        asked: dict[str, Any] = case.as_transport_kwargs(base_url=ORIGIN)
        headers = self._credentials(case)
        media_type = {n.lower(): v for n, v in asked["headers"].items()}.get("content-type")
        if media_type is not None:
            headers["content-type"] = media_type
        return requests.Request(
            asked["method"],
            asked["url"],
            headers,
            params=asked.get("params"),
            data=asked.get("data"),
            json=asked.get("json"),
        ).prepare()

    def _credentials(self, case: AnyCase) -> dict[str, str]:
        if "/admin/" in case.path:
            return dict(ADMINISTRATOR)
        who = "erin" if "/orgs/" in case.path else "alice"
        return dict(self.town.sessions[who])

    def _push(self, git: GitRepository) -> None:
        refs = sorted(git.refs().items())
        lines = [f"{ZERO} {oid.decode()} ".encode() + name for name, oid in refs]
        lines[0] += b"\0report-status"
        pack = git.git("pack-objects", "--all", "--stdout", "-q").output
        repository = self.town.hearth.repositories.open(STORE)
        push = repository.receive_pack("alice", lambda: self.town.hearth.now)
        push.receive(memoryview(b"".join(map(pktline.encode, lines)) + b"0000" + pack))
        assert b"unpack ok" in b"".join(push.conclude())


def _is_allowed(case: AnyCase) -> bool:
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE


def _paths(git: GitRepository) -> dict[str, list[str]]:
    """What there is, by the names of the parameters."""
    head = git.oid("main")
    return {
        "owner": ["alice"],
        "repository": ["open"],
        "user": ["alice", "bob", "builder", "acme"],
        "organization": ["acme"],
        "team": ["core"],
        "path": ["a.txt", "dir/b.txt", "dir", "link", "new.txt"],
        "dir": ["dir"],
        "branch": ["main", "topic/one"],
        "ref": ["main", "heads/main", "tags/v1", "refs/heads/topic/one", head],
        "rev": ["main", "HEAD~1", "v1^{}", head],
        "basehead": ["topic/one...main", f"{head}..main"],
        "name": ["main.tar.gz", "v1.zip"],
        "file_sha": [git.oid("main:a.txt")],
        "tree_sha": [git.oid("main^{tree}"), "main"],
        "commit_sha": [head],
        "tag_sha": [git.oid("v1")],
        "agent": ["builder"],
    }


def _fields(git: GitRepository) -> dict[str, list[Json]]:
    """What leads to something, by the names of a body's fields."""
    head = git.oid("main")
    return {
        "password": [PASSWORD],
        "current": [PASSWORD],
        "login": ["alice"],
        "branch": ["main"],
        "content": ["dGV4dA=="],
        "sha": [git.oid("main:a.txt"), head],
        "tree": [git.oid("main^{tree}")],
        "parents": [[head]],
        "object": [head],
        "type": ["commit"],
        "tag": ["v2"],
        "ref": ["refs/heads/other"],
        "new_owner": ["alice"],
        "names": [["git"]],
        "username": ["newcomer"],
        "email": ["somebody@hearth.example"],
    }


def _commits(folder: Path) -> GitRepository:
    git = GitRepository(folder)
    folder.mkdir()
    git.git("init", "--quiet", "--initial-branch=main")
    (folder / "dir").mkdir()
    (folder / "a.txt").write_text("one\n")
    (folder / "dir" / "b.txt").write_text("two\n")
    (folder / "README.md").write_text("# Read me\n")
    (folder / "link").symlink_to("a.txt")
    git.git("add", ".")
    git.git("commit", "--quiet", "-m", "first")
    git.git("branch", "topic/one")
    (folder / "a.txt").write_text("one\nthree\n")
    git.git("commit", "--quiet", "-am", "second")
    git.git("tag", "-a", "-m", "a tag", "v1")
    return git


def _response(
    request: requests.PreparedRequest, status: int, headers: Mapping[str, str], body: bytes
) -> Response:
    listed = {name: [value] for name, value in headers.items()}
    return Response(status, listed, body, request, elapsed=0.0, verify=False)

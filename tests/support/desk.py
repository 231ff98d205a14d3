"""Somebody's desk: a folder with repositories, beside repositories on a server."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.support.git_client import GitRepository
from tests.support.server import HOST, Server

REQUEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository on the server, made by the first push to it; `name` is owner and name.

    Raw requests go to `port` when it is not zero.
    """

    server: Server
    name: str
    port: int = 0

    @property
    def url(self) -> str:
        """With the owner's credentials."""
        return self.server.url_of(f"{self.name}.git")

    @property
    def public_url(self) -> str:
        """Without credentials."""
        return f"{self.server.url}/{self.name}.git"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Response:
        return self.ask("GET", f"/{self.name}.git/{path}", b"", headers)

    def post(self, service: str, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """Ask as the owner, in the form that git uses unless `headers` say otherwise."""
        form = {"Content-Type": f"application/x-{service}-request"}
        path = f"/{self.name}.git/{service}"
        return self.ask("POST", path, body, form | dict(headers or {}))

    def ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Ask the server anything as the owner."""
        port = self.port or self.server.port
        with closing(HTTPConnection(HOST, port, timeout=REQUEST_SECONDS)) as connection:
            connection.request(method, path, body, self._owner() | dict(headers or {}))
            answer = connection.getresponse()
            return Response(answer.status, dict(answer.getheaders()), answer.read())

    def _owner(self) -> dict[str, str]:
        credentials = f"{self.server.account}:{self.server.password}".encode()
        return {"Authorization": f"Basic {base64.b64encode(credentials).decode()}"}


class Desk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def repository(
        self, remote: Remote | None = None, branch: str = "main", *options: str
    ) -> GitRepository:
        """A new repository without commits, with `remote` as its origin."""
        made = GitRepository(self._new_folder())
        made.folder.mkdir()
        made.git("init", "--quiet", f"--initial-branch={branch}", *options)
        if remote is not None:
            made.git("remote", "add", "origin", remote.url)
        return made

    def clone(
        self, url: str, *options: str, config: Mapping[str, str] | None = None
    ) -> GitRepository:
        made = GitRepository(self._new_folder(), config)
        GitRepository(self.folder, config).git("clone", "--quiet", *options, url, str(made.folder))
        return made

    def refused_clone(self, url: str, *options: str) -> str:
        """What git says of a clone that must fail."""
        target = str(self._new_folder())
        return GitRepository(self.folder).refused("clone", "--quiet", *options, url, target)

    def mirror(self, remote: Remote) -> GitRepository:
        """All that the server has, checked."""
        mirror = self.clone(remote.url, "--mirror")
        mirror.check()
        return mirror

    def _new_folder(self) -> Path:
        self._count += 1
        return self.folder / f"r{self._count}"

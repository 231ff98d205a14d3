"""The same story told twice: by a client of Hearth, and by a client of `git http-backend`."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.http_backend import Server
from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository
from tests.support.server import HOST

CREDENTIALS = "git:secret"

UPLOAD_CONFIG = {
    "uploadpack.allowFilter": "true",
    "uploadpack.allowAnySHA1InWant": "true",
}
"""What Hearth allows to everyone."""


@dataclass(frozen=True, slots=True)
class GitServer:
    """`git http-backend` over the repositories in `folder`."""

    folder: Path
    port: int

    def url_of(self, repository: GitRepository) -> str:
        path = repository.folder.relative_to(self.folder)
        return f"http://{CREDENTIALS}@{HOST}:{self.port}/{path}/.git"


@contextmanager
def serve(folder: Path) -> Generator[GitServer]:
    with Server(folder, CREDENTIALS) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield GitServer(folder, server.server_port)
        server.shutdown()
        thread.join()


@dataclass(frozen=True, slots=True)
class Origin:
    """A repository that git's server serves as it is, and of which Hearth has a copy."""

    repository: GitRepository
    git_url: str
    remote: Remote

    def publish(self) -> None:
        """Let Hearth have all that is here."""
        self.repository.git("push", "--quiet", "--mirror", self.remote.url)


def make_origin(git_server: GitServer, remote: Remote) -> Origin:
    """Empty on both sides; what is committed here has to be published."""
    folder = git_server.folder / remote.name
    folder.mkdir(parents=True)
    repository = Desk(folder).repository()
    for name, value in UPLOAD_CONFIG.items():
        repository.git("config", name, value)
    return Origin(repository, git_server.url_of(repository), remote)


@dataclass(frozen=True, slots=True)
class Twins:
    """Two clones, of which every difference would be Hearth's mistake."""

    ours: GitRepository
    gits: GitRepository

    def git(self, *arguments: str) -> None:
        for each in (self.ours, self.gits):
            each.git(*arguments)

    def assert_alike(self) -> None:
        """The same refs, cuts and objects; nothing to complain about in either."""
        self.ours.check()
        assert self.ours.shallow() == self.gits.shallow()
        assert _all_refs(self.ours) == _all_refs(self.gits)
        assert self.ours.held() == self.gits.held()


def clone_twins(
    desk: Desk, origin: Origin, *options: str, config: Mapping[str, str] | None = None
) -> Twins:
    ours = desk.clone(origin.remote.url, *options, config=config)
    return Twins(ours, desk.clone(origin.git_url, *options, config=config))


def _all_refs(repository: GitRepository) -> str:
    return repository.read("for-each-ref", "--format=%(refname) %(objectname) %(symref)")

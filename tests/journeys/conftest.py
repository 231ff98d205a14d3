from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import Desk, Remote
from tests.support.quarantine import Quarantine
from tests.support.server import Server
from tests.support.twins import GitServer, serve

_numbers = itertools.count(1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder)


@pytest.fixture
def remote(server: Server) -> Remote:
    """A repository that does not exist until somebody pushes to it."""
    return Remote(server, f"{server.account}/story-{next(_numbers)}")


@pytest.fixture(scope="session")
def git_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitServer]:
    """Git's own server, to compare with."""
    with serve(tmp_path_factory.mktemp("git-server")) as git_server:
        yield git_server


@pytest.fixture
def quarantine(server: Server) -> Quarantine:
    """That of the repository which the test is about to make."""
    return Quarantine(server)


@pytest.fixture
def mortal(server: Server) -> Iterator[Server]:
    """The server, which may be dead after the test."""
    yield server
    if not server.workerd_pids():
        server.restart()

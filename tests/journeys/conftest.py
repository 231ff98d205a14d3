from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.support.desk import Desk, Remote
from tests.support.server import Server

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

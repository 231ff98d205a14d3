from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.git_client import GitRepository
from tests.support.pulling import Pulling
from tests.support.town import Town


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Pulling]:
    town = Town()
    git = GitRepository(tmp_path / "work")
    git.folder.mkdir()
    git.git("init", "--quiet", "--initial-branch=main")
    yield Pulling(town, git)
    assert town.hearth.log.errors == []
    town.close()

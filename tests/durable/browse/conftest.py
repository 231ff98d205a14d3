from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.git_client import GitRepository
from tests.support.sample_repository import read_sample
from tests.support.stored import Stored


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    """The sample repository, stored; not to be written to."""
    stored = Stored(read_sample(tmp_path_factory.mktemp("sample") / "git"))
    yield stored
    stored.close()


@pytest.fixture
def work(tmp_path: Path) -> GitRepository:
    """A repository to commit in, on `main`."""
    made = GitRepository(tmp_path / "work")
    made.folder.mkdir()
    made.git("init", "--quiet", "--initial-branch=main")
    return made

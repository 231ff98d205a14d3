from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.git_client import GitRepository
from tests.support.histories import bare
from tests.support.sample_repository import read_sample
from tests.web.history import odd_history
from tests.web.history.reader import Reader


@pytest.fixture(scope="session")
def sample_git(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    return read_sample(tmp_path_factory.mktemp("sample") / "git")


@pytest.fixture(scope="session")
def odd_git(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    return odd_history.fill(bare(tmp_path_factory.mktemp("odd") / "git"))


@pytest.fixture(scope="module")
def sample(sample_git: GitRepository) -> Iterator[Reader]:
    """Looks at the sample repository; not to be written to."""
    reader = Reader(sample_git)
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def odd(odd_git: GitRepository) -> Iterator[Reader]:
    """Looks at a history of everything unusual; not to be written to."""
    reader = Reader(odd_git)
    yield reader
    reader.close()


@pytest.fixture
def own(odd_git: GitRepository) -> Iterator[Reader]:
    """The same history, to be written to."""
    reader = Reader(odd_git)
    yield reader
    reader.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Reader]:
    """Looks at a repository that nobody has pushed to."""
    reader = Reader(bare(tmp_path / "git"))
    yield reader
    reader.close()

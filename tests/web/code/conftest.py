from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.git_client import GitRepository
from tests.support.histories import bare
from tests.web.code.odd_files import fill
from tests.web.history.reader import Reader


@pytest.fixture(scope="session")
def odd_git(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    return fill(tmp_path_factory.mktemp("files") / "git")


@pytest.fixture(scope="module")
def odd(odd_git: GitRepository) -> Iterator[Reader]:
    """Looks at files of every kind; not to be written to."""
    reader = Reader(odd_git)
    yield reader
    reader.close()


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Looks at a repository that nobody has pushed to."""
    reader = Reader(bare(tmp_path_factory.mktemp("empty") / "git"))
    yield reader
    reader.close()

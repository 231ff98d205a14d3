from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.v3.api_client import ApiClient
from tests.support.git_client import GitRepository
from tests.support.sample_repository import read_sample


@pytest.fixture(scope="session")
def sample_git(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    return read_sample(tmp_path_factory.mktemp("sample") / "git")


@pytest.fixture(scope="module")
def sample(sample_git: GitRepository) -> Iterator[ApiClient]:
    """The sample repository as alice/sample, public; not to be written to."""
    client = ApiClient("alice", "sample")
    client.push(sample_git)
    yield client
    client.close()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[ApiClient]:
    """An empty repository of alice's."""
    client = ApiClient("alice", "new")
    yield client
    client.close()

from __future__ import annotations

from pathlib import Path

import pytest

from tests.git.protocol import real_git


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real bare repository with refs of every kind; not to be written to."""
    directory = tmp_path_factory.mktemp("real") / "filled.git"
    real_git.create(directory)
    real_git.fill(directory)
    return directory


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real bare repository without a commit; not to be written to."""
    directory = tmp_path_factory.mktemp("real") / "empty.git"
    real_git.create(directory)
    return directory

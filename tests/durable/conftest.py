from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from durable.sql import Sql
from tests.support.git_client import GitRepository
from tests.support.histories import bare
from tests.support.origin import Origin
from tests.support.sqlite_sql import SqliteSql


@pytest.fixture
def sql() -> Iterator[Sql]:
    """The SQLite of an object, empty."""
    stand_in = SqliteSql()
    yield stand_in
    stand_in.close()


@pytest.fixture
def origin() -> Iterator[Origin]:
    """A repository that nothing was pushed to yet."""
    origin = Origin()
    yield origin
    origin.close()


@pytest.fixture
def client(tmp_path: Path) -> GitRepository:
    """An empty repository of real git, to take in what is fetched."""
    return bare(tmp_path / "client.git")

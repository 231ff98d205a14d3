from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from durable.sql import Sql
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill, fill_line
from tests.support.origin import MAIN, Origin, create, pack_of
from tests.support.sqlite_sql import SqliteSql
from tests.support.upkeep import COMMITS, push_line


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


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """A real repository with 40 branches b1 … b40, merges and tags; not to be written to."""
    return fill(bare(tmp_path_factory.mktemp("source") / "r.git"), seed=5, commits=40)


@pytest.fixture
def filled(origin: Origin, source: GitRepository) -> Origin:
    """Holds `main`, which is b30 of the source."""
    report = origin.push(create(source, "b30", MAIN), pack=pack_of(source, "b30"))
    assert report == ["unpack ok", "ok refs/heads/main"]
    return origin


@pytest.fixture(scope="session")
def line(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """A line of commits b1 … b24, of which each pushed on its own brings nothing twice."""
    return fill_line(bare(tmp_path_factory.mktemp("line") / "r.git"), COMMITS)


@pytest.fixture
def busy(origin: Origin, line: GitRepository) -> Origin:
    """All of the line, in a pack for each commit."""
    push_line(origin, line, 1, COMMITS)
    assert origin.count("packs") == COMMITS
    return origin

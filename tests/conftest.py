from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.git_client import GitRepository
from tests.support.hearth import Hearth
from tests.support.server import Server

TESTS = Path(__file__).parent

LONG = (
    "api/pulls",
    "api/test_whole_document.py",
    "api/v3",
    "bench",
    "differential",
    "durable/browse",
    "durable/merging",
    "durable/past",
    "durable/test_damage.py",
    "durable/test_maintenance.py",
    "durable/test_protection.py",
    "durable/test_upload_pack.py",
    "fuzz",
    "git/merge",
    "git/pattern",
    "git/protocol/test_real_clients.py",
    "test_permissions.py",
    "tools",
    "web/history",
    "web/markup",
    "web/test_page_permissions.py",
)
"""Folders and files that `make check` leaves to `make test`."""


JOURNEYS = ("journeys",)
"""Folders all of whose tests need the real runtime."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Not even read what `make check` leaves out: that takes as long as a third of its tests."""
    asked: str = config.option.markexpr
    left_out = [
        *(LONG if "not long" in asked else ()),
        *(JOURNEYS if "not workerd" in asked else ()),
    ]
    return True if any(collection_path == TESTS / name for name in left_out) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    long = tuple(TESTS / name for name in LONG)
    for item in items:
        if any(item.path.is_relative_to(path) for path in long):
            item.add_marker(pytest.mark.long)


@pytest.fixture
def hearth() -> Iterator[Hearth]:
    """The whole Worker in this process, over an empty database."""
    hearth = Hearth()
    yield hearth
    hearth.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Hearth in real workerd, one for all tests: each uses repositories of its own."""
    with Server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def work(tmp_path: Path) -> GitRepository:
    """A repository to commit in, on `main`."""
    made = GitRepository(tmp_path / "work")
    made.folder.mkdir()
    made.git("init", "--quiet", "--initial-branch=main")
    return made

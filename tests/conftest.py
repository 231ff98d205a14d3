from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.hearth import Hearth
from tests.support.server import Server


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

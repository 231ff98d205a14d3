from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.sample_repository import read_sample
from tests.support.stored import Stored


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    """The sample repository, stored; not to be written to."""
    stored = Stored(read_sample(tmp_path_factory.mktemp("sample") / "git"))
    yield stored
    stored.close()

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.town import Town


@pytest.fixture(scope="module")
def whole_town() -> Iterator[Town]:
    town = Town()
    yield town
    town.close()


@pytest.fixture
def town(whole_town: Town) -> Town:
    """As it was at first, whatever the tests before have done to it."""
    whole_town.reset()
    return whole_town

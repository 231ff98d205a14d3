from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.differential.life import Life
from tests.differential.pair import Pair

SEEDS = range(int(os.environ.get("DIFFERENTIAL_SEEDS", "3")))
"""Histories to be told; what happens in each, and what is asked, follows from its number."""


@pytest.fixture(params=SEEDS)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """A history that nothing was pushed of yet."""
    pair = Pair(tmp_path, request.param)
    yield pair
    pair.close()


@pytest.fixture
def young(tmp_path: Path) -> Iterator[Pair]:
    """A repository after its first push."""
    pair = Pair(tmp_path, seed=1)
    Life(pair).begin()
    yield pair
    pair.close()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A repository after several pushes; not to be pushed to."""
    pair = Pair(tmp_path_factory.mktemp("grown"), seed=1)
    life = Life(pair)
    life.begin()
    life.go_on()
    yield pair
    pair.close()

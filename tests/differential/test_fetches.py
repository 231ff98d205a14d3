"""Whatever is asked, Hearth answers as git's own server does.

DIFFERENTIAL_SEEDS in the environment is the number of histories, each of them asked some hundred
times; what a history is and what is asked follows from its number.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.differential.clients import RealClient
from tests.differential.judge import judge
from tests.differential.life import STAGES, Life
from tests.differential.pair import Pair
from tests.differential.requests import Asked, Chooser

SEEDS = range(int(os.environ.get("DIFFERENTIAL_SEEDS", "3")))
REQUESTS = 18
"""At each stage of a history's life."""

MAX_SURPLUS = 1.10
"""Objects that Hearth sends, for each that git sends, over the life of a history. Of what a client
has already, each leaves out what it comes by with little work."""


@pytest.fixture(params=SEEDS)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """A history that nothing was pushed of yet."""
    pair = Pair(tmp_path, request.param)
    yield pair
    pair.close()


def iter_requests(pair: Pair, count: int) -> Iterator[tuple[str, Asked]]:
    """So many at each stage, with what to call each."""
    life = Life(pair)
    for name, stage in STAGES.items():
        stage(life)
        chooser = Chooser(pair, Random(f"{pair.seed} {name}"))  # noqa: S311 - always the same
        for number in range(count):
            asked = chooser.draw()
            yield f"history {pair.seed}, {name}, request {number}: {asked}", asked


def test_a_fetch_is_answered_as_git_answers_it(pair: Pair) -> None:
    counts: Counter[str] = Counter()
    for name, asked in iter_requests(pair, REQUESTS):
        verdict = judge(pair, asked)
        assert not verdict.differences, f"{name}\n{verdict}"
        counts += verdict.counts
    assert counts["ours"] <= MAX_SURPLUS * counts["gits"]


def test_a_real_client_has_all_that_it_asked_for(pair: Pair) -> None:
    taken = 0
    for number, (name, asked) in enumerate(iter_requests(pair, 6)):
        client = RealClient(pair.scratch / f"client-{number}.git", pair, asked)
        if client.fetch():
            taken += 1
            assert client.missing() == [], name
            client.check()
    assert taken > 6

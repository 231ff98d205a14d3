from __future__ import annotations

import json
from pathlib import Path

from bench.calls import AIM, CallTimes, encode_calls, format_calls
from bench.repositories import Source

SOURCE = Source("small", "small things", Path("small.git"), "refs/heads/main", 1, 1, None)


def test_the_median_and_the_slow_ones_are_told() -> None:
    times = CallTimes("commits", 1_000, [0.01] * 90 + [0.5] * 10)
    assert times.median == 0.01
    assert times.slow == 0.5


def test_a_call_that_is_slower_than_its_aim_is_marked() -> None:
    calls = [CallTimes("quick", 1, [AIM] * 3), CallTimes("slow", 2_000, [AIM + 0.01] * 3)]
    table = format_calls(SOURCE, calls).splitlines()
    assert table[0] == "### Calls of the API: small things"
    assert table[-2:] == ["| quick | 61.0 | 61.0 | 1 |", "| slow | 71.0 ✗ | 71.0 | 2,000 |"]


def test_every_sample_is_kept() -> None:
    told = json.loads(encode_calls(SOURCE, [CallTimes("commits", 5, [0.25, 0.5])]))
    assert told["source"] == "small"
    assert told["calls"] == [{"title": "commits", "size": 5, "seconds": [0.25, 0.5]}]

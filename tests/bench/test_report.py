from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.measure import Sample
from bench.report import (
    MAX_HEAP,
    ROWS_BEYOND_CHUNKS,
    Result,
    format_result,
    has_failed,
    summarize,
)
from bench.repositories import Source
from durable.chunks import CHUNK_SIZE

SAMPLE = Sample(
    repository="x",
    operation="clone",
    contestant="hearth",
    round=1,
    seconds=1.0,
    cpu=0.1,
    peak=300_000_000,
    heap=40_000_000,
    rows=None,
    packed=None,
    error=None,
)
GIT = replace(SAMPLE, contestant="git", peak=None, heap=None, cpu=0.4)
SOURCE = Source("x", "an example", Path("x.git"), "refs/heads/main", 12_345, 6_700_000, None)


def cells(*samples: Sample) -> list[str]:
    """The one row of the table, without the operation's title."""
    table = format_result(Result(SOURCE, {"first": 0.1234}, list(samples)))
    lines = [line for line in table.splitlines() if line.startswith("|")]
    assert len(lines) == 3
    return [cell.strip() for cell in lines[2].strip("|").split("|")][1:]


def test_times_are_medians_and_cpu_a_mean() -> None:
    samples = [replace(SAMPLE, seconds=s, cpu=s / 10) for s in (1.0, 9.0, 2.0)]
    summary = summarize(samples)
    assert summary.seconds == 2.0
    assert summary.cpu == pytest.approx(0.4)


def test_a_row_tells_both_servers_and_how_they_compare() -> None:
    assert cells(replace(SAMPLE, seconds=2.2), replace(GIT, seconds=2.0)) == [
        *("2.200 s", "2.000 s", "1.10", "1.2", "0.10 s", "0.40 s", "300 MB", "40 MB", ""),
    ]


def test_what_misses_its_aim_is_marked() -> None:
    good = cells(SAMPLE, GIT)
    assert "✗" not in "".join(good)
    slow = cells(replace(SAMPLE, seconds=1.21), GIT)
    assert slow[2] == "1.21 ✗"
    busy = cells(replace(SAMPLE, cpu=0.14), GIT)
    assert busy[4] == "0.14 s ✗"
    fat = cells(replace(SAMPLE, heap=MAX_HEAP + 1), GIT)
    assert fat[7] == "100 MB ✗"


@pytest.mark.parametrize(("beyond", "mark"), [(0, ""), (1, " ✗")])
def test_a_push_may_write_a_row_a_chunk_and_some(beyond: int, mark: str) -> None:
    allowed = 3 + ROWS_BEYOND_CHUNKS
    push = replace(SAMPLE, operation="push", packed=CHUNK_SIZE * 3, rows=allowed + beyond)
    assert (
        cells(push, replace(GIT, operation="push"))[8] == f"{allowed + beyond} of {allowed}{mark}"
    )


@pytest.mark.parametrize(
    ("sample", "fails"),
    [
        (SAMPLE, False),
        (GIT, False),
        (replace(SAMPLE, heap=MAX_HEAP), False),
        (replace(SAMPLE, heap=MAX_HEAP + 1), True),
        (replace(SAMPLE, error="no"), True),
        (replace(SAMPLE, seconds=99.0), False),
    ],
)
def test_a_run_fails_by_errors_and_by_memory_not_by_time(sample: Sample, fails: bool) -> None:
    assert has_failed([SAMPLE, sample, GIT]) is fails


def test_failures_are_counted_and_take_no_part_in_the_median() -> None:
    failed = replace(SAMPLE, seconds=None, error="no")
    assert cells(failed, failed, SAMPLE, GIT)[:3] == ["1.000 s (2 failed)", "1.000 s", "1.00"]
    assert cells(failed, GIT)[:3] == ["- (1 failed)", "1.000 s", "-"]


def test_the_repository_and_the_first_requests_are_described() -> None:
    table = format_result(Result(SOURCE, {"first": 0.1234}, [SAMPLE, GIT]))
    assert "### x: an example" in table
    assert "12,345 objects, 6.7 MB packed. Hearth's first requests: first 123 ms." in table

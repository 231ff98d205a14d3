"""One measurement: a command, its time, and what it took of the server."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bench.contestants import Inside
from bench.git import GitFailed, time_all
from bench.operations import Operation
from bench.place import Place

SETTLE = 0.05
"""Seconds in which a server may finish what the client no longer waits for."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Times in seconds, memory in bytes. What is not known, or never came to be, is None."""

    repository: str
    operation: str
    contestant: str
    round: int
    seconds: float | None
    cpu: float
    peak: int | None
    heap: int | None
    rows: int | None
    packed: int | None
    error: str | None


def measure(operation: Operation, place: Place, number: int) -> Sample:
    """Do `operation` at `place`, in round `number`."""
    contestant = place.contestant
    seconds: float | None = None
    error: str | None = None
    before: Inside | None = None
    cpu_before = contestant.cpu()
    try:
        operation.prepare(place)
        before = contestant.look_inside(place.repository)
        time.sleep(SETTLE)
        contestant.forget_peak()
        cpu_before = contestant.cpu()
        seconds = time_all(place.folder, operation.commands(place))
        time.sleep(SETTLE)
        operation.check(place)
    except GitFailed as failure:
        error = str(failure)
    cpu = contestant.cpu() - cpu_before
    peak = contestant.peak()
    after = contestant.look_inside(place.repository)
    return Sample(
        repository=place.source.name,
        operation=operation.key,
        contestant=contestant.name,
        round=number,
        seconds=None if error else seconds,
        cpu=cpu,
        peak=peak,
        heap=after.heap if after else None,
        rows=_rows_between(before, after),
        packed=after.packed - (before.packed if before else 0) if after else None,
        error=error,
    )


def _rows_between(before: Inside | None, after: Inside | None) -> int | None:
    """Rows written; of an object that slept in between, those since it woke."""
    if after is None:
        return None
    written = after.rows_written - (before.rows_written if before else 0)
    return written if written >= 0 else after.rows_written

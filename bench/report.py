"""Medians, ratios and aims, as tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from bench.contestants import Hearth, HttpBackend
from bench.machine import Machine
from bench.measure import Sample
from bench.operations import CLONES, OPERATIONS, PUSH, PUSH_ONE, Operation
from bench.repositories import Source
from durable.chunks import CHUNK_SIZE

MAX_HEAP = 100_000_000
"""Bytes of WebAssembly memory that an isolate may come to: the platform gives it 128 MB, and
the rest of it, JavaScript and the buffers of streams, is not counted here."""

ROWS_BEYOND_CHUNKS = 20
"""Rows that a push may write, besides one for each chunk of its pack."""

CPU_AIM = 1 / 3
"""CPU time of a full clone at most, as a multiple of git's."""

MISSED = " ✗"

_HEAD = ("operation", "Hearth", "git", "ratio", "aim", "CPU", "CPU git", "RSS", "heap", "rows")

LEGEND = """\
Wall time of the whole command, client included: medians; `ratio` is Hearth's by git's, `aim` the
most it may be. CPU: means of the seconds taken by the workerd that runs the Worker, and by git on
the server. RSS: the most that workerd held during the operation; heap: WebAssembly memory after
it (it never shrinks); rows: the most that a push wrote into the repository's database, and how
many it may. A ✗ marks what is missed."""


@dataclass(frozen=True, slots=True)
class Result:
    """All that was measured with one repository; `first_requests` are Hearth's, in seconds."""

    source: Source
    first_requests: dict[str, float]
    samples: list[Sample]


@dataclass(frozen=True, slots=True)
class Summary:
    """One operation with one server: the median of seconds, the mean of CPU seconds, maxima."""

    seconds: float | None
    cpu: float
    peak: int
    heap: int
    rows: int
    max_rows: int
    failures: int


def summarize(samples: Sequence[Sample]) -> Summary:
    times = [each.seconds for each in samples if each.seconds is not None]
    return Summary(
        seconds=median(times) if times else None,
        cpu=fmean(each.cpu for each in samples),
        peak=max(each.peak or 0 for each in samples),
        heap=max(each.heap or 0 for each in samples),
        rows=max(each.rows or 0 for each in samples),
        max_rows=max((each.packed or 0) // CHUNK_SIZE for each in samples) + ROWS_BEYOND_CHUNKS,
        failures=len(samples) - len(times),
    )


def has_failed(samples: Sequence[Sample]) -> bool:
    """Whether an operation did not succeed, or Hearth needed more memory than an isolate has."""
    return any(each.error or (each.heap or 0) > MAX_HEAP for each in samples)


def format_machine(machine: Machine) -> str:
    return (
        f"{machine.date}, {machine.processor}, {machine.cores} cores,"
        f" {machine.memory / 1e9:.0f} GB, {machine.kernel}, git {machine.git},"
        f" workerd {machine.workerd}, Hearth {machine.commit}, load before {machine.load:.2f}"
    )


def format_result(result: Result) -> str:
    """A heading and a table."""
    source = result.source
    rows = [_HEAD, tuple("-" * 3 for _ in _HEAD)]
    for operation in OPERATIONS:
        of_both = [
            [
                sample
                for sample in result.samples
                if sample.operation == operation.key and sample.contestant == name
            ]
            for name in (Hearth.name, HttpBackend.name)
        ]
        if all(of_both):
            rows.append(_row(operation, *map(summarize, of_both)))
    first = ", ".join(f"{name} {1e3 * s:.0f} ms" for name, s in result.first_requests.items())
    return "\n".join(
        [
            "",
            f"### {source.name}: {source.title}",
            "",
            f"{source.objects:,} objects, {source.packed / 1e6:.1f} MB packed."
            f" Hearth's first requests: {first}.",
            "",
            *_aligned(rows),
            "",
        ]
    )


def _row(operation: Operation, hearth: Summary, git: Summary) -> tuple[str, ...]:
    return (
        operation.title,
        _seconds(hearth),
        _seconds(git),
        _ratio(hearth.seconds, git.seconds, operation.aim),
        f"{operation.aim:g}",
        _cpu(operation, hearth, git),
        f"{git.cpu:.2f} s",
        _megabytes(hearth.peak),
        _megabytes(hearth.heap) + (MISSED if hearth.heap > MAX_HEAP else ""),
        _rows_written(hearth) if operation in (PUSH, PUSH_ONE) else "",
    )


def _seconds(summary: Summary) -> str:
    failed = f" ({summary.failures} failed)" if summary.failures else ""
    return ("-" if summary.seconds is None else f"{summary.seconds:.3f} s") + failed


def _ratio(ours: float | None, theirs: float | None, aim: float) -> str:
    if ours is None or theirs is None:
        return "-"
    ratio = ours / theirs
    return f"{ratio:.2f}" + (MISSED if ratio > aim else "")


def _cpu(operation: Operation, hearth: Summary, git: Summary) -> str:
    is_missed = operation in CLONES[:2] and hearth.cpu > git.cpu * CPU_AIM
    return f"{hearth.cpu:.2f} s" + (MISSED if is_missed else "")


def _rows_written(hearth: Summary) -> str:
    is_missed = hearth.rows > hearth.max_rows
    return f"{hearth.rows} of {hearth.max_rows}" + (MISSED if is_missed else "")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB" if size else ""


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """A table whose source can be read, too."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]

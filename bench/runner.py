"""The order of a run: operation by operation, both servers in turn."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.contestants import Hearth, HttpBackend
from bench.measure import Sample, measure
from bench.operations import CLONE_AFTER, CLONES, OFTEN, PUSH, Operation
from bench.options import OFTEN_TIMES, Options
from bench.place import Place
from bench.report import Result
from bench.repositories import Source
from tools.console import say


def run(source: Source, options: Options, folder: Path) -> Result:
    """Measure one repository with servers of its own; all that stays of them is Hearth's log."""
    samples: list[Sample] = []
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
        hearth = Hearth(scratch / "hearth", is_direct=options.is_direct)
        stack.callback(hearth.stop)
        backend = HttpBackend(scratch / "git")
        stack.callback(backend.stop)
        places = [Place(source, each, scratch / f"at-{each.name}") for each in (hearth, backend)]
        rounds = min(options.rounds, source.rounds or options.rounds)
        for number in range(1, rounds + 1):
            for operation in _iter_round(options, is_first=number == 1):
                places.reverse()
                taken = [measure(operation, place, number) for place in places]
                if operation.key in options.operations:
                    samples += taken
                    say(_line(f"{source.name} {number}/{rounds}", operation, taken))
        (folder / f"{source.name}.log").write_text(hearth.log)
        return Result(source, hearth.first_requests, samples)


def _iter_round(options: Options, *, is_first: bool) -> Iterator[Operation]:
    chosen = options.operations
    if PUSH.key in chosen or is_first:
        yield PUSH
    yield from (each for each in CLONES if each.is_needed(chosen))
    for _ in range(OFTEN_TIMES):
        yield from (each for each in OFTEN if each.is_needed(chosen))
    if CLONE_AFTER.is_needed(chosen):
        yield CLONE_AFTER


def _line(head: str, operation: Operation, samples: list[Sample]) -> str:
    """What is shown while the run goes on."""
    times = [
        f"{each.contestant} failed: {each.error}"
        if each.seconds is None
        else f"{each.contestant} {each.seconds:.3f} s"
        for each in sorted(samples, key=lambda sample: sample.contestant, reverse=True)
    ]
    return f"  {head}  {operation.title:<30}{'   '.join(times)}"

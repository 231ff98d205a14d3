"""`make bench`: Hearth and `git http-backend` in turn, and a table of both."""

from __future__ import annotations

import json
from dataclasses import asdict

from bench import calls, pages
from bench.machine import read_machine
from bench.options import Options
from bench.report import LEGEND, Result, format_machine, format_result, has_failed
from bench.repositories import read_source
from bench.runner import run
from tools.console import run_command, say
from tools.paths import BUILD
from tools.stamps import write_atomically

FOLDER = BUILD / "bench"
RESULTS = FOLDER / "results.json"
TABLES = FOLDER / "results.md"
CALLS = FOLDER / "calls.json"
PAGES = FOLDER / "pages.json"


def main() -> int:
    """Measure what the environment asks for; 1 when an operation failed, or memory ran out."""
    options = Options.from_environment()
    FOLDER.mkdir(parents=True, exist_ok=True)
    machine = read_machine()
    sources = [read_source(FOLDER, name, options.sample) for name in options.repositories]
    results: list[Result] = []
    tables = [format_machine(machine), ""]
    if calls.KEY in options.operations:
        times = calls.measure_calls(sources[0], FOLDER, is_direct=options.is_direct)
        write_atomically(CALLS, calls.encode_calls(sources[0], times))
        tables += [calls.LEGEND, "", calls.format_calls(sources[0], times)]
    if pages.KEY in options.operations:
        views = pages.measure_pages(sources[0], FOLDER, is_direct=options.is_direct)
        write_atomically(PAGES, pages.encode_pages(sources[0], views))
        tables += [pages.LEGEND, "", pages.format_pages(sources[0], views)]
    if options.operations <= {calls.KEY, pages.KEY}:
        say("\n".join(tables))
        return 0
    tables.append(LEGEND)
    for source in sources:
        results.append(run(source, options, FOLDER))
        tables.append(format_result(results[-1]))
        told = {"machine": asdict(machine), "results": [asdict(each) for each in results]}
        write_atomically(RESULTS, json.dumps(told, indent=1, default=str).encode())
        write_atomically(TABLES, "\n".join(tables).encode())
    say("\n".join(tables))
    say(f"All samples: {RESULTS}")
    return 1 if any(has_failed(result.samples) for result in results) else 0


if __name__ == "__main__":
    run_command(main)

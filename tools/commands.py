"""Running other programs: their output is kept, and shown only when they fail."""

from __future__ import annotations

import os
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.console import Bar, ToolError
from tools.paths import ROOT, node_folder

LINES_SHOWN = 25
"""Of a failed program's output: its reason stands at the end."""


@dataclass(frozen=True, slots=True)
class Command:
    """One program to run, and what to tell when it fails."""

    arguments: Sequence[str | Path]
    advice: str
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    folder: Path = ROOT


def node_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of Node programs: our Node comes before the machine's."""
    path = f"{node_folder()}{os.pathsep}{os.environ.get('PATH', '')}"
    return {"PATH": path, **(extra or {})}


def run(command: Command) -> str:
    """Run to the end and return the output; ToolError when it fails."""
    return _run(command, lambda _line: None)


def run_with_bar(command: Command, bar: Bar, counts: Callable[[str], bool]) -> None:
    """Run to the end, advancing the bar at each line that `counts`."""

    def watch(line: str) -> None:
        if counts(line):
            bar.advance()

    _run(command, watch)
    bar.close()


def _run(command: Command, watch: Callable[[str], None]) -> str:
    lines: list[str] = []
    try:
        process = subprocess.Popen(
            [str(argument) for argument in command.arguments],
            cwd=command.folder,
            env={**os.environ, **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise ToolError(
            f"{command.arguments[0]} cannot be run ({error}). {command.advice}"
        ) from error
    with process:
        try:
            for line in process.stdout or ():
                lines.append(line)
                watch(line)
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise ToolError(_failure(command, process.returncode, lines))
    return "".join(lines)


def _failure(command: Command, code: int, lines: list[str]) -> str:
    shown = "".join(deque(lines, LINES_SHOWN))
    name = Path(str(command.arguments[0])).name
    return f"{name} ended with code {code}:\n{shown}\n{command.advice}"

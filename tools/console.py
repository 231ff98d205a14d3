"""How the commands speak: a line a step, a bar where a step takes long, a sentence on failure."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable

BAR_WIDTH = 30

_printing = threading.Lock()


class ToolError(Exception):
    """Something that only the person at the keyboard can mend; its text says how."""


def say(line: str) -> None:
    """Print one line at once, also into a pipe; whole, whichever thread has another to print."""
    with _printing:
        print(line, flush=True)


def run_command(command: Callable[[], int]) -> None:
    """Run a command's main function, and end the process as a command should."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        code = command()
    except ToolError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        print("\ninterrupted; run the same command again to go on", file=sys.stderr, flush=True)
        code = 130
    sys.exit(code)


class Bar:
    """A progress bar on a terminal; elsewhere only its title and its end are printed."""

    def __init__(self, title: str, total: int) -> None:
        self._title = title
        self._total = max(total, 1)
        self._done = 0
        self._drawn = sys.stdout.isatty()
        if self._drawn:
            self._draw()
        else:
            say(f"{title} ...")

    def advance(self) -> None:
        """One more of `total` is done; more than `total` is not shown."""
        self._done = min(self._done + 1, self._total)
        if self._drawn:
            self._draw()

    def close(self) -> None:
        """The step has succeeded."""
        self._done = self._total
        if self._drawn:
            self._draw()
            say("")

    def _draw(self) -> None:
        filled = BAR_WIDTH * self._done // self._total
        bar = "#" * filled + "." * (BAR_WIDTH - filled)
        print(f"\r{self._title} [{bar}] {self._done}/{self._total}", end="", flush=True)

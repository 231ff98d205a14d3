"""Everything that must be there before anything runs, each step only when it is not."""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Generator
from contextlib import contextmanager

from tools.console import ToolError, run_command, say
from tools.local_runtime.bundle import ensure_bundle
from tools.local_runtime.snapshot import ensure_snapshot
from tools.local_runtime.wrapper import ensure_wrapper
from tools.npm import ensure_npm_packages
from tools.packages import ensure_worker_packages
from tools.paths import BUILD
from tools.venv import ensure_venv

OLDEST_PYTHON = (3, 11)

STEPS = (
    ensure_venv,
    ensure_npm_packages,
    ensure_bundle,
    ensure_worker_packages,
    ensure_snapshot,
    ensure_wrapper,
)
"""In the order in which they need each other."""


def main() -> int:
    """Do what is missing."""
    if sys.version_info < OLDEST_PYTHON:
        raise ToolError("Hearth needs Python 3.11 or newer: make PYTHON=python3.11 ...")
    with _alone():
        for step in STEPS:
            step()
    return 0


@contextmanager
def _alone() -> Generator[None]:
    """Two commands started at once take turns: the second finds everything done."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is setting things up; waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    run_command(main)

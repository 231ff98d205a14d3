"""Git, run as on a machine where nothing is configured."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, TypeAlias

Command: TypeAlias = Sequence[str | Path]
"""What follows `git` on the command line."""

LONGEST = 900
"""Seconds until a command is taken for stuck and killed."""

_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_AUTHOR_NAME": "Bench",
    "GIT_AUTHOR_EMAIL": "bench@example.org",
    "GIT_AUTHOR_DATE": "1800000000 +0000",
    "GIT_COMMITTER_NAME": "Bench",
    "GIT_COMMITTER_EMAIL": "bench@example.org",
    "GIT_COMMITTER_DATE": "1800000000 +0000",
}


class GitFailed(Exception):
    """A command ended with an error; the text is the end of what it said."""


def git(
    folder: Path,
    *arguments: str | Path,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> str:
    """The output of a command that is not measured, without the last newline."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**_ENVIRONMENT, **(environment or {})},
        input=stdin,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise GitFailed(
            f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()[-600:]}"
        )
    return done.stdout.decode().rstrip("\n")


def open_git(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A command that reads what is written to its stdin."""
    return subprocess.Popen(
        ["git", *arguments], cwd=folder, env=_ENVIRONMENT, stdin=subprocess.PIPE
    )


def time_all(folder: Path, commands: Sequence[Command]) -> float:
    """Seconds until the last of the commands, started at once, has ended; GitFailed."""
    with ExitStack() as stack:
        said = [stack.enter_context(tempfile.TemporaryFile()) for _ in commands]
        start = time.perf_counter()
        processes: list[subprocess.Popen[bytes]] = []
        stack.callback(_kill, processes)
        for command, errors in zip(commands, said, strict=True):
            processes.append(_start(folder, command, errors))
        # A timer kills what is stuck: `wait` with a timeout would poll, and measure its polling.
        timer = threading.Timer(LONGEST, _kill, [processes])
        stack.callback(timer.cancel)
        timer.start()
        codes = [process.wait() for process in processes]
        seconds = time.perf_counter() - start
        for code, errors in zip(codes, said, strict=True):
            if code:
                errors.seek(0)
                raise GitFailed(f"ended with {code}: {_end_of(errors.read())}")
    return seconds


def _start(folder: Path, command: Command, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["git", *command],
        cwd=folder,
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
    )


def _kill(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """End the commands that still run, and all that they have started."""
    for process in processes:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _end_of(said: bytes) -> str:
    """The last lines, as one."""
    return " | ".join(said.decode(errors="replace").split("\n"))[-600:].strip(" |")

"""A program and everything it starts, ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

STOP_SECONDS = 8
"""Between asking the processes to end and killing them."""
POLL_SECONDS = 0.05


class ProcessGroup:
    """Runs a command in a group of its own; each line of its output goes to `hear`.

    A terminal's Ctrl-C does not reach the group: whoever made it decides when it ends.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        hear: Callable[[str], None],
    ) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, args=(hear,), daemon=True)
        self._reader.start()

    def _read(self, hear: Callable[[str], None]) -> None:
        for line in self._process.stdout or ():
            hear(line)

    def exit_code(self) -> int | None:
        """How the first process ended; None while it runs."""
        return self._process.poll()

    def stop(self) -> None:
        """End the whole group: ask, wait, kill what is left."""
        with self._process:
            self._signal(signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while self._signal(0) and time.monotonic() < deadline:
                self._process.poll()
                time.sleep(POLL_SECONDS)
            self._signal(signal.SIGKILL)
            self._reader.join(1)

    def _signal(self, number: int) -> bool:
        """Whether anything of the group is left."""
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return False
        return True

"""`make dev`: Hearth on this machine, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import threading
import time
import urllib.parse
import urllib.request
from collections import deque
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tools.account import PASSED_ON, Account, account_of, settings_of, write_env_file
from tools.commands import LINES_SHOWN
from tools.console import ToolError, run_command, say
from tools.database import ensure_database
from tools.paths import DEFAULT_STATE, ROOT
from tools.process_group import ProcessGroup
from tools.wrangler import compatibility_flags, local_environment, wrangler

DEFAULT_PORT = 8787
HOST = "127.0.0.1"

START_SECONDS = 120
"""Until the first answer; a slow machine takes some 20 without a snapshot."""
POLL_SECONDS = 0.1
PROBE_SECONDS = 10
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Settings:
    """What `make dev` was told."""

    port: int
    state: Path
    password: str

    @staticmethod
    def from_environment() -> Settings:
        """PORT, STATE and ADMIN_PASSWORD; each may be missing or empty."""
        port = os.environ.get("PORT") or str(DEFAULT_PORT)
        if not port.isdecimal() or not 0 < int(port) < 1 << 16:
            raise ToolError(f"PORT={port} is not a port number between 1 and 65535")
        state = Path(os.environ.get("STATE") or DEFAULT_STATE).expanduser().absolute()
        return Settings(int(port), state, os.environ.get("ADMIN_PASSWORD", ""))


def main() -> int:
    """Start, say how to use it, and stay until told to stop."""
    stopping = threading.Event()
    for number in END_SIGNALS:
        signal.signal(number, lambda _number, _frame: stopping.set())
    settings = Settings.from_environment()
    check_port(settings.port)
    settings.state.mkdir(parents=True, exist_ok=True)
    account = account_of(settings.state, settings.password)
    others = settings_of(settings.state, os.environ)
    env_file = write_env_file(settings.state, account, others)
    ensure_database(settings.state)
    if stopping.is_set():
        return 0
    say("Starting Hearth ...")
    with closing(Server(settings, env_file)) as server:
        server.wait_until_ready(stopping)
        if not stopping.is_set():
            announce(settings, account)
        server.stay(stopping)
    return 0


def check_port(port: int) -> None:
    """ToolError when something else already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ToolError(
                f"port {port} cannot be used ({error.strerror}): choose another, "
                f"make dev PORT={port + 1 if port < 65535 else DEFAULT_PORT}"
            ) from error


class Server:
    """wrangler, and what it starts."""

    def __init__(self, settings: Settings, env_file: Path) -> None:
        self._health = f"http://{HOST}:{settings.port}/health"
        self._last_lines: deque[str] = deque(maxlen=LINES_SHOWN)
        self._is_ready = False
        command = wrangler(
            "dev",
            *("--ip", HOST, "--port", str(settings.port), "--inspector-port", "0"),
            *("--persist-to", settings.state, "--env-file", env_file),
            "--show-interactive-dev-session=false",
            *("--compatibility-flags", *compatibility_flags()),
        )
        environment = {**os.environ, **local_environment(settings.state)}
        for name in ("ADMIN_PASSWORD", *PASSED_ON):
            environment.pop(name, None)
        self._processes = ProcessGroup(command, ROOT, environment, self._hear)

    def _hear(self, line: str) -> None:
        """Keep what is said before the server is ready, show what is said after."""
        self._last_lines.append(line)
        if self._is_ready:
            say(line.rstrip("\n"))

    def wait_until_ready(self, stopping: threading.Event) -> None:
        """Return as soon as a request is answered, or when it is time to stop."""
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self._health):
            if self._processes.exit_code() is not None:
                self._fail("ended while it started")
            if time.monotonic() > deadline:
                self._fail(f"did not answer {self._health} within {START_SECONDS} s")
            if stopping.wait(POLL_SECONDS):
                return
        self._is_ready = True

    def stay(self, stopping: threading.Event) -> None:
        """Return when it is time to stop; ToolError when the server ends by itself."""
        while not stopping.wait(POLL_SECONDS):
            if self._processes.exit_code() is not None:
                self._fail("ended by itself")

    def close(self) -> None:
        """End every process."""
        self._processes.stop()

    def _fail(self, what_happened: str) -> None:
        self._processes.stop()
        raise ToolError(f"Hearth's server {what_happened}:\n{''.join(self._last_lines)}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PROBE_SECONDS) as answer:  # noqa: S310
            return answer.status == 200
    except OSError:
        return False


def announce(settings: Settings, account: Account) -> None:
    """Print what can be pasted into a browser and into a shell."""
    address = f"http://localhost:{settings.port}"
    password = urllib.parse.quote(account.password, safe="")
    remote = f"{address.replace('://', f'://{account.name}:{password}@')}/{account.name}/hello.git"
    say(f"Ready on {address}")
    say("")
    say(f"  # web: {address}/  account: {account.name}  password: {account.password}")
    say(f"  # data: {settings.state}")
    say("  # in any repository of yours:")
    say(f"  git remote add hearth {shlex.quote(remote)}")
    say("  git push -u hearth HEAD")
    say("")


if __name__ == "__main__":
    run_command(main)

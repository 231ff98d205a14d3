"""`make dev`: Hearth on this machine, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tools.account import Account, account_of, write_env_file
from tools.commands import LINES_SHOWN
from tools.console import ToolError, run_command, say
from tools.database import ensure_database
from tools.paths import DEFAULT_STATE, ROOT
from tools.wrangler import compatibility_flags, local_environment, wrangler

DEFAULT_PORT = 8787
HOST = "127.0.0.1"

START_SECONDS = 120
"""Until the first answer; a cold start on a slow machine takes some 20."""
POLL_SECONDS = 0.1
PROBE_SECONDS = 10
STOP_SECONDS = 5
"""Between asking the processes to end and killing them."""


class Stopped(Exception):
    """SIGTERM or SIGINT has arrived."""


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
    settings = Settings.from_environment()
    _check_port(settings.port)
    settings.state.mkdir(parents=True, exist_ok=True)
    account = account_of(settings.state, settings.password)
    env_file = write_env_file(settings.state, account)
    with _stop_signals():
        try:
            ensure_database(settings.state)
            with _server(settings, env_file) as server:
                server.wait_until_ready(f"http://localhost:{settings.port}/health")
                _announce(settings, account)
                return server.stay()
        except Stopped:
            return 0


@contextmanager
def _stop_signals() -> Iterator[None]:
    """Turn the signals into an exception, so that every `with` on the way ends what it began."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _check_port(port: int) -> None:
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
    """wrangler and what it starts, in a process group of their own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._last_lines: deque[str] = deque(maxlen=LINES_SHOWN)
        self._is_ready = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        """Keep what is said before the server is ready; show what is said after."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._last_lines.append(line)
            if self._is_ready:
                say(line.rstrip("\n"))

    def wait_until_ready(self, health_url: str) -> None:
        """Return as soon as a request is answered."""
        say("Starting Hearth ...")
        deadline = time.monotonic() + START_SECONDS
        while not _answers(health_url):
            if self._process.poll() is not None:
                self._fail("Hearth's server ended while it started")
            if time.monotonic() > deadline:
                self._fail(f"Hearth did not answer {health_url} within {START_SECONDS} s")
            time.sleep(POLL_SECONDS)
        self._is_ready = True

    def stay(self) -> int:
        """Wait for the server's own end, which nobody asked for."""
        code = self._process.wait()
        self._reader.join(1)
        say(f"Hearth's server ended by itself, with code {code}.")
        return 1

    def stop(self) -> None:
        """End the whole group: ask, wait, kill what is left."""
        group = self._process.pid
        _signal_group(group, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while _group_exists(group) and time.monotonic() < deadline:
            self._process.poll()
            time.sleep(POLL_SECONDS / 2)
        _signal_group(group, signal.SIGKILL)
        self._process.wait()
        self._reader.join(1)

    def _fail(self, reason: str) -> None:
        self._reader.join(0.5)
        raise ToolError(f"{reason}; its last words:\n{''.join(self._last_lines)}")


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def _group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def _server(settings: Settings, env_file: Path) -> Iterator[Server]:
    command = wrangler(
        "dev",
        *("--ip", HOST, "--port", str(settings.port), "--inspector-port", "0"),
        *("--persist-to", settings.state, "--env-file", env_file),
        "--show-interactive-dev-session=false",
        *("--compatibility-flags", *compatibility_flags()),
    )
    environment = {**os.environ, **local_environment(settings.state)}
    environment.pop("ADMIN_PASSWORD", None)
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    server = Server(process)
    try:
        yield server
    finally:
        server.stop()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PROBE_SECONDS) as answer:  # noqa: S310
            return answer.status == 200
    except (OSError, urllib.error.HTTPError):
        return False


def _announce(settings: Settings, account: Account) -> None:
    password = urllib.parse.quote(account.password, safe="")
    remote = f"http://{account.name}:{password}@localhost:{settings.port}/{account.name}/hello.git"
    say(f"Ready on http://localhost:{settings.port}")
    say("")
    say(f"  # the web page: http://localhost:{settings.port}/")
    say(f"  # account {account.name}, password {account.password}")
    say(f"  # data in {settings.state}; in a repository of yours, this pushes it:")
    say(f"  git remote add hearth {shlex.quote(remote)}")
    say("  git push -u hearth HEAD")
    say("")


if __name__ == "__main__":
    run_command(main)

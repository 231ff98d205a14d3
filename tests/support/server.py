"""Hearth in real workerd, started as `make dev` starts it, from a copy of the sources.

The copy keeps a run whole: wrangler reloads the Worker at each edit, also of a file that has
nothing to do with the test that is running.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType

from tools.paths import ROOT

COPIED = ("src", "tools", "public", "requirements", "wrangler.toml", "migrations")
SHARED = (".venv", ".build", "node_modules", "python_modules")
"""Made by `make setup`; too large to copy, and nothing that runs writes into them."""

ACCOUNT = "admin"
PASSWORD = "for-tests-only"
HOST = "127.0.0.1"

STOPPED_WITH_THE_TESTS = ("setpriv", "--pdeathsig", "TERM")
"""The kernel stops the server when the tests are killed and cannot do it themselves."""

START_SECONDS = 150
STOP_SECONDS = 15
GET_SECONDS = 30


class Server:
    """One server, with its own port and its own state under `folder`."""

    def __init__(
        self, folder: Path, entry: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        """Without `entry` it serves Hearth; else what that `entry.py` does, with the modules that
        lie beside it. `settings` are put where an installation has its own: under [vars] of
        wrangler.toml.
        """
        self.state = folder / "state"
        self.account = ACCOUNT
        self.password = PASSWORD
        self.port = _free_port()
        self._sources = folder / "sources"
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        _copy_sources(self._sources)
        if entry is not None:
            for module in entry.parent.glob("*.py"):
                shutil.copy2(module, self._sources / "src" / module.name)
        if settings:
            with (self._sources / "wrangler.toml").open("a") as config:
                config.write("\n[vars]\n")
                config.writelines(f'{name} = "{value}"\n' for name, value in settings.items())

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    def url_of(self, path: str) -> str:
        """The address of `path`, such as `admin/hello.git`, with account and password."""
        return f"http://{self.account}:{self.password}@{HOST}:{self.port}/{path}"

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of an anonymous GET."""
        with closing(HTTPConnection(HOST, self.port, timeout=GET_SECONDS)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    @property
    def log(self) -> str:
        """All that it has printed since it was made."""
        return self._log.read_text(errors="replace")

    def start(self) -> None:
        """Start it, and return when it answers."""
        heard = self._log.stat().st_size if self._log.exists() else 0
        environment = {
            **os.environ,
            "PORT": str(self.port),
            "STATE": str(self.state),
            "ADMIN_PASSWORD": self.password,
        }
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*STOPPED_WITH_THE_TESTS, self._sources / ".venv/bin/python", "-m", "tools.dev"],
                cwd=self._sources,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_ready(self._process, heard)

    def stop(self) -> None:
        """End it and all that it started."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(STOP_SECONDS)
        self._process = None

    def restart(self) -> None:
        """Stop it, if it still runs, and start it on the same port and state."""
        self.stop()
        self.start()

    def kill_workerd(self) -> None:
        """SIGKILL, as when the machine takes the process away; `restart` brings it back."""
        for pid in self.workerd_pids():
            os.kill(pid, signal.SIGKILL)

    def pids(self) -> list[int]:
        """Every process that it started, itself first."""
        if self._process is None:
            return []
        children = _children_by_parent()
        found = [self._process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def workerd_pids(self) -> list[int]:
        """The workerd processes: the proxy in front, and the one that runs the Worker."""
        return [pid for pid in self.pids() if _program_of(pid) == "workerd"]

    def peak_memory(self) -> int:
        """Bytes that the larger workerd has held at most since it started (VmHWM)."""
        return max(_peak_memory_of(pid) for pid in self.workerd_pids())

    def _wait_until_ready(self, process: subprocess.Popen[bytes], heard: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while b"Ready on " not in self._log.read_bytes()[heard:]:
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the server did not start; it said:\n{self.log[-4000:]}")
            time.sleep(0.05)


def _copy_sources(target: Path) -> None:
    missing = [name for name in SHARED if not (ROOT / name).exists()]
    if missing:
        raise RuntimeError(f"{', '.join(missing)} missing: run `make setup` first")
    target.mkdir(parents=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("*.pyc"))
        else:
            shutil.copy2(ROOT / name, target / name)
    for name in SHARED:
        (target / name).symlink_to(ROOT / name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _children_by_parent() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _status_field(int(entry.name), "PPid")
            children.setdefault(parent, []).append(int(entry.name))
    return children


def _program_of(pid: int) -> str:
    try:
        return Path(os.readlink(f"/proc/{pid}/exe")).name
    except OSError:
        return ""


def _peak_memory_of(pid: int) -> int:
    return _status_field(pid, "VmHWM") * 1024


def _status_field(pid: int, name: str) -> int:
    """A number from /proc/<pid>/status; 0 when the process has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)
    return int(found[1]) if found else 0

"""`make dev` as a person meets it: by its output, its signals, and what is left behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.server import Server
from tools.paths import ROOT

pytestmark = pytest.mark.workerd

READY_SECONDS = 15
"""What a second start may take."""
END_SECONDS = 15


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def make_dev(port: int, state: Path) -> Generator[tuple[subprocess.Popen[str], str]]:
    """`make dev` and all it printed until it was ready."""
    with subprocess.Popen(
        ["make", "dev", f"PORT={port}", f"STATE={state}"],
        cwd=ROOT,
        env={name: text for name, text in os.environ.items() if not name.startswith("MAKE")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process, read_until(process, "git push")
        finally:
            process.terminate()


def read_until(process: subprocess.Popen[str], word: str) -> str:
    printed = ""
    for line in process.stdout or ():
        printed += line
        if word in line:
            return printed
    raise AssertionError(printed)


def processes_of(state: Path) -> list[int]:
    """Every process whose command line or environment names the state folder."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        try:
            told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if os.fsencode(state) in told:
            found.append(int(entry.name))
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_make_ends_every_process(tmp_path: Path, number: signal.Signals) -> None:
    state = tmp_path / "state"
    with make_dev(free_port(), state) as (process, _):
        assert len(processes_of(state)) > 3
        if number is signal.SIGINT:
            # A terminal's Ctrl-C goes to make and to all it runs in its own group.
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        process.communicate(timeout=END_SECONDS)
    assert processes_of(state) == []


def test_the_second_start_is_fast_and_the_password_stays_where_it_is(tmp_path: Path) -> None:
    state, port = tmp_path / "state", free_port()
    with make_dev(port, state) as (_, first):
        assert f"Ready on http://localhost:{port}\n" in first
        password = (state / "admin-password").read_bytes().strip()
        for pid in processes_of(state):
            assert password not in Path(f"/proc/{pid}/cmdline").read_bytes()
    began = time.monotonic()
    with make_dev(port, state) as (_, second):
        assert time.monotonic() - began < READY_SECONDS
    passwords = [re.findall(r"password: (\S+)", printed) for printed in (first, second)]
    assert passwords[0] == passwords[1] != []
    assert stat.S_IMODE((state / "admin-password").stat().st_mode) == 0o600
    assert "Applying migrations" in first
    assert "Applying migrations" not in second


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = subprocess.run(
            ["make", "dev", f"PORT={port}", f"STATE={tmp_path / 'state'}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode != 0
    assert f"error: port {port} cannot be used" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_two_servers_run_beside_each_other(tmp_path: Path) -> None:
    with Server(tmp_path / "a") as one, Server(tmp_path / "b") as other:
        assert one.get("/health")[0] == other.get("/health")[0] == 200
        assert not set(one.pids()) & set(other.pids())
        other.stop()
        assert one.get("/health")[0] == 200


def test_a_killed_workerd_comes_back_with_a_restart(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        assert server.peak_memory() > 50 << 20
        server.kill_workerd()
        server.restart()
        assert server.get("/health")[0] == 200

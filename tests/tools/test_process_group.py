from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from tools import process_group
from tools.process_group import ProcessGroup


def start(folder: Path, script: str, heard: list[str]) -> ProcessGroup:
    return ProcessGroup(["/bin/sh", "-c", script], folder, os.environ, heard.append)


def wait_for_lines(heard: list[str], count: int) -> None:
    deadline = time.monotonic() + 10
    while len(heard) < count:
        assert time.monotonic() < deadline, heard
        time.sleep(0.01)


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z (zombie)" not in Path(f"/proc/{pid}/status").read_text()


def test_grandchildren_end_too(tmp_path: Path) -> None:
    heard: list[str] = []
    group = start(tmp_path, "sleep 60 & echo $!; (sleep 60 & echo $!; wait) & wait", heard)
    wait_for_lines(heard, 2)
    group.stop()
    assert not any(exists(int(pid)) for pid in heard)


def test_who_does_not_end_when_asked_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_group, "STOP_SECONDS", 0.2)
    heard: list[str] = []
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    command = [sys.executable, "-c", f"{stubborn}; time.sleep(60)"]
    group = ProcessGroup(command, tmp_path, os.environ, heard.append)
    wait_for_lines(heard, 1)
    group.stop()
    assert group.exit_code() == -9


def test_the_exit_code_of_a_program_that_ended_is_known(tmp_path: Path) -> None:
    heard: list[str] = []
    group = start(tmp_path, "echo last words; exit 3", heard)
    wait_for_lines(heard, 1)
    while group.exit_code() is None:
        time.sleep(0.01)
    group.stop()
    assert group.exit_code() == 3
    assert heard == ["last words\n"]

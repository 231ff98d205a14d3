from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tools import setup
from tools.console import ToolError
from tools.paths import ROOT


def test_an_old_python_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    with pytest.raises(ToolError, match=r"Python 3\.11 or newer"):
        setup.main()


def test_two_at_once_take_turns(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    at_work: list[int] = []
    most = 0

    def step() -> None:
        nonlocal most
        at_work.append(1)
        most = max(most, len(at_work))
        time.sleep(0.05)
        at_work.pop()

    monkeypatch.setattr(setup, "BUILD", tmp_path)
    monkeypatch.setattr(setup, "STEPS", (step,))
    threads = [threading.Thread(target=setup.main) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_when_all_is_done_nothing_is_said_and_no_time_is_taken() -> None:
    began = time.monotonic()
    answer = subprocess.run(
        ["make", "--no-print-directory", "setup"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == ""
    assert time.monotonic() - began < 5

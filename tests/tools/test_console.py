"""The lines that Hearth's commands print."""

from __future__ import annotations

import sys
import threading

import pytest

from tools.console import say

LINES = 50


class Slow:
    """A pipe on which what one write leaves unfinished can be overtaken by another."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._turn = threading.Event()

    def write(self, text: str) -> int:
        self.written.append(text)
        self._turn.wait(0.0001)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


def test_lines_of_several_threads_come_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = Slow()
    monkeypatch.setattr(sys, "stdout", pipe)
    threads = [threading.Thread(target=_say_many, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = "".join(pipe.written).splitlines()
    assert sorted(lines) == sorted(name * 20 for name in "abcd" for _ in range(LINES))


def _say_many(name: str) -> None:
    for _ in range(LINES):
        say(name * 20)

from __future__ import annotations

import pytest

from tools.commands import Command, run, run_with_bar
from tools.console import Bar, ToolError


def test_the_output_of_a_command_is_returned() -> None:
    assert run(Command(["/bin/echo", "hello"], "advice")) == "hello\n"


def test_a_failure_shows_the_last_lines_and_the_advice() -> None:
    script = "for i in $(seq 100); do echo line $i; done; exit 4"
    with pytest.raises(ToolError) as caught:
        run(Command(["/bin/sh", "-c", script], "Do this."))
    text = str(caught.value)
    assert "sh ended with code 4" in text
    assert "line 100" in text
    assert "line 70\n" not in text
    assert text.endswith("Do this.")


def test_a_program_that_is_not_there_is_a_failure_with_advice() -> None:
    with pytest.raises(ToolError, match=r"/no/such/program cannot be run .* Install it\."):
        run(Command(["/no/such/program"], "Install it."))


def test_into_a_pipe_a_bar_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    command = Command(["/bin/sh", "-c", "echo x; echo y; echo x"], "advice")
    run_with_bar(command, Bar("Counting", 2), lambda line: line == "x\n")
    assert capsys.readouterr().out == "Counting ...\n"

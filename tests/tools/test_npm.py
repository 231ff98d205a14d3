from __future__ import annotations

import sys

import pytest

from tools import npm
from tools.console import ToolError


@pytest.mark.parametrize("arguments", [[], ["no-such-program"], [""]])
def test_without_a_known_program_the_known_ones_are_named(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["npm", *arguments])
    with pytest.raises(ToolError, match=r"name one of: .*pyright.*wrangler"):
        npm.main()


def test_a_program_runs_with_a_node_that_wrangler_accepts(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["npm", "wrangler", "--version"])
    assert npm.main() == 0
    assert capfd.readouterr().out.strip() == "4.164.0"

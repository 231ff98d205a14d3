from __future__ import annotations

import sys

import pytest

from tools import deployment
from tools.commands import Command
from tools.console import ToolError
from tools.deployment import UPLOAD_LIMIT, Upload, deploy, main


def test_without_a_database_of_ones_own_nothing_is_deployed() -> None:
    with pytest.raises(ToolError, match="wrangler d1 create hearth"):
        deploy()


@pytest.mark.parametrize(
    ("size", "code"), [(UPLOAD_LIMIT * 8 // 10, 0), (UPLOAD_LIMIT * 8 // 10 + 1, 1)]
)
def test_packing_fails_past_four_fifths_of_the_limit(
    monkeypatch: pytest.MonkeyPatch, size: int, code: int
) -> None:
    monkeypatch.setattr(sys, "argv", ["deployment", "--dry-run"])
    monkeypatch.setattr(deployment, "pack", lambda: Upload(size, 0))
    assert main() == code


def test_the_size_is_told_beside_its_limit() -> None:
    told = str(Upload(32 << 20, 8 << 20))
    assert told == "upload 32.0 MiB (50% of the limit), compressed 8.0 MiB"


def test_an_answer_of_wrangler_without_a_size_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def say_nothing(_command: Command) -> str:
        return "nothing to see"

    monkeypatch.setattr(deployment, "run", say_nothing)
    with pytest.raises(ToolError, match="did not say how large the upload is:\nnothing to see"):
        deployment.pack()

from __future__ import annotations

import pytest

from bench.operations import OPERATIONS
from bench.options import QUICK_ROUNDS, ROUNDS, Options
from bench.repositories import NAMES
from tools.console import ToolError

VARIABLES = ("ONLY", "REPOS", "ROUNDS", "QUICK", "DIRECT", "SAMPLE_REPOSITORY")


def read(monkeypatch: pytest.MonkeyPatch, **given: str) -> Options:
    for name in VARIABLES:
        monkeypatch.setenv(name, given.get(name, ""))
    return Options.from_environment()


def test_when_nothing_is_said_everything_generated_is_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = read(monkeypatch)
    assert options.operations == {*(operation.key for operation in OPERATIONS), "api", "pages"}
    assert options.repositories == ("deltas", "random", "linear", "objects", "large")
    assert options.rounds == ROUNDS
    assert not options.is_direct


def test_with_a_real_repository_it_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, SAMPLE_REPOSITORY="x.bundle").repositories == NAMES


def test_quick_is_little_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    options = read(monkeypatch, QUICK="1", SAMPLE_REPOSITORY="x.bundle")
    assert options.repositories == ("sample", "deltas")
    assert options.rounds == QUICK_ROUNDS
    assert read(monkeypatch, QUICK="1").repositories == ("deltas",)


def test_lists_are_separated_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    options = read(monkeypatch, ONLY="push,clone", REPOS="linear random", ROUNDS="7", DIRECT="1")
    assert options.operations == {"push", "clone"}
    assert options.repositories == ("linear", "random")
    assert options.rounds == 7
    assert options.is_direct


@pytest.mark.parametrize(
    ("name", "value"),
    [("ONLY", "push,pull"), ("REPOS", "linux"), ("ROUNDS", "0"), ("ROUNDS", "many")],
)
def test_what_is_not_understood_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(ToolError, match=f"{name}="):
        read(monkeypatch, **{name: value})

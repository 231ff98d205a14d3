"""What `make bench` was told, by the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass

from bench import calls, pages
from bench.operations import OPERATIONS
from bench.repositories import NAMES, REAL, SAMPLE
from tools.console import ToolError, say

ROUNDS = 5
QUICK_ROUNDS = 2
QUICK_REPOSITORIES = (SAMPLE, "deltas")
OFTEN_TIMES = 5
"""Measurements a round of the short operations."""


@dataclass(frozen=True, slots=True)
class Options:
    """`operations` and `repositories` are names; `sample` is a path or empty."""

    operations: frozenset[str]
    repositories: tuple[str, ...]
    rounds: int
    sample: str
    is_direct: bool

    @staticmethod
    def from_environment() -> Options:
        """ONLY, REPOS, ROUNDS, QUICK, DIRECT, SAMPLE_REPOSITORY; each may be missing or empty."""
        is_quick = bool(os.environ.get("QUICK"))
        known = [*(operation.key for operation in OPERATIONS), calls.KEY, pages.KEY]
        sample = os.environ.get("SAMPLE_REPOSITORY", "")
        return Options(
            operations=frozenset(_names("ONLY", known) or known),
            repositories=_names("REPOS", NAMES) or _default_repositories(is_quick, sample),
            rounds=_number("ROUNDS", QUICK_ROUNDS if is_quick else ROUNDS),
            sample=sample,
            is_direct=bool(os.environ.get("DIRECT")),
        )


def _default_repositories(is_quick: bool, sample: str) -> tuple[str, ...]:
    names = QUICK_REPOSITORIES if is_quick else NAMES
    if sample:
        return names
    say("SAMPLE_REPOSITORY names no bundle or repository: only generated ones are measured.")
    return tuple(name for name in names if name not in REAL)


def _names(variable: str, known: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    given = os.environ.get(variable, "").replace(",", " ").split()
    for name in given:
        if name not in known:
            raise ToolError(f"{variable}={name} is none of: {', '.join(known)}")
    return tuple(given)


def _number(variable: str, otherwise: int) -> int:
    given = os.environ.get(variable) or str(otherwise)
    if not given.isdecimal() or not int(given):
        raise ToolError(f"{variable}={given} is not a number from 1 on")
    return int(given)

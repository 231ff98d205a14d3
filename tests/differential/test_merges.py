"""Thousands of merges, each as real git makes it: its tree, the paths in conflict, and why.

All merges of the sample repository made again, branches of it merged that never were, and
generated trees in which everything happens that can.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from git.merge.conflict import Kind
from git.merge.trees import MergeResult
from tests.support.histories import bare
from tests.support.merge_cases import fill
from tests.support.merge_oracle import Judgement, judge
from tests.support.merge_store import Merger, judgement_of
from tests.support.sample_repository import read_sample

PAIRS = 1_000
CASES = 2_000


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Merger:
    return Merger(read_sample(tmp_path_factory.mktemp("sample") / "git"))


def assert_same(merger: Merger, pairs: Sequence[tuple[str, str]]) -> None:
    judged = judge(merger.repository, pairs)
    wrong = [
        pair
        for pair, judgement in zip(pairs, judged, strict=True)
        if judgement_of(merger.merge(*pair)[0]) != judgement
    ]
    assert wrong == []


def test_all_merges_of_a_history_are_made_again(sample: Merger) -> None:
    listed = sample.repository.read("rev-list", "--all", "--merges", "--parents")
    parents = [line.split()[1:] for line in listed.splitlines()]
    assert_same(sample, [(one, other) for one, other, *more in parents if not more])


def test_any_two_commits_of_a_history_are_merged(sample: Merger) -> None:
    chance = random.Random(3)  # noqa: S311 - the same pairs every time
    commits = sample.repository.read("rev-list", "--all").split()
    assert_same(sample, [tuple(chance.choices(commits, k=2)) for _ in range(PAIRS)])  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("seed", [1, 2])
def test_generated_trees_are_merged_as_far_as_git_can(seed: int, tmp_path: Path) -> None:
    repository = bare(tmp_path / "git")
    pairs = fill(repository, seed, CASES)
    merger = Merger(repository)
    differences: Counter[str] = Counter()
    for pair, judged in zip(pairs, judge(repository, pairs), strict=True):
        result = merger.merge(*pair)[0]
        if judgement_of(result) != judged:
            differences[explain(result, judged)] += 1
    assert differences["unexplained"] <= 1
    assert differences.total() < CASES / 200


def explain(result: MergeResult, judged: Judgement | None) -> str:
    """Why Hearth comes to something else than git does."""
    if judged is None:
        return "git dies"
    if any(mode == 0 for _, _, mode, _ in judged.stages):
        return "git tells of a version that is not there"
    ours = {note.paths for note in result.notes if note.kind is Kind.FILE_DIRECTORY}
    gits = {paths for kind, paths, _ in judged.messages if kind == Kind.FILE_DIRECTORY.value}
    if ours - gits:
        return "git loses a file that a directory rename puts below another file"
    return "unexplained"

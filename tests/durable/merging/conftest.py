from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.git_client import START, GitRepository
from tests.support.stored import Stored

LINES = b"".join(b"line %d\n" % number for number in range(30))

DATE = START + 1_000_000
DATES = {"GIT_AUTHOR_DATE": f"{DATE} +0000", "GIT_COMMITTER_DATE": f"{DATE} +0000"}
"""Of all that is made by merging, by git and by Hearth alike."""

COMMITTED = {"GIT_COMMITTER_DATE": f"{DATE} +0000"}

Store = Callable[[], Stored]


@pytest.fixture
def parted(work: GitRepository) -> GitRepository:
    """`main` and `feature` have parted; both are clean together, `rival` is in conflict."""
    work.commit("base", {"a": LINES, "b": b"1\n", "dir/c": LINES})
    work.git("checkout", "--quiet", "-b", "feature")
    work.commit("feature: first\n\nwith a body", {"a": LINES + b"end\n"})
    work.git("mv", "dir/c", "dir/d")
    work.commit("feature: second", {"new": b"new\n"})
    work.git("checkout", "--quiet", "-b", "rival", "main")
    work.commit("rival", {"a": LINES.replace(b"line 3\n", b"rival\n")})
    work.git("checkout", "--quiet", "main")
    work.commit("main: moves on", {"a": LINES.replace(b"line 3\n", b"line three\n")})
    return work


@pytest.fixture
def store(work: GitRepository) -> Iterator[Store]:
    """What is in `work` by then, pushed."""
    stores: list[Stored] = []

    def make() -> Stored:
        stores.append(Stored(work))
        return stores[-1]

    yield make
    for stored in stores:
        stored.close()


@pytest.fixture
def elsewhere(parted: GitRepository, tmp_path: Path) -> GitRepository:
    """A clone in which real git does the same."""
    folder = tmp_path / "elsewhere"
    parted.git("clone", "--quiet", ".", str(folder))
    clone = GitRepository(folder)
    for branch in ("feature", "rival"):
        clone.git("branch", "--quiet", branch, f"origin/{branch}")
    return clone

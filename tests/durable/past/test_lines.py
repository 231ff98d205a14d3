from __future__ import annotations

from collections.abc import Iterator

import pytest

from durable.contract.history import AheadBehind, ReadDivergences, ReadGraphPage
from durable.contract.message import Reason
from durable.past import lines
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill
from tests.support.stored import Stored

COMMITS = 60


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    stored = Stored(fill(bare(tmp_path_factory.mktemp("lines") / "r.git"), 3, COMMITS))
    yield stored
    stored.close()


def counted(git: GitRepository, base: str, rev: str) -> list[int]:
    """Ahead and behind."""
    counts = git.read("rev-list", "--left-right", "--count", f"{rev}...{base}")
    return list(map(int, counts.split()))


@pytest.mark.parametrize("base", ["", "b20"])
def test_branches_are_as_far_apart_as_git_says(stored: Stored, base: str) -> None:
    revs = [f"b{number}" for number in range(1, COMMITS + 1, 3)]
    asked = ReadDivergences(tuple(map(str.encode, revs)), base.encode())
    answer = stored.ask(asked)
    assert answer.base_oid.hex() == stored.git.oid(base or "main")
    assert [each.rev.decode() for each in answer.divergences] == revs
    for rev, each in zip(revs, answer.divergences, strict=True):
        assert [each.ahead, each.behind] == counted(stored.git, base or "main", rev)


def test_only_so_many_branches_and_commits_are_looked_at(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_REVS", 2)
    monkeypatch.setattr(lines, "MAX_WALKED", 1)
    told = stored.ask(ReadDivergences((b"main", b"b1", b"b2"))).divergences
    assert told == (AheadBehind(b"main", 0, 0), AheadBehind(b"b1", None, None))


def graph_of(stored: Stored, rev: str, parent: int = 0) -> list[str]:
    oids: list[str] = []
    while True:
        page = stored.ask(ReadGraphPage(rev.encode(), parent, skip=len(oids), limit=3))
        oids += [each.info.oid.hex() for each in page.commits]
        if not page.has_more:
            return oids


def test_the_line_is_that_of_first_parents(stored: Stored) -> None:
    expected = stored.git.read("log", "--first-parent", "--format=%H", "main").split()
    assert graph_of(stored, "main") == expected


def test_a_merge_brings_what_git_says(stored: Stored) -> None:
    merges = stored.git.read("rev-list", "--merges", "--parents", "--all").splitlines()
    assert any(len(line.split()) > 3 for line in merges)
    for line in merges:
        merge, first, *others = line.split()
        page = stored.ask(ReadGraphPage(merge.encode(), limit=1))
        for number, other in enumerate(others, 2):
            expected = stored.git.read("log", "--format=%H", f"{first}..{other}").split()
            assert graph_of(stored, merge, number) == expected
            assert page.commits[0].sides[number - 2] == len(expected)


def test_what_a_merge_brought_is_not_counted_for_ever(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge = stored.git.read("rev-list", "--merges", "-1", "--all")
    monkeypatch.setattr(lines, "MAX_SIDE", 0)
    assert stored.ask(ReadGraphPage(merge.encode(), limit=1)).commits[0].sides[0] is None


def test_no_more_commits_are_told_than_one_answer_holds(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_COMMITS", 4)
    page = stored.ask(ReadGraphPage(b"main", limit=1_000))
    assert (len(page.commits), page.has_more) == (4, True)


@pytest.mark.parametrize("parent", [1, 2, 9, -1])
def test_a_parent_that_is_not_there_is_not_found(stored: Stored, parent: int) -> None:
    root = stored.git.read("rev-list", "--max-parents=0", "-1", "main")
    assert stored.reason(ReadGraphPage(root.encode(), parent)) is Reason.NOT_FOUND


def test_what_is_no_commit_is_not_found(stored: Stored) -> None:
    assert stored.reason(ReadDivergences((b"none",))) is Reason.NOT_FOUND
    assert stored.reason(ReadGraphPage(b"none")) is Reason.NOT_FOUND

from __future__ import annotations

from pathlib import Path

import pytest

from git.errors import LimitExceeded
from git.merge import commits
from tests.support.git_client import START, GitRepository
from tests.support.merge_oracle import judge
from tests.support.merge_store import Merger, judgement_of


def crossed(work: GitRepository, times: int) -> tuple[str, str]:
    """Two lines that have merged each other so many times, and disagree ever after."""
    work.commit("base", {"f": b"1\n2\n3\n", "g": b"1\n"})
    work.git("branch", "other")
    one = work.commit("one", {"f": b"one\n2\n3\n"})
    work.git("checkout", "--quiet", "other")
    other = work.commit("other", {"f": b"1\n2\nother\n", "g": b"2\n"})
    for number in range(times):
        merge = ("merge", "--quiet", "--strategy=ours", "--no-edit")
        date = {"GIT_COMMITTER_DATE": f"{START + 600 * (number + 1)} +0000"}
        work.git("checkout", "--quiet", "--detach", one)
        work.git(*merge, other, environment=date)
        left = work.commit("left", {"f": b"left %d\n2\n3\n" % number})
        work.git("checkout", "--quiet", "--detach", other)
        work.git(*merge, one, environment=date)
        one, other = left, work.commit("right", {"f": b"right %d\n2\n4\n" % number})
    work.git("branch", "left", one)
    work.git("branch", "right", other)
    return one, other


@pytest.mark.parametrize("times", [1, 2, 3])
def test_several_merge_bases_are_merged_first(work: GitRepository, times: int) -> None:
    pair = crossed(work, times)
    assert [judgement_of(Merger(work).merge(*pair)[0])] == judge(work, [pair])


def test_histories_with_nothing_in_common_are_merged_over_nothing(work: GitRepository) -> None:
    one = work.commit("one", {"f": b"1\n", "g": b"1\n"})
    work.git("checkout", "--quiet", "--orphan", "other")
    other = work.commit("other", {"f": b"2\n", "h": b"1\n"})
    assert [judgement_of(Merger(work).merge(one, other)[0])] == judge(work, [(one, other)])


def test_histories_that_cross_too_often_are_refused(
    work: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = crossed(work, 2)
    monkeypatch.setattr(commits, "MAX_MERGES", 2)
    with pytest.raises(LimitExceeded):
        Merger(work).merge(*pair)


def test_nothing_is_read_of_what_only_one_side_has_changed(tmp_path: Path) -> None:
    work = GitRepository(tmp_path / "work")
    work.folder.mkdir()
    work.git("init", "--quiet", "--initial-branch=main")
    base = work.commit("base", {"a/deep/f": b"1\n", "b/f": b"1\n"})
    one = work.commit("one", {"a/deep/f": b"2\n"})
    work.git("checkout", "--quiet", "-b", "side", base)
    other = work.commit("other", {"b/f": b"2\n"})
    result, store = Merger(work).merge(one, other)
    assert result.is_clean
    assert len(store.added) == 2  # the empty tree, and the one root

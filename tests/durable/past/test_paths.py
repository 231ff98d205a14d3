from __future__ import annotations

import pytest

from durable.contract.files import ListPaths
from durable.contract.message import Reason
from durable.contract.refs import ReadSummary
from durable.past import paths
from tests.support.git_client import GitRepository
from tests.support.sample_repository import read_sample
from tests.support.stored import Stored


def test_the_paths_are_those_of_git(tmp_path_factory: pytest.TempPathFactory) -> None:
    stored = Stored(read_sample(tmp_path_factory.mktemp("sample") / "git"))
    head = stored.ask(ReadSummary()).head_target.decode()
    found = stored.ask(ListPaths(b"HEAD"))
    assert found.paths == stored.git.git("ls-tree", "-rz", "--name-only", head).output
    assert found.is_complete
    assert found.commit_oid is not None
    assert found.commit_oid.hex() == stored.git.oid(head)
    stored.close()


@pytest.mark.parametrize(("limit", "value"), [("MAX_PATHS", 2), ("MAX_BYTES", 9)])
def test_a_long_list_says_that_it_is_cut(
    work: GitRepository, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    work.commit("one", {"a/b": b"", "a/c": b"", "d": b""})
    stored = Stored(work)
    monkeypatch.setattr(paths, limit, value)
    found = stored.ask(ListPaths(b"main"))
    assert (found.paths, found.is_complete) == (b"a/b\0a/c\0", False)
    monkeypatch.undo()
    assert stored.ask(ListPaths(b"main", limit=2)) == found
    assert stored.ask(ListPaths(b"main", limit=3)).is_complete
    assert stored.reason(ListPaths(b"none")) is Reason.NOT_FOUND
    stored.close()

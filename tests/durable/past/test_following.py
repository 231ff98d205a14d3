from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from durable.contract.history import ReadLog
from durable.contract.refs import ReadSummary
from durable.past import moves
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill
from tests.support.sample_repository import read_sample
from tests.support.stored import NOW, Stored

TEXT = b"".join(b"line %d\n" % number for number in range(50))
OTHER = b"".join(b"other %d\n" % number for number in range(60))


def followed(stored: Stored, rev: str, path: bytes) -> list[str]:
    page = stored.ask(ReadLog(rev.encode(), path, limit=250, follow=True))
    assert page.is_complete
    return [info.oid.hex() for info in page.commits]


def followed_by_git(git: GitRepository, rev: str, path: bytes) -> list[str]:
    asked = ("log", "--follow", "--format=%H", rev, "--", os.fsdecode(path))
    return git.git(*asked).text.split()[:250]


def paths_of(git: GitRepository, rev: str) -> list[bytes]:
    return git.git("ls-tree", "-rz", "--name-only", rev).output.split(b"\0")[:-1]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    stored = Stored(read_sample(tmp_path_factory.mktemp("sample") / "git"))
    for _ in stored.repository.maintenance(lambda: NOW).run():
        pass
    yield stored
    stored.close()


def test_files_of_the_sample_are_followed_as_by_git(sample: Stored) -> None:
    head = sample.ask(ReadSummary()).head_target.decode()
    listed = paths_of(sample.git, head)
    for path in listed[:: max(len(listed) // 15, 1)]:
        assert followed(sample, head, path) == followed_by_git(sample.git, head, path), path


def story(work: GitRepository, kind: str) -> None:
    """Bring `new` in one of several ways, and change it."""
    work.commit("one", {"a/old": TEXT, "b/new": OTHER, "empty": b""})
    work.commit("two", {"a/old": TEXT + b"more\n"})
    if kind == "moved":
        work.git("mv", "a/old", "new")
        work.commit("moved")
    elif kind == "moved and changed":
        work.git("mv", "a/old", "new")
        work.commit("moved", {"new": TEXT + b"changed\n"})
    elif kind == "copied":
        work.commit("copied", {"new": TEXT + b"more\n"})
    elif kind == "copied and changed":
        work.commit("copied", {"new": TEXT + b"changed\n"})
    elif kind == "moved from one of two":
        work.commit("twin", {"z/new": TEXT + b"more\n"})
        work.git("rm", "--quiet", "a/old")
        work.commit("moved", {"new": TEXT + b"more\n"})
    elif kind == "empty":
        work.commit("empty", {"new": b""})
    else:
        work.commit("other", {"new": b"nothing like it\n"})
    work.commit("last", {"new": TEXT + b"last\n"})


KINDS = [
    *("moved", "moved and changed", "copied", "copied and changed", "moved from one of two"),
    *("empty", "made"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_followed_to_where_it_came_from(work: GitRepository, kind: str) -> None:
    story(work, kind)
    stored = Stored(work)
    for path in (b"new", b"b/new", b"empty"):
        assert followed(stored, "main", path) == followed_by_git(work, "main", path)
    stored.close()


@pytest.mark.parametrize("seed", range(3))
def test_lines_of_history_are_followed_as_by_git(tmp_path: Path, seed: int) -> None:
    stored = Stored(fill(bare(tmp_path / "r.git"), seed, commits=60))
    for path in paths_of(stored.git, "b60"):
        assert followed(stored, "b60", path) == followed_by_git(stored.git, "b60", path), path
    stored.close()


@pytest.mark.parametrize("limit", ["MAX_SOURCES", "MAX_CHANGES", "MAX_COMPARED"])
def test_among_very_many_files_no_origin_is_looked_for(
    work: GitRepository, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    story(work, "copied and changed")
    stored = Stored(work)
    assert len(followed(stored, "main", b"new")) == 4
    monkeypatch.setattr(moves, limit, 0)
    assert len(followed(stored, "main", b"new")) == 2
    stored.close()

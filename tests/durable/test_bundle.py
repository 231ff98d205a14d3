from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from git.oid import ObjectId
from tests.support.git_client import GitRepository
from tests.support.origin import joined
from tests.support.stored import Stored


@pytest.fixture
def stored(work: GitRepository) -> Iterator[Stored]:
    work.commit("first", {"a": b"1\n"})
    work.git("tag", "-a", "-m", "one", "v1")
    work.git("switch", "--quiet", "-c", "other")
    work.commit("second", {"b": b"2\n"})
    work.git("switch", "--quiet", "main")
    work.commit("third", {"c": b"3\n"})
    stored = Stored(work)
    yield stored
    stored.close()


def bundle(stored: Stored, rev: str, refname: bytes, folder: Path) -> Path:
    commit = ObjectId(bytes.fromhex(stored.git.git("rev-parse", f"{rev}^{{commit}}").text))
    path = folder / "x.bundle"
    path.write_bytes(joined(stored.repository.bundle(commit, refname)))
    return path


def clone(path: Path, folder: Path) -> GitRepository:
    cloned = GitRepository(folder / "cloned")
    GitRepository(folder).git("clone", "--quiet", str(path), str(cloned.folder))
    cloned.git("fsck", "--full", "--strict")
    return cloned


def test_a_branch_can_be_cloned_from_its_bundle(stored: Stored, tmp_path: Path) -> None:
    path = bundle(stored, "other", b"refs/heads/other", tmp_path)
    heads = stored.git.git("bundle", "list-heads", str(path)).text
    other = stored.git.git("rev-parse", "other").text
    assert heads.splitlines() == [f"{other} refs/heads/other", f"{other} HEAD"]
    cloned = clone(path, tmp_path)
    assert cloned.git("rev-parse", "HEAD").text == other
    assert cloned.git("symbolic-ref", "HEAD").text == "refs/heads/other"
    assert (cloned.folder / "b").read_bytes() == b"2\n"
    assert not (cloned.folder / "c").exists()


def test_without_a_ref_all_branches_and_tags_come_along(stored: Stored, tmp_path: Path) -> None:
    path = bundle(stored, "main", b"", tmp_path)
    stored.git.git("bundle", "verify", str(path))
    cloned = clone(path, tmp_path)
    assert cloned.git("symbolic-ref", "HEAD").text == "refs/heads/main"
    ours = stored.git.git("rev-list", "--objects", "--all").text
    assert sorted(cloned.git("rev-list", "--objects", "--all").text.split("\n")) == sorted(
        ours.split("\n")
    )
    assert cloned.git("cat-file", "-t", "v1").text == "tag"


def test_a_tag_and_a_commit_can_be_cloned_too(stored: Stored, tmp_path: Path) -> None:
    first = stored.git.git("rev-parse", "v1^{commit}").text
    path = bundle(stored, "v1", b"refs/tags/v1", tmp_path)
    cloned = clone(path, tmp_path)
    assert cloned.git("rev-parse", "HEAD").text == first
    assert cloned.git("tag").text == "v1"

from __future__ import annotations

import os
from pathlib import Path

import pytest

from git import changed_paths
from git.changed_paths import (
    ANYTHING,
    MAX_PATHS,
    NOT_LOOKED_AT,
    find_hashes,
    hash_of,
    is_exact,
    is_known,
    iter_paths,
    raw_entries,
)
from git.errors import ObjectFormatError
from git.oid import ObjectId
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill, read_objects


def read_all(git: GitRepository) -> dict[bytes, bytes]:
    return {oid: data for oid, (_, data) in read_objects(git).items()}


def tree_of(git: GitRepository, rev: str) -> ObjectId:
    return ObjectId(bytes.fromhex(git.oid(f"{rev}^{{tree}}")))


@pytest.mark.parametrize("seed", range(4))
def test_the_paths_that_changed_are_those_of_git(tmp_path: Path, seed: int) -> None:
    git = fill(bare(tmp_path / "r.git"), seed, commits=40)
    objects = read_all(git)
    for line in git.read("log", "--all", "--format=%H %P").splitlines():
        commit, *parents = line.split()
        old = tree_of(git, parents[0]) if parents else None
        found = list(iter_paths(objects.__getitem__, old, tree_of(git, commit)))
        shown = "--root" if not parents else parents[0]
        listed = git.git(
            "diff-tree", "-r", "-t", "-z", "--name-only", "--no-commit-id", shown, commit
        )
        expected = {path for path in listed.output.split(b"\0") if path}
        assert set(found) == expected
        assert len(found) == len(expected)


def test_modes_links_and_kinds_count_as_changes(work: GitRepository) -> None:
    work.commit("one", {"run": b"x", "thing/below": b"1", "same": b"s"})
    (work.folder / "run").chmod(0o755)
    (work.folder / "thing" / "below").unlink()
    (work.folder / "thing").rmdir()
    (work.folder / "thing").symlink_to("same")
    work.commit("two")
    found = iter_paths(read_all(work).__getitem__, tree_of(work, "HEAD~"), tree_of(work, "HEAD"))
    assert set(found) == {b"run", b"thing", b"thing/below"}


@pytest.mark.parametrize(("files", "exact"), [(MAX_PATHS, True), (MAX_PATHS + 1, False)])
def test_of_very_many_paths_none_is_kept(work: GitRepository, files: int, exact: bool) -> None:
    work.commit("many", {f"f{number}": b"" for number in range(files)})
    hashes = find_hashes(read_all(work).__getitem__, None, tree_of(work, "HEAD"))
    assert is_exact(hashes) is exact
    assert is_known(hashes)
    assert len(hashes) == (files if exact else 1)


def test_what_stands_for_hashes_is_no_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_known(NOT_LOOKED_AT)
    assert not is_exact(NOT_LOOKED_AT)
    assert is_known(ANYTHING)
    assert not is_exact(ANYTHING)
    assert is_exact(())
    assert is_exact((hash_of(b"a"),))

    class Zeros:
        def __init__(self, _data: bytes, *, digest_size: int) -> None:
            self._size = digest_size

        def digest(self) -> bytes:
            return bytes(self._size)

    monkeypatch.setattr(changed_paths, "blake2b", Zeros)
    assert is_exact((hash_of(b"a"),))


@pytest.mark.parametrize("data", [b"x", b"100644 a\0" + b"1" * 19, b"100644 a" + b"1" * 20])
def test_what_is_no_tree_is_refused(data: bytes) -> None:
    with pytest.raises(ObjectFormatError):
        raw_entries(data)
    with pytest.raises(ObjectFormatError):
        find_hashes(lambda _: data, None, ObjectId(os.urandom(20)))

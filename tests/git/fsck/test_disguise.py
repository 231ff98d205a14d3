from __future__ import annotations

import pytest

from git.fsck import disguise
from git.fsck.disguise import DottedName


@pytest.mark.parametrize("name", [b".git", b".GiT", b"git~1", b".git. ", b"x\\.git", b".git/x"])
def test_dotgit_is_known_by_all_its_names(name: bytes) -> None:
    assert disguise.is_dotgit(name)


@pytest.mark.parametrize(
    "ignored",
    ["\u200c", "\u200f", "\u202a", "\u202e", "\u206a", "\u206f", "\ufeff", "\u200d\u206b\ufeff"],
)
def test_code_points_that_hfs_ignores_hide_nothing_wherever_they_stand(ignored: str) -> None:
    for at in range(len(".git") + 1):
        assert disguise.is_dotgit((".git"[:at] + ignored + ".git"[at:]).encode())


@pytest.mark.parametrize("neighbour", ["\u200b", "\u2010", "\u2029", "\u202f", "\u2069", "\u2070"])
def test_their_neighbours_are_not_ignored(neighbour: str) -> None:
    assert not disguise.is_dotgit((".g" + neighbour + "it").encode())


@pytest.mark.parametrize(
    ("dotted", "full", "short", "hashed"),
    [
        (disguise.GITMODULES, b".gitmodules", b"gitmod~1", b"gi7eba~1"),
        (disguise.GITATTRIBUTES, b".gitattributes", b"gitatt~1", b"gi7d29~1"),
        (disguise.GITIGNORE, b".gitignore", b"gitign~1", b"gi250a~1"),
        (disguise.MAILMAP, b".mailmap", b"mailma~1", b"maba30~1"),
    ],
)
def test_each_file_of_git_is_known_by_its_own_names_only(
    dotted: DottedName, full: bytes, short: bytes, hashed: bytes
) -> None:
    for name in (full, full.upper(), full + b" .", full + b":x", short, hashed):
        assert dotted.is_meant_by(name)
        others = {disguise.GITMODULES, disguise.GITATTRIBUTES, disguise.GITIGNORE} - {dotted}
        assert not any(other.is_meant_by(name) for other in others)
    assert not dotted.is_meant_by(full + b"x")
    assert not dotted.is_meant_by(b"")


@pytest.mark.parametrize(
    "name", [b".git" * 50_000, b"." * 200_000, b"\\" * 200_000, b"~1" * 99_999]
)
def test_long_names_do_not_take_long(name: bytes) -> None:
    assert not disguise.is_dotgit(name)
    assert not disguise.GITMODULES.is_meant_by(name)

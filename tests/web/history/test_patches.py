"""Diffs and patches are Git's own, byte for byte, and `git am` takes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.git_client import GitRepository
from tests.web.history.reader import Reader

BINARY = b"GIT binary patch\n"


def mail_of(git: GitRepository, *revs: str) -> bytes:
    return git.git("format-patch", "--stdout", "--no-signature", *revs).output


@pytest.fixture(params=["sample", "odd"])
def reader(request: pytest.FixtureRequest) -> Reader:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Reader)
    return found


def test_a_patch_is_what_format_patch_writes(reader: Reader) -> None:
    for oid in reader.git.read("log", "--all", "--no-merges", "-40", "--format=%H").split():
        patch, expected = reader.raw(f"/commit/{oid}.patch"), mail_of(reader.git, "-1", oid)
        # How binary content is compressed is for every zlib to say, and git likes deltas there.
        assert patch.partition(BINARY)[0] == expected.partition(BINARY)[0]


def test_a_diff_is_what_git_diff_writes(reader: Reader) -> None:
    for oid in reader.git.read("log", "--all", "-40", "--min-parents=1", "--format=%H").split():
        expected = reader.git.git("diff", f"{oid}^", oid).output
        assert reader.raw(f"/commit/{oid}.diff") == expected


def test_a_comparison_is_what_git_diff_and_format_patch_write(odd: Reader) -> None:
    for base, head in [("v1.0.0", "v1.9.0"), ("feature/side.v1", "main")]:
        for dots in ("...", ".."):
            expected = odd.git.git("diff", f"{base}{dots}{head}").output
            assert odd.raw(f"/compare/{base}{dots}{head}.diff") == expected
        mails = odd.git.git("format-patch", "--stdout", "--no-signature", f"{base}..{head}")
        assert odd.raw(f"/compare/{base}...{head}.patch") == mails.output


def test_git_takes_the_patches(odd: Reader, tmp_path: Path) -> None:
    git, work = odd.git, GitRepository(tmp_path / "work")
    oid = git.read("log", "--format=%H", "--grep=^Change of every kind", "main")
    patch = odd.raw(f"/commit/{oid}.patch")
    assert patch.count(BINARY) == 2
    git.git("worktree", "add", "--quiet", "--detach", str(work.folder), f"{oid}^")
    work.git("am", "--quiet", stdin=patch)
    assert work.read("rev-parse", "HEAD^{tree}") == git.read("rev-parse", f"{oid}^{{tree}}")


def test_git_takes_a_series(odd: Reader, tmp_path: Path) -> None:
    git, work = odd.git, GitRepository(tmp_path / "work")
    git.git("worktree", "add", "--quiet", "--detach", str(work.folder), "v1.0.0")
    work.git("am", "--quiet", "--keep-cr", stdin=odd.raw("/compare/v1.0.0...main~2.patch"))
    assert work.read("rev-parse", "HEAD^{tree}") == git.read("rev-parse", "main~2^{tree}")


def test_text_is_all_that_a_browser_takes_them_for(odd: Reader) -> None:
    reply = odd.ask(f"/commit/{odd.git.oid('main')}.patch", {"accept": "text/html"})
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_what_is_too_large_for_one_diff_is_refused_in_words(
    odd: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("durable.browse.changes.MAX_PATCH", 10)
    assert "too large" in odd.html(f"/commit/{odd.git.oid('main')}.diff", 406)
    monkeypatch.setattr("patches.MAX_MAILS", 2)
    assert "more than 2 commits" in odd.html("/compare/v1.0.0...main.patch", 406)

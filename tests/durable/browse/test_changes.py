from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from durable.contract.changes import Changes, FileStatus, ReadChanges
from durable.contract.files import ReadCommit
from durable.contract.message import Reason
from durable.contract.refs import ListRefs
from git.diff import mail, stat
from tests.support.git_client import GitRepository
from tests.support.stored import Stored

COMMITS = int(os.environ.get("SAMPLE_COMMITS", "60"))


def patch_of(changes: Changes) -> bytes:
    return b"".join(each.header + (each.hunks or b"") for each in changes.files)


def mail_of(stored: Stored, rev: str) -> bytes:
    commit = stored.ask(ReadCommit(rev.encode()))
    changes = stored.ask(ReadChanges(rev.encode(), with_binary=True, limit=3_000))
    stats = [
        stat.FileStat(
            each.change, each.additions, each.deletions, each.sizes if each.is_binary else None
        )
        for each in changes.files
    ]
    return mail.encode(commit.oid, commit.commit, stat.encode(stats), patch_of(changes))


def unbinary(data: bytes) -> bytes:
    """Without the lines of binary contents: Git may write them as deltas, in several ways."""
    lines = data.split(b"\n")
    kept: list[bytes] = []
    inside = False
    for line in lines:
        if line == b"GIT binary patch":
            inside = True
        elif line.startswith((b"diff ", b"From ")):
            inside = False
        if not inside:
            kept.append(line)
    return b"\n".join(kept)


def sampled(sample: Stored) -> list[str]:
    oids = sample.git.read("rev-list", "--no-merges", "--all").split()
    return oids[:: max(len(oids) // COMMITS, 1)]


def test_a_commit_is_the_mail_that_git_makes_of_it(sample: Stored) -> None:
    different: list[str] = []
    for oid in sampled(sample):
        expected = sample.git.git(
            *("format-patch", "-1", "--stdout", "--no-signature", "--root", oid)
        ).output
        made = mail_of(sample, oid)
        if b"=E9" in expected:
            # Git copies bytes that are not UTF-8 into the mail; here they are read as Latin-1.
            expected, made = (text.partition(b"\n---\n")[2] for text in (expected, made))
        if unbinary(made) != unbinary(expected):
            different.append(oid)
    assert not different


def test_releases_differ_as_git_says(sample: Stored) -> None:
    tags = [ref.refname.decode() for ref in sample.ask(ListRefs(b"refs/tags/", limit=500)).refs]
    pairs = list(itertools.pairwise(tags))
    for old, new in pairs[:: max(len(pairs) // 12, 1)]:
        changes = sample.ask(ReadChanges(new.encode(), old.encode(), limit=3_000))
        expected = sample.git.git("-c", "diff.renameLimit=100", "diff", old, new).output
        assert patch_of(changes) == expected, (old, new)
        numbers = sample.git.git("diff", "--numstat", old, new).output.splitlines()
        shown = [line.split(b"\t")[:2] for line in numbers]
        counts = [(each.additions, each.deletions) for each in changes.files if not each.is_binary]
        assert counts == [(int(a), int(b)) for a, b in shown if a != b"-"]


def test_three_dots_compare_with_what_is_common(sample: Stored) -> None:
    branches = [os.fsdecode(ref.refname) for ref in sample.ask(ListRefs(b"refs/heads/")).refs]
    for branch in branches[:5]:
        expected = sample.git.git("diff", f"{branches[-1]}...{branch}", check=False)
        asked = ReadChanges(
            os.fsencode(branch), os.fsencode(branches[-1]), three_dots=True, limit=3_000
        )
        if expected.code:
            assert sample.reason(asked) is Reason.NOT_FOUND
        elif b"Binary" not in expected.output:
            assert patch_of(sample.ask(asked)) == expected.output


@pytest.fixture
def odd(work: GitRepository) -> GitRepository:
    lines = b"".join(b"line %d\n" % number for number in range(100))
    work.commit(
        "first\n\nwith a body  \n\n\nand more\n",
        {
            "kept": b"1\n",
            "gone": b"2\n",
            "mode": b"#!/bin/sh\n",
            "moved": lines,
            "folder/twin": b"a\nb\nc\n",
            "binary": bytes(range(256)) * 20,
            "no newline": b"x",
            "crlf": b"a\r\nb\r\n",
            'na\u00efve "x"\t': b"q\n",
            "becomes/file": b"x\n",
            "link": b"was a file\n",
        },
    )
    for name in ("gone", "moved", "becomes/file", "link", "folder/twin"):
        (work.folder / name).unlink()
    (work.folder / "becomes").rmdir()
    (work.folder / "link").symlink_to("kept")
    (work.folder / "mode").chmod(0o755)
    work.commit(
        "sub\u017elut\u00fd k\u016f\u0148: " + "a very long subject " * 5,
        {
            "new": b"n\n",
            "empty": b"",
            "somewhere/moved": lines.replace(b"line 50\n", b"other\n"),
            "new folder/twin": b"a\nb\nc\n",
            "binary": bytes(range(255, -1, -1)) * 20,
            "no newline": b"y",
            "crlf": b"a\r\nc\r\n",
            'na\u00efve "x"\t': b"r\n",
            "becomes": b"a file\n",
        },
    )
    work.commit(
        "a long subject of many words that goes on and on, beyond what one line of a mail holds",
        {"kept": b"2\n"},
    )
    return work


def test_unusual_files_are_shown_as_by_git(odd: GitRepository) -> None:
    stored = Stored(odd)
    for rev in ("HEAD", "HEAD~1", "HEAD~2"):
        shown = odd.git("format-patch", "-1", "--stdout", "--no-signature", "--root", rev).output
        assert unbinary(mail_of(stored, rev)) == unbinary(shown)
        changes = stored.ask(ReadChanges(rev.encode()))
        assert (
            patch_of(changes)
            == odd.git("diff-tree", "-p", "-M", "--root", "--no-commit-id", rev).output
        )
    stored.close()


def test_git_am_makes_the_same_commit_of_the_mail(odd: GitRepository, tmp_path: Path) -> None:
    stored = Stored(odd)
    target = GitRepository(tmp_path / "target")
    target.folder.mkdir()
    target.git("init", "-q", "--initial-branch=main")
    for rev in ("HEAD~2", "HEAD~1", "HEAD"):
        target.git("am", "--keep-cr", stdin=mail_of(stored, rev))
        assert target.oid("HEAD^{tree}") == odd.oid(f"{rev}^{{tree}}")
        form = ("log", "-1", "--format=%an %ae %at %s")
        assert target.read(*form, "HEAD") == odd.read(*form, rev)
    stored.close()


def test_every_change_has_its_status(odd: GitRepository) -> None:
    stored = Stored(odd)
    changes = stored.ask(ReadChanges(b"HEAD~1"))
    statuses = {each.change.path: each.status for each in changes.files}
    assert statuses[b"gone"] is FileStatus.REMOVED
    assert statuses[b"new"] is FileStatus.ADDED
    assert statuses[b"mode"] is FileStatus.MODIFIED
    assert statuses[b"link"] is FileStatus.CHANGED
    assert statuses[b"somewhere/moved"] is FileStatus.RENAMED
    moved = next(each for each in changes.files if each.change.path == b"somewhere/moved")
    assert moved.change.old is not None
    assert (moved.change.old.name, moved.change.similarity) == (b"moved", 98)
    stored.close()


def test_a_page_has_some_of_the_files(odd: GitRepository) -> None:
    stored = Stored(odd)
    whole = stored.ask(ReadChanges(b"HEAD~1"))
    page = stored.ask(ReadChanges(b"HEAD~1", skip=2, limit=3))
    assert page.files == whole.files[2:5]
    assert page.total == whole.total == len(whole.files)
    below = stored.ask(ReadChanges(b"HEAD~1", path=b"somewhere", with_patch=False))
    assert [each.change.path for each in below.files] == [b"somewhere/moved"]
    assert below.files[0].hunks is None
    stored.close()


def test_the_lines_of_a_huge_file_are_not_compared(work: GitRepository) -> None:
    work.commit("first", {"huge": b"x\n" * 600_000})
    stored = Stored(work)
    changes = stored.ask(ReadChanges(b"main"))
    assert not changes.is_complete
    assert changes.files[0].hunks is None
    assert changes.files[0].sizes == (0, 1_200_000)
    stored.close()

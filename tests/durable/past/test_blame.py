from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from durable import changed_paths
from durable.browse import reading
from durable.contract.blame import Blamed, ReadBlame
from durable.contract.message import Reason
from durable.contract.refs import ReadSummary
from durable.past import blame, moves
from git.diff.patch import is_binary
from tests.support.blame import blame_by_git, encode_porcelain
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill
from tests.support.sample_repository import read_sample
from tests.support.stored import NOW, Stored

TEXT = b"".join(b"line %d\n" % number for number in range(50))


def paths_of(git: GitRepository, rev: str) -> list[bytes]:
    return git.git("ls-tree", "-rz", "--name-only", rev).output.split(b"\0")[:-1]


def assert_blamed_as_by_git(stored: Stored, rev: str, path: bytes) -> Blamed:
    blamed = stored.ask(ReadBlame(rev.encode(), path))
    assert blamed.is_complete
    if b"\0" not in blamed.content:
        assert encode_porcelain(blamed) == blame_by_git(stored.git, rev, path), path
    return blamed


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    """Of half of its commits it is known what they changed."""
    stored = Stored(read_sample(tmp_path_factory.mktemp("sample") / "git"))
    steps = stored.repository.maintenance(lambda: NOW).run()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changed_paths, "MAX_HELD", 1_000)
        for _ in islice(steps, len(stored.git.read("rev-list", "--all").split()) // 2):
            pass
        del steps
    yield stored
    stored.close()


def test_the_lines_of_all_text_files_of_the_sample_are_blamed_as_by_git(sample: Stored) -> None:
    head = sample.ask(ReadSummary()).head_target.decode()
    for path in paths_of(sample.git, head):
        content = sample.git.git(
            "cat-file", "blob", f"{head}:{path.decode('latin-1')}", check=False
        )
        if len(content.output) <= blame.MAX_BLAMED and not is_binary(content.output):
            assert_blamed_as_by_git(sample, head, path)


@pytest.mark.parametrize("seed", range(4))
def test_merges_and_moves_are_blamed_as_by_git(tmp_path: Path, seed: int) -> None:
    stored = Stored(fill(bare(tmp_path / "r.git"), seed, commits=120))
    for rev in ("b120", "b111"):
        for path in paths_of(stored.git, rev)[::2]:
            assert_blamed_as_by_git(stored, rev, path)
    stored.close()


def test_a_file_is_followed_where_it_was_moved(work: GitRepository) -> None:
    work.commit("one", {"a/old": TEXT})
    work.git("mv", "a/old", "new")
    work.commit("two", {"new": TEXT + b"more\n"})
    stored = Stored(work)
    blamed = assert_blamed_as_by_git(stored, "main", b"new")
    assert [(hunk.origin.path, hunk.lines) for hunk in blamed.hunks if hunk.origin] == [
        (b"a/old", 50),
        (b"new", 1),
    ]
    stored.close()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"new\n"),
        (b"a\nb\n", b""),
        (b"a\nb", b"a\nb\nc"),
        (b"a\r\nb\r\n", b"a\r\nb\n"),
        (TEXT * 60, b"new\n" + TEXT * 60),
        (b"same\n" * 900 + TEXT * 30, b"same\n" * 901 + TEXT * 30),
        (b"x" * 3_000, b"y" + b"x" * 3_000),
    ],
)
def test_files_of_every_form_are_blamed_as_by_git(
    work: GitRepository, before: bytes, after: bytes
) -> None:
    work.commit("one", {"a": before})
    work.commit("two", {"a": after})
    stored = Stored(work)
    blamed = assert_blamed_as_by_git(stored, "main", b"a")
    assert blamed.content == after
    stored.close()


def test_what_was_of_another_kind_is_not_what_a_file_was(work: GitRepository) -> None:
    (work.folder / "a").symlink_to("target")
    work.commit("a link")
    (work.folder / "a").unlink()
    work.commit("a file", {"a": b"target", "run": TEXT})
    (work.folder / "run").chmod(0o755)
    work.commit("executable")
    (work.folder / "run").unlink()
    work.commit("a folder", {"run/below": b"1\n"})
    stored = Stored(work)
    for rev in ("main", "main~1", "main~3"):
        for path in paths_of(work, rev):
            assert_blamed_as_by_git(stored, rev, path)
    stored.close()


@pytest.mark.parametrize(
    ("module", "limit", "value"),
    [(blame, "MAX_WALKED", 3), (blame, "MAX_COMPARED", 2_000), (reading, "MAX_COST", 30_000)],
)
def test_lines_that_are_not_blamed_in_time_are_told(
    work: GitRepository,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    limit: str,
    value: int,
) -> None:
    content = TEXT
    for number in range(12):
        content = content.replace(b"line %d\n" % (3 * number), b"changed %d\n" % number)
        work.commit(str(number), {"a": content})
    stored = Stored(work)
    whole = assert_blamed_as_by_git(stored, "main", b"a")
    origins = {
        hunk.start + rank: (hunk.origin and hunk.origin.commit_oid)
        for hunk in whole.hunks
        for rank in range(hunk.lines)
    }
    monkeypatch.setattr(module, limit, value)
    part = stored.ask(ReadBlame(b"main", b"a"))
    assert not part.is_complete
    assert sum(hunk.lines for hunk in part.hunks) == 50
    assert any(hunk.origin for hunk in part.hunks)
    assert any(hunk.origin is None for hunk in part.hunks)
    for hunk in part.hunks:
        for rank in range(hunk.lines):
            assert not hunk.origin or hunk.origin.commit_oid == origins[hunk.start + rank]
    stored.close()


def test_among_very_many_changes_no_move_is_looked_for(
    work: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.commit("one", {"old": TEXT})
    work.git("mv", "old", "new")
    work.commit("two")
    stored = Stored(work)
    monkeypatch.setattr(moves, "MAX_CHANGES", 1)
    hunks = stored.ask(ReadBlame(b"main", b"new")).hunks
    assert [hunk.origin and hunk.origin.path for hunk in hunks] == [b"new"]
    stored.close()


@pytest.mark.parametrize(
    ("path", "limit", "reason"),
    [
        (b"none", "", Reason.NOT_FOUND),
        (b"folder", "", Reason.WRONG_TYPE),
        (b"a", "MAX_BLAMED", Reason.TOO_LARGE),
        (b"a", "MAX_FORMER", Reason.TOO_LARGE),
    ],
)
def test_what_is_no_file_or_too_long_is_refused(
    work: GitRepository, monkeypatch: pytest.MonkeyPatch, path: bytes, limit: str, reason: Reason
) -> None:
    work.commit("one", {"a": TEXT, "folder/b": b"1"})
    work.commit("two", {"a": TEXT + b"more"})
    stored = Stored(work)
    if limit:
        monkeypatch.setattr(blame, limit, 10)
    assert stored.reason(ReadBlame(b"main", path)) is reason
    stored.close()

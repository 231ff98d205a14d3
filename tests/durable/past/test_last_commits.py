from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from durable import changed_paths
from durable.browse import reading
from durable.contract.history import ReadLastCommits, ReadLog
from durable.contract.message import Reason
from durable.contract.refs import ReadSummary
from durable.past import last_commits
from durable.past.in_short import MAX_SUBJECT
from durable.repository import Repository
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill
from tests.support.sample_repository import read_sample
from tests.support.stored import NOW, Stored


@pytest.fixture(scope="module", params=["by maintenance", "never", "some"])
def sample(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stored]:
    """The sample repository, of whose commits it is known at different times what they changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changed_paths, "MAX_HELD", 1000)
        stored = Stored(read_sample(tmp_path_factory.mktemp("sample") / "git"))
        if request.param != "never":
            steps = stored.repository.maintenance(lambda: NOW).run()
            for count, _ in enumerate(steps):
                if request.param == "some" and count == 700:
                    break
            del steps
    yield stored
    stored.close()


def found_of(stored: Stored, rev: str, path: bytes) -> dict[bytes, str]:
    answer = stored.ask(ReadLastCommits(rev.encode(), path))
    assert answer.is_complete
    told = {info.oid for info in answer.commits}
    assert told == {entry.commit_oid for entry in answer.entries}
    return {entry.name: entry.commit_oid.hex() for entry in answer.entries if entry.commit_oid}


def expected_of(git: GitRepository, rev: str, path: bytes) -> dict[bytes, str]:
    folder = path + b"/" if path else b""
    at = ("--", os.fsdecode(folder)) if folder else ()
    names = git.git("ls-tree", "-z", "--name-only", rev, *at).output.split(b"\0")[:-1]
    return {
        name.removeprefix(folder): git.read(
            "log", "-1", "--format=%H", rev, "--", os.fsdecode(name)
        )
        for name in names
    }


def test_the_last_commits_of_the_sample_are_those_of_git(sample: Stored) -> None:
    head = sample.ask(ReadSummary()).head_target.decode()
    listed = sample.git.git("ls-tree", "-rdz", "--name-only", head).output.split(b"\0")[:-1]
    for path in (b"", *listed[:6]):
        assert found_of(sample, head, path) == expected_of(sample.git, head, path), path


def test_logs_of_paths_are_those_of_git(sample: Stored) -> None:
    head = sample.ask(ReadSummary()).head_target.decode()
    listed = sample.git.git("ls-tree", "-rtz", "--name-only", head).output.split(b"\0")[:-1]
    for path in listed[:: max(len(listed) // 12, 1)]:
        found = [info.oid.hex() for info in sample.ask(ReadLog(b"HEAD", path, limit=250)).commits]
        expected = sample.git.git("log", "--format=%H", head, "--", os.fsdecode(path)).text.split()
        assert found == expected[:250], path


@pytest.mark.parametrize("seed", range(6))
def test_merges_are_followed_as_by_git(tmp_path: Path, seed: int) -> None:
    git = fill(bare(tmp_path / "r.git"), seed, commits=60)
    stored = Stored(git)
    for _ in stored.repository.maintenance(lambda: NOW).run():
        pass
    for again in range(2):
        for rev in ("b60", "b51", "b33", "b12"):
            listed = git.git("ls-tree", "-rdz", "--name-only", rev).output.split(b"\0")[:-1]
            for path in (b"", *listed):
                assert found_of(stored, rev, path) == expected_of(git, rev, path), (rev, path)
        if not again:
            stored.sql.rows("UPDATE settings SET value = x'' WHERE name = 'changed_paths'")
            stored.repository = Repository(stored.sql, "again", stored.caches)
    stored.close()


def test_only_first_lines_of_messages_come_along(work: GitRepository) -> None:
    work.commit("subject\n\nbody", {"a": b"1"})
    work.commit("x" * 5_000, {"b": b"1"})
    stored = Stored(work)
    infos = stored.ask(ReadLastCommits(b"main")).commits
    told = {info.commit.message for info in infos}
    assert told == {b"subject", b"x" * MAX_SUBJECT}
    stored.close()


def test_a_long_folder_is_told_page_by_page(work: GitRepository) -> None:
    for number in range(5):
        work.commit(str(number), {f"f{number}": b"1", "again": b"%d" % number})
    stored = Stored(work)
    pages = [stored.ask(ReadLastCommits(b"main", skip=skip, limit=2)) for skip in (0, 2, 4, 6)]
    assert [[entry.name for entry in page.entries] for page in pages] == [
        [b"again", b"f0"],
        [b"f1", b"f2"],
        [b"f3", b"f4"],
        [],
    ]
    whole = found_of(stored, "main", b"")
    for page in pages:
        for entry in page.entries:
            assert entry.commit_oid is not None
            assert entry.commit_oid.hex() == whole[entry.name]
    stored.close()


def test_no_more_entries_are_told_than_one_answer_holds(
    work: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.commit("one", {"a": b"1", "b": b"2", "c": b"3"})
    stored = Stored(work)
    monkeypatch.setattr(last_commits, "MAX_ENTRIES", 2)
    assert len(stored.ask(ReadLastCommits(b"main", limit=50)).entries) == 2
    stored.close()


@pytest.mark.parametrize(
    ("module", "limit", "value"), [(last_commits, "MAX_WALKED", 3), (reading, "MAX_COST", 30_000)]
)
def test_what_is_not_found_in_time_is_unknown_and_never_wrong(
    work: GitRepository,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    limit: str,
    value: int,
) -> None:
    for number in range(20):
        work.commit(str(number), {f"f{number}": b"1"})
    stored = Stored(work)
    whole = found_of(stored, "main", b"")
    monkeypatch.setattr(module, limit, value)
    answer = stored.ask(ReadLastCommits(b"main"))
    assert not answer.is_complete
    known = {entry.name: entry.commit_oid.hex() for entry in answer.entries if entry.commit_oid}
    assert 0 < len(known) < 20
    assert known.items() <= whole.items()
    assert len(answer.entries) == 20
    stored.close()


@pytest.mark.parametrize(
    ("rev", "path"), [(b"none", b""), (b"main", b"none"), (b"main", b"a"), (b"main", b"a/b")]
)
def test_what_is_no_folder_is_not_found(work: GitRepository, rev: bytes, path: bytes) -> None:
    work.commit("one", {"a": b"1"})
    stored = Stored(work)
    assert stored.reason(ReadLastCommits(rev, path)) is Reason.NOT_FOUND
    stored.close()

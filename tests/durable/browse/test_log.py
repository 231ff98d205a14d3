from __future__ import annotations

import os
from contextlib import closing

import pytest

from durable.contract.history import ReadContributors, ReadDivergence, ReadLog
from durable.contract.message import Reason
from durable.contract.refs import ReadSummary
from tests.support.git_client import GitRepository
from tests.support.stored import Stored


def head_of(sample: Stored) -> str:
    return sample.ask(ReadSummary()).head_target.decode()


def log_of(sample: Stored, question: ReadLog) -> list[str]:
    return [info.oid.hex() for info in sample.ask(question).commits]


def whole_log(sample: Stored, path: bytes = b"") -> list[str]:
    oids: list[str] = []
    while True:
        page = sample.ask(ReadLog(b"HEAD", path, skip=len(oids), limit=250))
        oids += [info.oid.hex() for info in page.commits]
        if not page.has_more:
            return oids


def test_the_log_is_that_of_git(sample: Stored) -> None:
    expected = sample.git.read("log", "--format=%H", head_of(sample)).split()
    assert whole_log(sample) == expected
    assert sample.ask(ReadLog(b"HEAD", limit=1)).total == len(expected)


def test_the_log_of_every_top_level_path_is_that_of_git(sample: Stored) -> None:
    head = head_of(sample)
    for name in sample.git.git("ls-tree", "-z", "--name-only", head).output.split(b"\0")[:-1]:
        expected = sample.git.git("log", "--format=%H", head, "--", os.fsdecode(name)).text.split()
        assert whole_log(sample, name) == expected, name


def test_the_log_of_files_below_folders_is_that_of_git(sample: Stored) -> None:
    head = head_of(sample)
    names = sample.git.git("ls-tree", "-rz", "--name-only", head).output.split(b"\0")[:-1]
    for name in [name for name in names if b"/" in name][::10]:
        expected = sample.git.git("log", "--format=%H", head, "--", os.fsdecode(name)).text.split()
        assert whole_log(sample, name) == expected, name


def test_a_path_that_never_was_has_no_log(sample: Stored) -> None:
    assert sample.ask(ReadLog(b"HEAD", b"never/was")).commits == ()


def test_commits_carry_what_git_shows(sample: Stored) -> None:
    info = sample.ask(ReadLog(b"HEAD", limit=1)).commits[0]
    shown = sample.git.git(
        "log", "-1", "--format=%T%n%P%n%at%n%B", "--encoding=latin1", info.oid.hex()
    )
    tree, parents, time, message = shown.output.split(b"\n", 3)
    assert info.commit.tree.hex().encode() == tree
    assert b" ".join(parent.hex().encode() for parent in info.commit.parents) == parents
    assert info.commit.author.seconds == int(time)
    assert info.commit.message.rstrip() == message.rstrip() or info.commit.encoding


def test_since_and_until_bound_the_time(sample: Stored) -> None:
    times = [
        info.commit.committer.seconds for info in sample.ask(ReadLog(b"HEAD", limit=50)).commits
    ]
    since, until = min(times) + 1, max(times) - 1
    page = sample.ask(ReadLog(b"HEAD", since=since, until=until, limit=250))
    assert page.commits
    assert page.total is None
    assert all(since <= info.commit.committer.seconds <= until for info in page.commits)


def test_a_part_of_a_name_or_email_chooses_authors(sample: Stored) -> None:
    email = sample.ask(ReadLog(b"HEAD", limit=1)).commits[0].commit.author.email
    page = sample.ask(ReadLog(b"HEAD", author=email.upper(), limit=10))
    assert page.commits
    assert {info.commit.author.email for info in page.commits} == {email}
    assert sample.ask(ReadLog(b"HEAD", author=b"nobody at all")).commits == ()


def test_contributors_are_those_of_git(sample: Stored) -> None:
    found = sample.ask(ReadContributors(b"HEAD"))
    assert found.is_complete
    lines = sample.git.git("log", "--format=%aN <%aE>", "--encoding=latin1", head_of(sample))
    people = lines.output.splitlines()
    counts = {b"%b <%b>" % (each.name, each.email): each.commits for each in found.contributors}
    if all(person.isascii() for person in counts):
        assert counts == {person: people.count(person) for person in set(people)}
    assert sum(counts.values()) == len(people)


def test_people_are_called_what_the_mailmap_of_head_says(work: GitRepository) -> None:
    mailmap = b"Ada <ada@one.example> <old@two.example>\n"
    work.git("commit", "-q", "--allow-empty", "-m", "1", "--author", "A. <old@two.example>")
    work.git("commit", "-q", "--allow-empty", "-m", "2", "--author", "Ada <ada@one.example>")
    work.commit("names", {".mailmap": mailmap})
    with closing(Stored(work)) as there:
        found = there.ask(ReadContributors(b"main")).contributors
        assert (found[0].name, found[0].email, found[0].commits) == (
            b"Ada", b"ada@one.example", 2,
        )  # fmt: skip
        for asked, count in ((b"ada@one", 2), (b"two.example", 0)):
            page = there.ask(ReadLog(b"main", author=asked))
            log = work.read("log", "--format=%H", f"--author={asked.decode()}").split()
            assert [each.oid.hex() for each in page.commits] == log
            assert len(log) == count


def test_ahead_and_behind_are_counted_as_by_git(sample: Stored) -> None:
    head = head_of(sample)
    names = [name for name in sample.git.refs() if name.startswith((b"refs/heads/", b"refs/tags/"))]
    for name in names[::3]:
        other = os.fsdecode(name)
        found = sample.ask(ReadDivergence(head.encode(), name))
        counts = sample.git.read("rev-list", "--left-right", "--count", f"{head}...{other}").split()
        assert [found.behind, found.ahead] == list(map(int, counts)), other
        base = sample.git.git("merge-base", head, other, check=False).text
        assert (found.merge_base.hex() if found.merge_base else "") == base


def test_a_criss_cross_has_a_merge_base_that_git_finds_too(work: GitRepository) -> None:
    work.commit("root", {"r": b"1"})
    work.git("branch", "side")
    work.commit("one", {"a": b"1"})
    work.git("switch", "--quiet", "side")
    work.commit("other", {"b": b"1"})
    one, other = work.oid("main"), work.oid("side")
    work.git("merge", "--quiet", "-m", "x", one)
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "-m", "y", other)
    work.commit("further", {"c": b"1"})
    stored = Stored(work)
    found = stored.ask(ReadDivergence(b"main", b"side"))
    assert found.merge_base is not None
    assert found.merge_base.hex() in work.read("merge-base", "--all", "main", "side").split()
    assert [found.behind, found.ahead] == [2, 1]
    stored.close()


def test_unrelated_histories_have_no_merge_base(work: GitRepository) -> None:
    work.commit("root")
    work.git("switch", "--quiet", "--orphan", "other")
    work.commit("other root")
    stored = Stored(work)
    assert stored.ask(ReadDivergence(b"main", b"other")).merge_base is None
    stored.close()


@pytest.mark.parametrize("question", [ReadLog(b"none"), ReadContributors(b"none")])
def test_the_log_of_nothing_is_not_found(sample: Stored, question: ReadLog) -> None:
    assert sample.reason(question) is Reason.NOT_FOUND

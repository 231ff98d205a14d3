from __future__ import annotations

import pytest

from durable.contract.message import Reason
from durable.contract.refs import ListRefs, ReadRef, ReadReflog, ReadSummary, ResolveRev
from tests.support.git_client import GitRepository
from tests.support.stored import NOW, WRITER, Stored


def test_refs_are_those_of_git(sample: Stored) -> None:
    page = sample.ask(ListRefs(b"refs/", limit=5_000))
    assert {ref.refname: ref.oid.hex().encode() for ref in page.refs} == sample.git.refs()
    assert page.total == len(page.refs)


def test_pages_of_refs_join_without_gap(sample: Stored) -> None:
    whole = sample.ask(ListRefs(b"refs/tags/", limit=5_000))
    pages = [
        sample.ask(ListRefs(b"refs/tags/", skip, 7, with_commits=True))
        for skip in range(0, whole.total, 7)
    ]
    assert [ref.oid for page in pages for ref in page.refs] == [ref.oid for ref in whole.refs]
    assert all(page.total == whole.total for page in pages)
    commits = [ref.commit.oid.hex() for page in pages for ref in page.refs if ref.commit]
    assert commits[0] == sample.git.oid(f"{whole.refs[0].refname.decode()}^{{commit}}")


def test_the_summary_counts_what_git_counts(sample: Stored) -> None:
    summary = sample.ask(ReadSummary())
    names = sample.git.refs()
    assert summary.branches == sum(name.startswith(b"refs/heads/") for name in names)
    assert summary.tags == sum(name.startswith(b"refs/tags/") for name in names)
    assert summary.head_oid is not None
    assert names[summary.head_target] == summary.head_oid.hex().encode()


def test_a_ref_is_found_by_its_whole_name_only(sample: Stored) -> None:
    page = sample.ask(ListRefs(b"refs/tags/", limit=1))
    refname = page.refs[0].refname
    assert sample.ask(ReadRef(refname)) == page.refs[0]
    assert sample.reason(ReadRef(refname[:-1])) is Reason.NOT_FOUND


REVS = ["HEAD", "@", "HEAD~3", "HEAD^", "HEAD~2^0", "HEAD^{tree}", "HEAD^{}", "HEAD~7^{commit}"]


@pytest.mark.parametrize("rev", REVS)
def test_a_rev_means_what_it_means_to_git(sample: Stored, rev: str) -> None:
    head = sample.ask(ReadSummary()).head_target
    spelled = rev.replace("HEAD", head.decode()).replace("@", head.decode(), rev[:1] == "@")
    assert sample.ask(ResolveRev(rev.encode())).oid.hex() == sample.git.oid(spelled)


def test_every_ref_means_the_same_by_its_short_name(sample: Stored) -> None:
    for name, oid in sample.git.refs().items():
        is_usual = name.startswith((b"refs/heads/", b"refs/tags/"))
        short = name.split(b"/", 2)[2] if is_usual else name.removeprefix(b"refs/")
        assert sample.ask(ResolveRev(short)).oid.hex().encode() == oid


def test_an_object_may_be_named_by_its_beginning(sample: Stored) -> None:
    oid = sample.git.oid(sample.ask(ReadSummary()).head_target.decode())
    shorter = sample.git.read("rev-parse", "--short=4", oid)
    for digits in (oid, oid[:20], oid[:12].upper(), shorter, f"v1.0-3-g{oid[:12]}"):
        assert sample.ask(ResolveRev(digits.encode())).oid.hex() == oid


@pytest.mark.parametrize("rev", ["nothing", "0" * 40, "f" * 39, "HEAD~10000000", "HEAD:nowhere"])
def test_what_means_nothing_is_not_found(sample: Stored, rev: str) -> None:
    assert sample.reason(ResolveRev(rev.encode())) is Reason.NOT_FOUND


def test_a_commit_is_no_blob(sample: Stored) -> None:
    assert sample.reason(ResolveRev(b"HEAD^{blob}")) is Reason.WRONG_TYPE


def test_an_empty_repository_says_that_it_is(work: GitRepository) -> None:
    stored = Stored(work)
    assert stored.reason(ResolveRev(b"HEAD")) is Reason.EMPTY
    assert stored.ask(ReadSummary()).head_oid is None
    assert stored.ask(ListRefs(b"refs/")).refs == ()
    stored.close()


def test_what_no_ref_leads_to_is_seen_by_writers_alone(work: GitRepository) -> None:
    first = work.commit("first", {"a": b"1"})
    gone = work.commit("second", {"a": b"2"})
    stored = Stored(work)
    work.git("reset", "--quiet", "--hard", first)
    push(stored, f"{gone} {first} refs/heads/main")

    assert stored.ask(ResolveRev(b"main")).oid.hex() == first
    for rev in (gone, gone[:10], work.oid(f"{gone}^{{tree}}"), work.oid(f"{gone}:a")):
        assert stored.reason(ResolveRev(rev.encode())) is Reason.NOT_FOUND
        assert stored.ask(ResolveRev(rev.encode()), WRITER).oid.hex().startswith(rev)
    stored.close()


def test_the_reflog_tells_pushes_newest_first(work: GitRepository) -> None:
    first = work.commit("first")
    second = work.commit("second")
    work.git("branch", "other")
    stored = Stored(work)
    push(stored, f"{second} {first} refs/heads/main")

    page = stored.ask(ReadReflog())
    assert [(entry.actor, entry.created) for entry in page.entries] == [("pusher", NOW)] * 2
    assert [update.refname for update in page.entries[0].updates] == [b"refs/heads/main"]
    assert len(page.entries[1].updates) == 2
    only = stored.ask(ReadReflog(b"refs/heads/other"))
    assert [len(entry.updates) for entry in only.entries] == [1]
    assert stored.ask(ReadReflog(limit=1)).has_more
    assert not stored.ask(ReadReflog(skip=1, limit=1)).has_more
    stored.close()


def push(stored: Stored, line: str) -> None:
    push = stored.repository.receive_pack("pusher", lambda: NOW)
    text = line.encode() + b"\0report-status"
    empty = bytes.fromhex("5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e")
    push.receive(memoryview(b"%04x" % (len(text) + 4) + text + b"0000" + empty))
    assert b"ok refs" in b"".join(push.conclude())

"""HEAD at a commit: what git is told of it, and what upkeep makes of it."""

from __future__ import annotations

import pytest

from durable.contract.message import Ask, Caller, Failure
from durable.contract.writing import DetachHead, SetHead
from durable.maintenance import KEEP_GARBAGE
from git.oid import ObjectId
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, Origin
from tests.support.raw_push import ZERO, Update
from tests.support.upkeep import maintain

CALLER = Caller("alice", may_write=True, is_admin=True)


@pytest.fixture
def detached(origin: Origin, work: GitRepository) -> Origin:
    """HEAD is the last commit of `side`, a branch that is gone; `main` stays behind it."""
    work.commits(2)
    work.git("switch", "--quiet", "--create", "side")
    work.commits(2, "other")
    origin.take(work)
    oid = ObjectId(bytes.fromhex(work.oid("side")))
    answer = origin.repository.ask(Ask(CALLER, DetachHead(oid)), origin.now)
    assert not isinstance(answer, Failure)
    origin.push(Update(b"refs/heads/side", work.oid("side"), ZERO))
    return origin


def test_head_is_told_without_a_branch(detached: Origin, work: GitRepository) -> None:
    lines = detached.ask("ls-refs", ["symrefs", "peel", "unborn"])
    assert lines == [f"{work.oid('side')} HEAD", f"{work.oid('main')} refs/heads/main"]


def test_what_head_leads_to_is_given_and_kept(
    detached: Origin, work: GitRepository, client: GitRepository
) -> None:
    want = f"want {work.oid('side')}"
    for _ in range(2):
        detached.now += KEEP_GARBAGE + 2
        maintain(detached)
        detached.wake()
    detached.give(client, want)
    client.git("update-ref", "refs/heads/side", work.oid("side"))
    client.check()


def test_what_head_led_to_goes_when_it_stands_for_a_branch_again(
    detached: Origin, work: GitRepository
) -> None:
    detached.repository.ask(Ask(CALLER, SetHead(MAIN)), detached.now)
    assert detached.ask("ls-refs", ["symrefs"])[0].endswith("HEAD symref-target:refs/heads/main")
    assert "not our ref" in (detached.fetch(f"want {work.oid('side')}", "done").error or "")


def test_only_a_commit_that_is_seen_may_be_head(detached: Origin, work: GitRepository) -> None:
    for hex_oid in (work.oid("side^{tree}"), "1" * 40):
        question = DetachHead(ObjectId(bytes.fromhex(hex_oid)))
        assert isinstance(detached.repository.ask(Ask(CALLER, question), 1), Failure)

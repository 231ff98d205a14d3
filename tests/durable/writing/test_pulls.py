"""Refs of pull requests: written by the forge, kept from pushes, told to who asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest

from durable.branch_moves import MAX_COMMITS
from durable.contract.message import Ask, Caller, Failure, Message, Question, Reason
from durable.contract.pulls import KeepHead
from durable.contract.writing import Done
from git.oid import ZERO_OID, ObjectId
from git.protocol import pktline
from git.protocol.advertise import Service
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill_line
from tests.support.origin import MAIN, Origin, create, pack_of
from tests.support.raw_push import EMPTY_PACK, ZERO, Update

PULL = "refs/pull/7/head"

Given = TypeVar("Given", bound=Message)


def ask(origin: Origin, question: Question[Given]) -> Message:
    """The answer, asked by the forge."""
    return origin.repository.ask(Ask(Caller("alice", may_write=True), question), origin.now)


def oid_of(source: GitRepository, rev: str) -> ObjectId:
    return ObjectId(bytes.fromhex(source.oid(rev)))


def test_the_head_is_kept_when_its_branch_is_gone(filled: Origin, source: GitRepository) -> None:
    filled.push(create(source, "b40"), pack=pack_of(source, "b40", "^b30"))
    for _ in range(2):
        assert ask(filled, KeepHead(7, oid_of(source, "b40"))) == Done()
    filled.push(Update(b"refs/heads/new", source.oid("b40"), ZERO))
    assert listed(filled, PULL) == {PULL}


def test_a_head_that_moves_back_leaves_what_it_led_to(
    filled: Origin, source: GitRepository
) -> None:
    filled.push(create(source, "b40"), pack=pack_of(source, "b40", "^b30"))
    ask(filled, KeepHead(7, oid_of(source, "b40")))
    filled.push(Update(b"refs/heads/new", source.oid("b40"), ZERO))
    ask(filled, KeepHead(7, oid_of(source, "b30")))
    assert filled.repository.maintenance(lambda: filled.now).is_due


@pytest.mark.parametrize("rev", ["b10^{tree}", ""])
def test_a_head_is_a_commit_that_is_here(filled: Origin, source: GitRepository, rev: str) -> None:
    oid = oid_of(source, rev) if rev else ObjectId(b"\1" * 20)
    answer = ask(filled, KeepHead(7, oid))
    assert isinstance(answer, Failure)
    assert answer.reason is Reason.INVALID


def listed(origin: Origin, *prefixes: str) -> set[str]:
    lines = origin.ask("ls-refs", [f"ref-prefix {prefix}" for prefix in prefixes])
    return {line.partition(" ")[2] for line in lines} - {"HEAD"}


def advertised(origin: Origin, service: Service) -> bytes:
    packets = pktline.decode_all(b"".join(origin.repository.advertise(service, None)))
    return b"".join(packet for packet in packets if isinstance(packet, bytes))


def test_heads_are_told_to_who_asks_for_them(filled: Origin, source: GitRepository) -> None:
    ask(filled, KeepHead(7, oid_of(source, "b30")))
    assert listed(filled) == {"refs/heads/main"}
    assert listed(filled, "refs/") == {"refs/heads/main"}
    assert listed(filled, PULL) == {PULL}
    assert listed(filled, "refs/pull/", "refs/heads/") == {PULL, "refs/heads/main"}
    # The oldest protocol has no way to ask, and no other way to fetch one; pushes have no need.
    assert PULL.encode() in advertised(filled, Service.UPLOAD_PACK)
    assert PULL.encode() not in advertised(filled, Service.RECEIVE_PACK)


def test_what_branches_brought_is_told(origin: Origin, source: GitRepository) -> None:
    origin.push(create(source, "b20", MAIN), pack=pack_of(source, "b20"))
    before = origin.repository.last_entry
    assert [move.branch for move in origin.repository.moves_since(0)] == [b"main"]
    assert origin.repository.moves_since(before) == []
    origin.push(
        Update(MAIN, source.oid("b20"), source.oid("b30")),
        create(source, "b20", b"refs/tags/v1"),
        create(source, "b40", b"refs/heads/topic"),
        pack=pack_of(source, "b30", "b40", "^b20"),
    )
    main, topic = origin.repository.moves_since(before)
    assert (main.branch, main.is_default, main.is_forced) == (b"main", True, False)
    new = source.read("rev-list", "b20..b30").split()
    assert {each.oid.hex() for each in main.commits} == set(new)
    message = source.read("log", "-1", "--format=%B", "b30").encode()
    told = {each.oid.hex(): each.message for each in main.commits}
    assert told[source.oid("b30")].rstrip() == message.rstrip()
    assert (topic.old, topic.is_default) == (ZERO_OID, False)
    new = source.read("rev-list", "b40", "^b30").split()
    assert {each.oid.hex() for each in topic.commits} == set(new)


def test_going_back_is_forced_and_a_deletion_brings_nothing(
    filled: Origin, source: GitRepository
) -> None:
    filled.push(create(source, "b30"), pack=EMPTY_PACK)
    before = filled.repository.last_entry
    filled.push(Update(b"refs/heads/new", source.oid("b30"), source.oid("b10")), pack=EMPTY_PACK)
    filled.push(Update(b"refs/heads/new", source.oid("b10"), ZERO))
    back, gone = filled.repository.moves_since(before)
    assert (back.is_forced, back.commits) == (True, ())
    assert (gone.is_forced, gone.new, gone.commits) == (False, ZERO_OID, ())


def test_of_many_new_commits_the_newest_are_read(origin: Origin, tmp_path: Path) -> None:
    long = fill_line(bare(tmp_path / "long.git"), MAX_COMMITS + 5)
    origin.push(
        create(long, f"b{MAX_COMMITS + 5}", MAIN), pack=pack_of(long, f"b{MAX_COMMITS + 5}")
    )
    (move,) = origin.repository.moves_since(0)
    newest = long.read("rev-list", f"-{MAX_COMMITS}", f"b{MAX_COMMITS + 5}").split()
    assert [each.oid.hex() for each in move.commits] == newest


def test_whether_a_branch_leads_to_a_commit(filled: Origin, source: GitRepository) -> None:
    repository = filled.repository
    assert repository.is_merged(oid_of(source, "b10"), b"main")
    assert not repository.is_merged(oid_of(source, "b40"), b"main")
    assert not repository.is_merged(oid_of(source, "b10"), b"gone")

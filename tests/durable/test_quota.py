"""Pushes that are larger than what their owner may still keep."""

from __future__ import annotations

import pytest

from durable.contract.message import Ask, Caller, Failure
from durable.contract.writing import WriteBlob
from durable.receive_pack import EMPTY_PACK_SIZE, FIRST_PIECE, ReceivePack
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, Origin, create, pack_of
from tests.support.packs import pieces
from tests.support.raw_push import EMPTY_PACK, ZERO, Update, encode_commands

REASON = "unpack the owner's quota leaves room for {} more"


def begin(origin: Origin, room: int) -> ReceivePack:
    return origin.repository.receive_pack("alice", lambda: origin.now, room=room)


def conclude(push: ReceivePack) -> str:
    return b"".join(push.conclude()).decode()


def new_push(source: GitRepository) -> tuple[bytes, bytes]:
    """Commands and pack."""
    return encode_commands([create(source, "b30")], b"report-status"), pack_of(source, "b30")


def test_a_pack_that_just_fits_is_taken_and_one_byte_more_is_not(
    origin: Origin, source: GitRepository
) -> None:
    commands, pack = new_push(source)
    room = len(pack) - EMPTY_PACK_SIZE
    push = begin(origin, room - 1)
    for piece in pieces(commands + pack, 1_000):
        push.receive(memoryview(piece))
    said = conclude(push)
    assert REASON.format(f"only {room - 1:,} bytes") in said
    assert "ng refs/heads/new unpacker error" in said
    assert origin.count("packs") == 0
    assert not any(origin.tables()[table] for table in ("chunks", "reflog", "ref_pages"))

    push = begin(origin, room)
    push.receive(memoryview(commands + pack))
    assert "ok refs/heads/new" in conclude(push)


def test_nothing_is_kept_of_what_is_declared_too_long(
    origin: Origin, source: GitRepository
) -> None:
    commands, pack = new_push(source)
    for length, is_taken in [(len(commands + pack), False), (0, True)]:
        push = begin(origin, len(pack) // 2)
        push.declared = length
        push.receive(memoryview(commands + pack[:100]))
        # A push that is taken fills rows.
        assert (push.wanted == FIRST_PIECE) is not is_taken
        push.fail("enough")
        conclude(push)


@pytest.mark.parametrize(("new", "pack"), [(ZERO, b""), (None, EMPTY_PACK)])
def test_who_has_no_room_may_still_delete_and_move(
    filled: Origin, source: GitRepository, new: str | None, pack: bytes
) -> None:
    filled.push(create(source, "b30"), pack=EMPTY_PACK)
    update = Update(b"refs/heads/new", source.oid("b30"), new or source.oid("b30~1"))
    push = begin(filled, 0)
    push.receive(memoryview(encode_commands([update], b"report-status") + pack))
    assert "ok refs/heads/new" in conclude(push)


def test_what_is_written_without_a_push_needs_room_too(filled: Origin) -> None:
    before = filled.tables()
    for room, is_written in [(10, False), (0, False), (1_000, True), (None, True)]:
        caller = Caller("alice", may_write=True, room=room)
        content = b"some content" if room else b"other content"
        answer = filled.repository.ask(Ask(caller, WriteBlob(content)), filled.now)
        assert isinstance(answer, Failure) is not is_written
        assert (filled.tables() == before) is not is_written
        if isinstance(answer, Failure):
            assert "quota" in answer.message
    assert MAIN.decode() in filled.refs()

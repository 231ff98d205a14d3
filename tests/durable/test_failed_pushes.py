from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from durable import chunks, receive_pack
from git.objects import ObjectType, hash_object
from git.pack import delta, indexer, scan, table
from git.protocol import pktline
from tests.support.conversation import report_of
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, NEW, START, Origin, create, pack_of
from tests.support.packs import ofs_delta, pack, pieces, ref_delta, replacing, whole
from tests.support.raw_push import EMPTY_PACK, ZERO, Update


def truncated(source: GitRepository) -> bytes:
    return pack_of(source, "b35", "^b30")[:-30]


def wrong_checksum(source: GitRepository) -> bytes:
    data = pack_of(source, "b35", "^b30")
    return data[:-1] + bytes([data[-1] ^ 1])


def damaged(source: GitRepository) -> bytes:
    data = bytearray(pack_of(source, "b35", "^b30"))
    data[len(data) // 2] ^= 0x55
    return bytes(data)


def trailing(source: GitRepository) -> bytes:
    return pack_of(source, "b35", "^b30") + b"more"


def without(source: GitRepository, left_out: str) -> bytes:
    """A pack of b35 that lacks one object."""
    oids = source.read("rev-list", "--objects", "--no-object-names", "b35", "^b30").split()
    oids.remove(source.oid(left_out))
    asked = ("pack-objects", "--stdout", "-q")
    return source.git(*asked, stdin="".join(f"{oid}\n" for oid in oids).encode()).output


def without_its_tip(source: GitRepository) -> bytes:
    return without(source, "b35")


def without_a_tree(source: GitRepository) -> bytes:
    return without(source, "b35^{tree}")


def header_only(source: GitRepository) -> bytes:
    return b"PACK"


def nothing(source: GitRepository) -> bytes:
    return b""


def no_pack(source: GitRepository) -> bytes:
    return b"<html>"


def without_a_base(source: GitRepository) -> bytes:
    return pack([ref_delta(b"x" * 20, replacing(b"base", b"result"))])


def deltas_in_a_circle(source: GitRepository) -> bytes:
    first, second = b"one " * 20, b"one " * 20 + b"two"
    one, two = (hash_object(ObjectType.BLOB, each) for each in (first, second))
    return pack(
        [ref_delta(one, replacing(first, second)), ref_delta(two, replacing(second, first))]
    )


def a_bad_delta(source: GitRepository) -> bytes:
    base = whole(b"base")
    return pack([base, ofs_delta(len(base), b"\x04\x04\0")])


def a_bad_tree(source: GitRepository) -> bytes:
    return pack([whole(b"100644 .git\0" + bytes(range(20)), 2)])


def a_bad_commit(source: GitRepository) -> bytes:
    return pack([whole(b"tree nonsense\n", 1)])


def an_object_twice(source: GitRepository) -> bytes:
    """Each copy a delta of what the other makes: a reader that mixes them goes in circles."""
    first, second = b"one " * 20, b"one " * 20 + b"two"
    one, two = (hash_object(ObjectType.BLOB, each) for each in (first, second))
    return pack(
        [
            ref_delta(two, replacing(second, first)),
            ref_delta(one, replacing(first, second)),
            whole(first),
        ]
    )


FAILURES = [
    pytest.param(truncated, "the pack ends early", id="truncated"),
    pytest.param(header_only, "the pack ends inside its header", id="header only"),
    pytest.param(nothing, "the pack ends inside its header", id="no pack"),
    pytest.param(no_pack, "this is not a pack", id="no pack at all"),
    pytest.param(wrong_checksum, "the pack's checksum does not fit", id="wrong checksum"),
    pytest.param(damaged, "", id="damaged"),
    pytest.param(trailing, "bytes after the end of the pack", id="trailing bytes"),
    pytest.param(without_its_tip, "", id="without its tip"),
    pytest.param(without_a_tree, "missing object", id="no tree"),
    pytest.param(without_a_base, "missing object 7878", id="without a base"),
    pytest.param(an_object_twice, "twice", id="an object twice"),
    pytest.param(deltas_in_a_circle, "missing object", id="deltas in a circle"),
    pytest.param(a_bad_delta, "the reserved instruction 0", id="bad delta"),
    pytest.param(a_bad_tree, "hasDotgit", id="bad tree"),
    pytest.param(a_bad_commit, "commit", id="bad commit"),
]


@pytest.mark.parametrize("split", [1 << 20, 1000])
@pytest.mark.parametrize(("spoil", "reason"), FAILURES)
def test_what_fails_is_told_and_leaves_no_trace(
    spoil: Callable[[GitRepository], bytes],
    reason: str,
    split: int,
    filled: Origin,
    source: GitRepository,
) -> None:
    before = filled.tables()
    report = filled.push(create(source, "b35"), pack=spoil(source), split=split)
    assert report[0].startswith("unpack ")
    assert reason in report[0]
    assert report[1].startswith("ng refs/heads/new ")
    assert filled.tables() == before


def test_a_first_push_that_fails_leaves_an_empty_repository(
    origin: Origin, source: GitRepository
) -> None:
    origin.push(Update(NEW, "1" * 40, ZERO))
    before = origin.tables()
    for spoil in (truncated, damaged, without_a_base):
        origin.push(create(source, "b35"), pack=spoil(source))
        assert origin.tables() == before


def test_a_pack_that_stops_anywhere_leaves_no_trace(
    filled: Origin, source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 512)
    before = filled.tables()
    data = pack_of(source, "b35", "^b30")
    for end in range(0, len(data), len(data) // 40):
        report = filled.push(create(source, "b35"), pack=data[:end], split=500)
        assert report[0].startswith("unpack the pack ends")
        assert filled.tables() == before


REFUSALS = [
    pytest.param(Update(MAIN, "1" * 40, "tip"), "incorrect old value provided", id="stale"),
    pytest.param(Update(MAIN, ZERO, "tip"), "reference already exists", id="exists"),
    pytest.param(Update(b"refs/heads/a..b", ZERO, "tip"), "funny refname", id="name"),
    pytest.param(Update(b"refs/heads/main/x", ZERO, "tip"), "refname conflict", id="conflict"),
    pytest.param(Update(b"refs/pull/1/head", ZERO, "tip"), "hidden ref", id="hidden"),
    pytest.param(Update(NEW, ZERO, "1" * 40), "missing necessary objects", id="missing"),
    pytest.param(Update(NEW, ZERO, "tree"), "invalid new value", id="wrong type"),
]


@pytest.mark.parametrize(("update", "reason"), REFUSALS)
def test_a_push_that_moves_nothing_leaves_no_trace(
    update: Update, reason: str, filled: Origin, source: GitRepository
) -> None:
    before = filled.tables()
    new = {"tip": source.oid("b35"), "tree": source.oid("b35^{tree}")}.get(update.new, update.new)
    report = filled.push(Update(update.ref, update.old, new), pack=pack_of(source, "b35", "^b30"))
    assert report[0] == "unpack ok"
    assert report[1].startswith(f"ng {update.ref.decode()} ")
    assert reason in report[1]
    assert filled.tables() == before


def test_an_atomic_push_with_one_bad_ref_leaves_no_trace(
    filled: Origin, source: GitRepository
) -> None:
    before = filled.tables()
    updates = [create(source, "b35"), create(source, "b35", MAIN)]
    report = filled.push(
        *updates, pack=pack_of(source, "b35", "^b30"), capabilities=b"report-status atomic"
    )
    assert report == [
        "unpack ok",
        "ng refs/heads/new atomic push failure",
        "ng refs/heads/main reference already exists",
    ]
    assert filled.tables() == before


def test_without_atomic_the_good_refs_move(filled: Origin, source: GitRepository) -> None:
    updates = [create(source, "b35"), create(source, "b35", MAIN)]
    report = filled.push(*updates, pack=pack_of(source, "b35", "^b30"))
    assert report[1:] == [
        "ok refs/heads/new",
        "ng refs/heads/main reference already exists",
    ]
    assert filled.refs()["refs/heads/new"] == source.oid("b35")


def test_bytes_after_a_push_without_a_pack_are_refused(
    filled: Origin, source: GitRepository
) -> None:
    before = filled.tables()
    for data in (b"x", EMPTY_PACK):
        report = filled.push(Update(MAIN, source.oid("b30"), ZERO), pack=data)
        assert report[0] == "unpack there are bytes after a push that has no pack"
        assert filled.tables() == before


def test_a_client_that_goes_away_while_it_sends_leaves_no_trace(
    filled: Origin, source: GitRepository
) -> None:
    before = filled.tables()
    push = filled.begin([create(source, "b35")], pack_of(source, "b35", "^b30")[:5000])
    assert filled.count_packs("quarantine") == 1
    push.fail("the client went away")
    assert filled.tables() == before
    assert report_of(push.conclude())[0] == "unpack the client went away"
    assert filled.tables() == before


def test_a_client_that_goes_away_while_it_waits_leaves_no_trace(
    filled: Origin, source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "RESOLVE_CACHE", 0)
    before = filled.tables()
    data = pack_of(source, "b40")
    left: list[bool] = []
    while not left or not left[-1]:
        push = filled.begin([create(source, "b40")], data)
        conclusion = push.conclude()
        for _ in range(len(left) + 1):
            next(conclusion)
        conclusion.close()
        left.append(bool(push.accepted))
        if not push.accepted:
            assert filled.tables() == before, len(left)
    assert len(left) > 3
    assert filled.refs()["refs/heads/new"] == source.oid("b40")


def test_what_breaks_here_is_told_as_our_fault_and_leaves_no_trace(
    filled: Origin, source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled.tables()
    data = pack_of(source, "b35", "^b30")

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    for place in ("check_outside", "RefTransaction", "PackScanner"):
        with monkeypatch.context() as patch:
            if place == "PackScanner":
                patch.setattr(scan.PackScanner, "receive", broken)
            else:
                patch.setattr(receive_pack, place, broken)
            push = filled.begin([create(source, "b35")], data)
            report = report_of(push.conclude())
        assert report == ["unpack internal error", "ng refs/heads/new unpacker error"]
        assert isinstance(push.error, ZeroDivisionError)
        assert filled.tables() == before


def test_what_breaks_inside_of_the_transaction_undoes_all_of_it(
    filled: Origin, source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled.tables()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("durable.reflog.Reflog.append", broken)
        push = filled.begin([create(source, "b35")], pack_of(source, "b35", "^b30"))
        assert report_of(push.conclude())[0] == "unpack internal error"
    assert filled.tables() == before
    report = filled.push(create(source, "b35"), pack=pack_of(source, "b35", "^b30"))
    assert report == ["unpack ok", "ok refs/heads/new"]


def test_what_a_dead_process_left_is_swept_when_the_object_wakes(
    filled: Origin, source: GitRepository, client: GitRepository
) -> None:
    before = filled.tables()
    data = pack_of(source, "b40")
    filled.begin([create(source, "b40")], data[:5000])
    conclusion = filled.begin([create(source, "b40")], data).conclude()
    for _ in range(3):
        next(conclusion)
    assert filled.count_packs("quarantine") == 2
    filled.wake()
    assert filled.refs() == {"refs/heads/main": source.oid("b30")}
    assert filled.tables() == before
    filled.clone(client)


LIMITS: list[tuple[ModuleType, str, int, str]] = [
    (receive_pack, "MAX_PACK_SIZE", 1000, "size of the pack in bytes"),
    (scan, "MAX_HELD_OBJECT", 100, "commit, tree, tag or delta"),
    (scan, "MAX_OBJECT_SIZE", 100, "the size of a file"),
    (scan, "MAX_ENTRIES", 5, "number of objects in the pack"),
    (table, "MAX_ENTRIES", 5, "number of objects in the pack"),
    (indexer, "MAX_DELTA_DEPTH", 0, "length of a delta chain"),
    (indexer, "MAX_INFLATED", 1000, "inflated size of the pack"),
    (delta, "MAX_HELD_OBJECT", 100, "the size of a file"),
]


@pytest.mark.parametrize("limit", LIMITS, ids=[f"{each[0].__name__}-{each[1]}" for each in LIMITS])
def test_a_push_beyond_a_limit_is_refused_in_words(
    limit: tuple[ModuleType, str, int, str],
    origin: Origin,
    source: GitRepository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module, name, value, reason = limit
    origin.push(Update(NEW, "1" * 40, ZERO))
    before = origin.tables()
    monkeypatch.setattr(module, name, value)
    report = origin.push(create(source, "b40"), pack=pack_of(source, "b40"), split=2000)
    assert report[0].startswith("unpack ")
    assert reason in report[0]
    assert f"exceeds the limit of {value:,}" in report[0]
    assert origin.tables() == before


def test_commands_that_break_off_are_told_by_an_error_packet(filled: Origin) -> None:
    before = filled.tables()
    for data in (b"", b"00", b"0032x", pktline.encode(b"nonsense") + b"0000"):
        push = filled.repository.receive_pack("alice", lambda: START)
        push.receive(memoryview(data))
        (answer,) = pktline.decode_all(b"".join(push.conclude()))
        assert isinstance(answer, bytes)
        assert answer.startswith(b"ERR ")
    assert filled.tables() == before


def test_a_probe_is_answered_with_nothing(filled: Origin) -> None:
    push = filled.repository.receive_pack("alice", lambda: START)
    push.receive(memoryview(b"0000"))
    assert list(push.conclude()) == []


def test_a_request_that_is_longer_than_it_may_be_is_refused_in_words(
    filled: Origin, source: GitRepository
) -> None:
    data = pack_of(source, "b35", "^b30")
    before = filled.tables()
    for limit, outcome in ((len(data) // 2, "unpack This request is larger"), (10**6, "unpack ok")):
        push = filled.begin([create(source, "b35")])
        push.limit = limit
        for piece in pieces(data, 500):
            push.receive(memoryview(piece))
        assert report_of(push.conclude())[0].startswith(outcome)
        assert (filled.tables() == before) is (outcome != "unpack ok")

from __future__ import annotations

import pytest

from durable import chunks, receive_pack
from git.oid import ObjectId
from git.pack import indexer
from git.protocol import pktline
from git.protocol.sideband import Band
from tests.support.conversation import report_of
from tests.support.git_client import GitRepository
from tests.support.histories import bare
from tests.support.origin import MAIN, NEW, START, Origin, create, pack_of, take_in
from tests.support.raw_push import EMPTY_PACK, ZERO, Update, encode_commands


@pytest.mark.parametrize("split", [100, 4096, 1 << 20])
def test_a_whole_repository_comes_back_as_it_was_pushed(
    split: int, origin: Origin, source: GitRepository, client: GitRepository
) -> None:
    updates = [Update(name, ZERO, oid.decode()) for name, oid in source.refs().items()]
    revs = [name.decode() for name in source.refs()]
    report = origin.push(*updates, pack=pack_of(source, *revs), split=split)
    assert report == ["unpack ok", *(f"ok {name}" for name in revs)]
    origin.clone(client)
    client.check()
    assert client.refs() == source.refs()
    assert client.reachable() == source.reachable() == client.held()


def test_a_small_push_may_be_split_at_every_byte(
    source: GitRepository, client: GitRepository
) -> None:
    update = create(source, "b1")
    data = pack_of(source, "b1")
    for split in range(1, len(data), 7):
        origin = Origin()
        assert origin.push(update, pack=data, split=split) == ["unpack ok", f"ok {NEW.decode()}"]
        origin.close()


@pytest.mark.parametrize("thin", [False, True])
def test_pushes_that_build_on_each_other_come_back_together(
    thin: bool, origin: Origin, source: GitRepository, client: GitRepository
) -> None:
    known: list[str] = []
    for name in ("b5", "b12", "b20", "b31", "b40"):
        revs = [name, *(f"^{rev}" for rev in known)]
        report = origin.push(
            create(source, name, f"refs/heads/{name}".encode()),
            pack=pack_of(source, *revs, thin=thin),
        )
        assert report == ["unpack ok", f"ok refs/heads/{name}"]
        known.append(name)
    origin.wake()
    origin.clone(client)
    client.check()
    assert set(client.refs()) == {f"refs/heads/{name}".encode() for name in known}
    assert client.oid("b40") == source.oid("b40")


def test_a_ref_can_be_made_of_what_is_there(filled: Origin, source: GitRepository) -> None:
    for data in (EMPTY_PACK, b""):
        name = f"refs/heads/again-{len(data)}"
        update = create(source, "b30~1", name.encode())
        report = filled.push(update, pack=data)
        assert report == (
            ["unpack ok", f"ok {name}"]
            if data
            else ["unpack the pack ends inside its header", f"ng {name} unpacker error"]
        )
    assert filled.count("packs") == 1


def test_deleting_takes_no_pack(filled: Origin, source: GitRepository) -> None:
    filled.push(create(source, "b30"), pack=EMPTY_PACK)
    assert filled.push(Update(NEW, source.oid("b30"), ZERO)) == ["unpack ok", f"ok {NEW.decode()}"]
    assert set(filled.refs()) == {"refs/heads/main"}


def test_creating_moving_and_deleting_go_together(filled: Origin, source: GitRepository) -> None:
    filled.push(create(source, "b30", b"refs/heads/old"), pack=EMPTY_PACK)
    report = filled.push(
        Update(b"refs/heads/old", source.oid("b30"), ZERO),
        Update(MAIN, source.oid("b30"), source.oid("b36")),
        create(source, "b33"),
        pack=pack_of(source, "b36", "b33", "^b30", thin=True),
    )
    assert report == [
        "unpack ok",
        "ok refs/heads/old",
        "ok refs/heads/main",
        "ok refs/heads/new",
    ]
    assert filled.refs() == {
        "refs/heads/main": source.oid("b36"),
        "refs/heads/new": source.oid("b33"),
    }


def test_the_reflog_tells_who_moved_what_and_when(filled: Origin, source: GitRepository) -> None:
    moved = Update(MAIN, source.oid("b30"), source.oid("b30~1"))
    refused = Update(b"refs/heads/x..y", ZERO, source.oid("b30"))
    filled.push(moved, refused, pack=EMPTY_PACK)
    rows = filled.tables()["reflog"]
    assert [row[:3] for row in rows] == [(1, "alice", START + 1), (2, "alice", START + 2)]
    updates = rows[1][3]
    assert isinstance(updates, bytes)
    assert updates == (
        bytes.fromhex(moved.old) + bytes.fromhex(moved.new) + b"\0\x0frefs/heads/main"
    )


def test_a_push_tells_how_much_it_would_like_next(
    filled: Origin, source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 1000)
    push = filled.repository.receive_pack("alice", lambda: filled.now)
    assert push.wanted == receive_pack.FIRST_PIECE
    data = pack_of(source, "b33", "^b30")
    push.receive(memoryview(encode_commands([create(source, "b33")]) + data[:300]))
    assert push.wanted == 700
    push.receive(memoryview(data[300:]))
    assert report_of(push.conclude())[0] == "unpack ok"


def test_a_push_tells_what_options_came_with_it(filled: Origin, source: GitRepository) -> None:
    assert filled.repository.receive_pack("alice", lambda: 0).push_options == ()
    options = b"".join(map(pktline.encode, (b"a=b", b"c"))) + pktline.FLUSH
    words = b"report-status push-options"
    push = filled.begin([create(source, "b30")], options + EMPTY_PACK, words)
    assert push.push_options == (b"a=b", b"c")


def test_a_push_tells_what_was_accepted(filled: Origin, source: GitRepository) -> None:
    push = filled.begin([create(source, "b30"), create(source, "b30", b"refs/pull/1")], EMPTY_PACK)
    assert push.accepted == ()
    report_of(push.conclude())
    assert [update.refname for update in push.accepted] == [NEW]


ROWS_OF_A_TABLE = 2
"""What the platform counts for making one; the stand-in counts nothing."""


@pytest.mark.parametrize("chunk", [512, chunks.CHUNK_SIZE])
def test_a_push_writes_few_rows(
    chunk: int, source: GitRepository, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_SIZE", chunk)
    data = pack_of(source, "b30")
    origin.push(create(source, "b30", MAIN), pack=data)
    written = origin.sql.rows_written() + ROWS_OF_A_TABLE * len(origin.tables())
    assert written <= len(data) / chunk + 20

    before = origin.sql.rows_written()
    small = pack_of(source, "b31", "^b30", thin=True)
    origin.push(create(source, "b31"), pack=small)
    assert origin.sql.rows_written() - before <= len(small) / chunk + 9


def test_a_push_of_many_refs_writes_few_rows(filled: Origin, source: GitRepository) -> None:
    tip = source.oid("b30")
    before = filled.sql.rows_written()
    updates = [Update(b"refs/tags/v%05d" % number, ZERO, tip) for number in range(3000)]
    report = filled.push(*updates, pack=EMPTY_PACK)
    assert len(report) == 3001
    assert all(line.startswith("ok ") for line in report[1:])
    assert filled.sql.rows_written() - before <= 20


def test_side_band_carries_the_report_and_progress(
    filled: Origin, source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "RESOLVE_CACHE", 0)
    data = pack_of(source, "b40")
    for words, shows in ((b"report-status side-band-64k", True), (b"side-band-64k quiet", False)):
        push = filled.begin([create(source, "b40", NEW + words[:1])], data, words)
        packets = list(pktline.decode_all(b"".join(push.conclude())))
        assert packets[-1] is pktline.Special.FLUSH
        frames = [packet for packet in packets if isinstance(packet, bytes)]
        progress = b"".join(frame[1:] for frame in frames if frame[0] == Band.PROGRESS)
        assert (b"Resolving deltas: 100%" in progress) == shows
        is_reported = any(frame[0] == Band.DATA for frame in frames)
        assert is_reported == (b"report-status" in words)


def test_a_client_that_wants_no_report_gets_none(filled: Origin, source: GitRepository) -> None:
    push = filled.begin([create(source, "b30")], EMPTY_PACK, b"delete-refs")
    assert b"".join(push.conclude()) == b""
    assert filled.refs()["refs/heads/new"] == source.oid("b30")


def test_a_pushed_object_is_the_one_that_is_served(
    filled: Origin, source: GitRepository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    client = bare(tmp_path_factory.mktemp("one") / "client.git")
    fetched = filled.fetch(f"want {source.oid('b30')}", "done")
    held = take_in(client, fetched.pack)
    assert ObjectId(bytes.fromhex(source.oid("b30^{tree}"))) in held


def test_a_push_of_many_objects_has_the_memory_of_all_that_was_kept(
    filled: Origin, source: GitRepository, client: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.clone(client)
    caches = filled.caches
    kept = (caches.chunks, caches.indexes, caches.graphs)
    sizes = [cache.size for cache in kept]
    assert all(sizes)
    data = pack_of(source, "b31", "^b30")
    filled.begin([create(source, "b31")], data).fail("enough")
    assert [cache.size for cache in kept] == sizes
    monkeypatch.setattr(receive_pack, "MANY_OBJECTS", 0)
    push = filled.begin([create(source, "b31")], data)
    assert [cache.size for cache in kept] == [0, 0, 0]
    assert report_of(push.conclude())[0] == "unpack ok"

"""Readers of what peers send, fed with what no peer should send.

Nothing but a `GitError` may come of it, in the pieces it came in or in others, and a repository
that is asked or pushed to goes on as before. Longer: `FUZZ_SECONDS=60 pytest tests/fuzz`.

The corpus is made of small real things: packs of git with deltas of both kinds, requests of git
clients in both protocols, objects. What a longer run finds goes there, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from git.errors import GitError, LimitExceeded
from git.objects import ObjectType, hash_object
from git.pack import scan
from git.pack.indexer import PackIndexer
from git.pack.scan import PackScanner
from git.protocol import command, fetch, ls_refs, object_info, pktline, upload_pack_v0
from git.protocol.receive_pack import CommandDecoder
from tests.fuzz.mutator import iter_inputs, sealed
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill_line
from tests.support.origin import MAIN, Origin, create, joined, pack_of
from tests.support.packs import NOWHERE, Bytes, Inspected, pack, pieces, whole
from tests.support.raw_push import ZERO, Update, encode_commands

Outcome = object
"""What a reader made of its input; equal for equal input however it is cut."""


def outcome(read: Callable[[], Outcome]) -> Outcome:
    try:
        return read()
    except LimitExceeded as error:
        return str(error)
    except GitError as error:
        return type(error)


def read_pack(data: bytes, length: int) -> Outcome:
    inspected = Inspected()
    indexer = PackIndexer(inspected)
    scanner = PackScanner(indexer)
    for piece in pieces(data, length):
        scanner.receive(piece)
    scanner.close()
    indexer.table.end = scanner.size
    for _ in indexer.finish(Bytes(data), NOWHERE):
        pass
    return inspected.objects, bytes(indexer.table.oids), list(indexer.table.offsets)


def test_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    for changed in iter_inputs("packs", 600):
        for data in (changed, sealed(changed)):
            whole_at_once = outcome(lambda data=data: read_pack(data, len(data) + 1))
            for length in (1, 50):
                in_pieces = outcome(lambda data=data, length=length: read_pack(data, length))
                assert in_pieces == whole_at_once, data
            with monkeypatch.context() as patch:
                # Short entries are read at once when much is there.
                patch.setattr(scan, "INFLATE_STEP", 64)
                at_once = outcome(lambda data=data: read_pack(data, len(data) + 1))
            assert at_once == whole_at_once, data


def read_packets(data: bytes, length: int) -> Outcome:
    decoder = pktline.Decoder()
    packets: list[pktline.Packet] = []
    for piece in pieces(data, length):
        decoder.receive(piece)
        while (packet := decoder.next_packet()) is not None:
            packets.append(packet)
    decoder.close()
    return packets


@pytest.mark.parametrize("kind", ["fetches", "pushes"])
def test_packets(kind: str) -> None:
    for data in iter_inputs(kind, 1000):
        expected = outcome(lambda data=data: list(pktline.decode_all(data)))
        for length in (1, 7, len(data) + 1):
            in_pieces = outcome(lambda data=data, length=length: read_packets(data, length))
            assert in_pieces == expected, data


def read_command(data: bytes) -> Outcome:
    asked = command.decode(data)
    if asked is None:
        return None
    readers = {
        b"fetch": fetch.decode,
        b"ls-refs": ls_refs.decode,
        b"object-info": object_info.decode,
    }
    return readers[asked.name](asked)


def test_requests() -> None:
    for data in iter_inputs("fetches", 2000):
        outcome(lambda data=data: read_command(data))
        outcome(lambda data=data: upload_pack_v0.decode(data))


def read_push(data: bytes, length: int) -> Outcome:
    decoder = CommandDecoder()
    for number, piece in enumerate(pieces(data, length)):
        request = decoder.receive(piece)
        if request is not None:
            return request, decoder.take_rest() + data[(number + 1) * length :]
    decoder.close()
    return None


def test_commands_of_pushes() -> None:
    for data in iter_inputs("pushes", 1000):
        expected = outcome(lambda data=data: read_push(data, len(data) + 1))
        for length in (1, 13):
            assert outcome(lambda data=data, length=length: read_push(data, length)) == expected


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """Where the corpus came from."""
    return fill_line(bare(tmp_path_factory.mktemp("fuzz") / "r.git"), 4)


@pytest.fixture(scope="module")
def origin(source: GitRepository) -> Iterator[Origin]:
    """Holds b1 and b2 of the source."""
    origin = Origin()
    assert origin.push(create(source, "b2", MAIN), pack=pack_of(source, "b2"))[0] == "unpack ok"
    yield origin
    origin.close()


@pytest.mark.parametrize("protocol", [None, "version=1", "version=2"])
def test_a_repository_answers_whatever_it_is_asked(protocol: str | None, origin: Origin) -> None:
    before = origin.tables()
    for data in iter_inputs("fetches", 300):
        joined(origin.repository.upload_pack(protocol, data))
    assert origin.tables() == before


def test_a_repository_survives_whatever_is_pushed(origin: Origin) -> None:
    for number, changed in enumerate(iter_inputs("pushes", 400)):
        data = sealed(changed) if number % 2 else changed
        before = origin.tables()
        push = origin.repository.receive_pack("fuzz", lambda: origin.now)
        for piece in pieces(data, 200):
            push.receive(memoryview(piece))
        b"".join(push.conclude())
        assert push.error is None, data
        assert push.accepted or origin.tables() == before, data


def test_a_repository_survives_objects_of_any_content(origin: Origin) -> None:
    for data in iter_inputs("objects", 100):
        before = origin.tables()
        for kind in ObjectType:
            update = Update(b"refs/tags/%d" % kind, ZERO, hash_object(kind, data).hex())
            push = origin.repository.receive_pack("fuzz", lambda: origin.now)
            push.receive(memoryview(encode_commands([update]) + pack([whole(data, kind)])))
            b"".join(push.conclude())
            assert push.error is None, data
            assert push.accepted or origin.tables() == before, data
            if push.accepted:
                origin.push(Update(update.ref, update.new, ZERO))
                before = origin.tables()

from __future__ import annotations

import pytest

from durable import chunks
from durable.caches import Caches
from durable.chunks import Streams
from durable.packs import QUARANTINE, Holds
from durable.quarantine import NewPack, Quarantine, drop_all
from durable.schema import migrate
from durable.sql import Sql
from durable.storage import Storage
from git.objects import hash_object
from tests.support.packs import BLOB, index, pack, pieces, whole

CONTENTS = [b"%d " % number * 100 for number in range(30)]
PACK = pack([whole(content) for content in CONTENTS])
NOW = 1_790_000_000


@pytest.fixture
def storage(sql: Sql, monkeypatch: pytest.MonkeyPatch) -> Storage:
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 200)
    return Storage(sql, "store", Caches())


def received(storage: Storage, data: bytes = PACK) -> Quarantine:
    held = Quarantine(storage.sql, storage.streams, NOW)
    for piece in pieces(data, 150):
        held.write(memoryview(piece))
    held.close()
    return held


def indexed() -> NewPack:
    found = index([PACK])
    return NewPack(found.indexer.table, found.trailer, NOW)


def count(storage: Storage, what: str) -> int:
    counts = {
        "chunks": "SELECT COUNT(*) FROM chunks",
        "quarantine": "SELECT COUNT(*) FROM packs WHERE holds = 'quarantine'",
    }
    return storage.sql.rows(counts[what])[0][0]


def test_what_is_received_can_be_read_back_and_is_in_no_pack(storage: Storage) -> None:
    held = received(storage)
    assert held.read(0, len(PACK)) == PACK
    assert held.read(100, 777) == PACK[100:777]
    assert storage.packs.live() == []
    assert not storage.objects.has(hash_object(BLOB, CONTENTS[0]))
    assert count(storage, "quarantine") == 1


def test_what_migrates_is_live_from_then_on(storage: Storage) -> None:
    held, new = received(storage), indexed()
    held.write_index(new)
    storage.sql.transaction(lambda: held.migrate(new, Holds.BRANCHES))
    storage.packs.forget()
    (live,) = storage.packs.live()
    assert (live.objects, live.body_size, live.trailer) == (30, len(PACK), PACK[-20:])
    assert live.holds is Holds.BRANCHES
    for content in CONTENTS:
        assert storage.objects.find_object(hash_object(BLOB, content)) == (BLOB, content)
    assert count(storage, "quarantine") == 0


def test_what_is_discarded_leaves_no_row(storage: Storage) -> None:
    received(storage).discard()
    whole_one = received(storage)
    whole_one.write_index(indexed())
    whole_one.discard()
    assert (count(storage, "chunks"), count(storage, "quarantine")) == (0, 0)


def test_one_that_is_discarded_does_not_touch_another(storage: Storage) -> None:
    first, second = received(storage), received(storage)
    first.discard()
    assert second.read(0, len(PACK)) == PACK
    assert count(storage, "quarantine") == 1


def test_the_wanted_piece_is_what_fills_a_row(storage: Storage) -> None:
    held = Quarantine(storage.sql, storage.streams, NOW)
    assert held.wanted == 200
    held.write(memoryview(bytes(30)))
    assert held.wanted == 170
    held.write(memoryview(bytes(170)))
    assert held.wanted == 200


def test_a_sweep_deletes_what_the_dead_left_and_nothing_else(storage: Storage) -> None:
    live, new = received(storage), indexed()
    live.write_index(new)
    storage.sql.transaction(lambda: live.migrate(new, Holds.BRANCHES))
    kept = count(storage, "chunks")
    half = Quarantine(storage.sql, storage.streams, NOW)
    half.write(memoryview(PACK[:1000]))
    received(storage).write_index(new)
    assert drop_all(storage.sql, storage.streams, QUARANTINE) == 2
    assert (count(storage, "chunks"), count(storage, "quarantine")) == (kept, 0)
    assert drop_all(storage.sql, storage.streams, QUARANTINE) == 0
    storage.packs.forget()
    assert storage.objects.has(hash_object(BLOB, CONTENTS[3]))


def test_waking_sweeps(sql: Sql, storage: Storage) -> None:
    received(storage)
    Storage(sql, "store", Caches())
    assert (count(storage, "chunks"), count(storage, "quarantine")) == (0, 0)


def test_a_number_that_is_given_anew_after_waking_brings_nothing_back(sql: Sql) -> None:
    caches = Caches()
    before = Storage(sql, "store", caches)
    held = received(before)
    assert held.read(0, 100) == PACK[:100]
    held.discard()
    again = received(Storage(sql, "store", caches), bytes(len(PACK)))
    assert again.read(0, 100) == bytes(100)


def test_a_sweep_that_dies_between_two_pushes_is_taken_up_again(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        received(storage)
    dropped: list[int] = []
    drop = Streams.drop

    def dying(self: Streams, first: int, count: int = 1) -> None:
        if len(dropped) == 1:
            raise KeyboardInterrupt
        dropped.append(first)
        drop(self, first, count)

    monkeypatch.setattr(Streams, "drop", dying)
    with pytest.raises(KeyboardInterrupt):
        drop_all(storage.sql, storage.streams, QUARANTINE)
    monkeypatch.setattr(Streams, "drop", drop)
    assert count(storage, "quarantine") == 2
    assert drop_all(storage.sql, storage.streams, QUARANTINE) == 2
    assert count(storage, "chunks") == 0


def test_a_repository_without_pushes_has_nothing_to_sweep(sql: Sql) -> None:
    migrate(sql)
    assert drop_all(sql, Streams(sql, "store", Caches().chunks), QUARANTINE) == 0

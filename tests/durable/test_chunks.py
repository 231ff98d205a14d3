from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durable import chunks
from durable.chunks import CHUNK_SIZE, ChunkCache, Streams
from durable.schema import migrate
from durable.sql import Row, Sql, Value
from git.cache import ByteCache
from git.errors import FormatError
from tests.support.packs import pieces
from tests.support.sqlite_sql import SqliteSql

LENGTHS = [0, 1, 9, 10, 11, 19, 20, 21, 30, 95]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 10)
    return 10


@pytest.fixture
def streams(sql: Sql) -> Streams:
    return streams_of(sql)


def streams_of(sql: Sql, cache: ChunkCache | None = None, store: str = "store") -> Streams:
    migrate(sql)
    return Streams(sql, store, ByteCache(1000) if cache is None else cache)


def bytes_of(length: int) -> bytes:
    return bytes(number % 251 for number in range(length))


def written(streams: Streams, data: bytes, piece: int = 1000) -> int:
    stream = streams.reserve(1)
    writer = streams.writer(stream)
    for part in pieces(data, piece):
        writer.write(memoryview(part))
    writer.close()
    assert writer.size == len(data)
    return stream


def rows(sql: Sql) -> list[int]:
    """The length of each row."""
    return [row[0] for row in sql.rows("SELECT length(data) FROM chunks ORDER BY id")]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("piece", [1, 3, 10, 25, 1000])
def test_a_stream_is_read_as_it_was_written(streams: Streams, length: int, piece: int) -> None:
    data = bytes_of(length)
    stream = written(streams, data, piece)
    assert streams.read(stream, 0, length) == data
    assert b"".join(blob.tobytes() for blob in streams.iter_blobs(stream, 0, length)) == data


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("length", LENGTHS)
def test_rows_are_full_but_for_the_last(sql: Sql, streams: Streams, length: int) -> None:
    written(streams, bytes_of(length), piece=7)
    rest = length % 10
    assert rows(sql) == [10] * (length // 10) + [rest] * bool(rest)


def test_any_part_of_a_stream_can_be_read(sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 10)
    data = bytes_of(43)
    streams = streams_of(sql)
    stream = written(streams, data)
    for start in range(44):
        for stop in range(46):
            assert streams.read(stream, start, stop) == data[start:stop], (start, stop)
            blobs = streams.iter_blobs(stream, start, min(stop, 43))
            assert b"".join(blob.tobytes() for blob in blobs) == data[start:stop]


@given(st.lists(st.integers(0, 30), max_size=8))
def test_pieces_of_any_length_make_one_stream(lengths: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_SIZE", 10)
        sql = SqliteSql()
        streams = streams_of(sql)
        writer = streams.writer(streams.reserve(1))
        data = b""
        for number, length in enumerate(lengths):
            piece = bytes([number]) * length
            writer.write(memoryview(piece))
            data += piece
            assert writer.size == len(data)
            assert writer.wanted == 10 - len(data) % 10
        writer.close()
        assert streams.read(writer.stream, 0, len(data)) == data
        sql.close()


class Noting(SqliteSql):
    """Keeps what is bound as it came."""

    def __init__(self) -> None:
        super().__init__()
        self.bound: list[Value] = []

    def rows(self, statement: str, *values: Value) -> list[Row]:
        self.bound.extend(values)
        return super().rows(statement, *values)


def test_a_piece_of_the_wanted_length_becomes_a_row_as_it_is() -> None:
    noting = Noting()
    migrate(noting)
    writer = streams_of(noting).writer(1)
    piece = memoryview(bytes(writer.wanted))
    writer.write(piece)
    assert writer.wanted == CHUNK_SIZE
    kept = noting.bound[-1]
    assert isinstance(kept, memoryview)
    assert kept.obj is piece.obj
    noting.close()


@pytest.mark.usefixtures("small")
def test_streams_do_not_touch_each_other(sql: Sql, streams: Streams) -> None:
    first = streams.reserve(3)
    texts = {first + number: b"%d" % number * 25 for number in range(3)}
    for stream, text in texts.items():
        streams.write_whole(stream, [text])
    streams.drop(first + 1)
    assert streams.read_whole(first, 25) == texts[first]
    assert streams.read_whole(first + 2, 25) == texts[first + 2]
    with pytest.raises(FormatError, match="not as long"):
        streams.read_whole(first + 1, 25)
    streams.drop(first, 3)
    assert rows(sql) == []


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 20, 95])
def test_what_is_written_whole_is_read_whole(
    sql: Sql, streams: Streams, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "WHOLE_ROW_SIZE", 10)
    data = bytes_of(length)
    stream = streams.reserve(1)
    assert streams.write_whole(stream, pieces(data, 7)) == length
    assert streams.read_whole(stream, length) == data
    assert len(rows(sql)) == -(-length // 10)


def test_a_row_that_lost_its_end_is_noticed(sql: Sql, streams: Streams) -> None:
    stream = streams.reserve(1)
    streams.write_whole(stream, [bytes_of(50)])
    sql.rows("UPDATE chunks SET data = substr(data, 1, 49)")
    with pytest.raises(FormatError, match="not as long"):
        streams.read_whole(stream, 50)


def test_part_of_what_was_written_whole_can_be_read(
    streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "WHOLE_ROW_SIZE", 10)
    data = bytes_of(45)
    stream = streams.reserve(1)
    streams.write_whole(stream, [data])
    for start in range(0, 45, 7):
        for size in (0, 1, 10, 45 - start):
            part = data[start : start + size]
            assert streams.read_whole(stream, len(part), start) == part
    with pytest.raises(FormatError, match="not as long"):
        streams.read_whole(stream, 10, 36)


def test_numbers_are_never_given_twice_while_the_object_is_awake(streams: Streams) -> None:
    first = streams.reserve(1)
    streams.write_whole(first, [b"dropped"])
    streams.drop(first)
    assert [streams.reserve(count) for count in (4, 1, 1)] == [first + 1, first + 5, first + 6]


def test_what_is_there_keeps_its_number_when_the_object_wakes(sql: Sql, streams: Streams) -> None:
    streams.reserve(5)
    written(streams, b"content")
    assert streams_of(sql).reserve(1) == 7
    sql.rows("INSERT INTO packs (id, holds, created) VALUES (8, 'quarantine', 0)")
    assert streams_of(sql).reserve(1) == 9


def test_what_was_read_is_kept_for_the_next_time(sql: Sql) -> None:
    cache: ChunkCache = ByteCache(1000)
    streams = streams_of(sql, cache)
    stream = written(streams, b"content")
    assert streams.read(stream, 0, 3) == b"con"
    sql.rows("DELETE FROM chunks")
    assert streams.read(stream, 3, 7) == b"tent"
    assert list(streams.iter_blobs(stream, 0, 7)) == []


def test_what_is_not_there_yet_is_not_taken_for_empty_later(streams: Streams) -> None:
    writer = streams.writer(streams.reserve(1))
    writer.write(memoryview(b"content"))
    assert streams.read(writer.stream, 0, 7) == b""
    writer.close()
    assert streams.read(writer.stream, 0, 7) == b"content"


def test_one_cache_keeps_the_stores_apart(sql: Sql) -> None:
    cache: ChunkCache = ByteCache(1000)
    other = SqliteSql()
    one, two = streams_of(sql, cache, "one"), streams_of(other, cache, "two")
    assert written(one, b"of one") == written(two, b"of two")
    assert (one.read(1, 0, 6), two.read(1, 0, 6)) == (b"of one", b"of two")
    other.close()


@pytest.mark.usefixtures("small")
def test_a_row_that_ends_early_ends_what_is_read(sql: Sql, streams: Streams) -> None:
    stream = written(streams, bytes_of(15))
    sql.rows("UPDATE chunks SET data = x'00' WHERE id = ?", (stream << 20) + 1)
    assert sum(map(len, streams.iter_blobs(stream, 0, 15))) == 11

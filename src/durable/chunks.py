"""Streams of bytes in rows of one size.

A stream is written once, front to back, and then read at any place. A row may not pass 2 MB;
`CHUNK_SIZE` is far below it because every random read brings a whole row into Python, and not
lower because every row written costs the account holder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from durable.schema import SEQUENCE_BITS
from durable.sql import Blob, Sql
from git.cache import ByteCache
from git.errors import FormatError

CHUNK_SIZE = 1 << 19

WHOLE_ROW_SIZE = 1_900_000
"""Of streams that are only ever read whole: as few rows as the platform's 2 MB allow."""

ChunkCache = ByteCache[tuple[str, int], bytes]
"""Keyed by store and row: one cache serves all objects that share an isolate."""


class Streams:
    """The streams of one object."""

    def __init__(self, sql: Sql, store: str, cache: ChunkCache) -> None:
        self._sql = sql
        self._store = store
        self._cache = cache

    def reserve(self, count: int) -> int:
        """The first of `count` new stream numbers; none is ever used again."""
        rows = self._sql.rows(
            "UPDATE settings SET value = value + ?1 WHERE name = 'next_stream'"
            " RETURNING value - ?1",
            count,
        )
        first: int = rows[0][0]
        return first

    def writer(self, stream: int) -> StreamWriter:
        """For a reserved stream that nothing has been written to."""
        return StreamWriter(self._sql, stream, CHUNK_SIZE)

    def write_whole(self, stream: int, pieces: Iterable[bytes]) -> int:
        """Make `pieces` all of a reserved stream that is only read by `read_whole`; its length."""
        writer = StreamWriter(self._sql, stream, WHOLE_ROW_SIZE)
        for piece in pieces:
            writer.write(memoryview(piece))
        writer.close()
        return writer.size

    def read(self, stream: int, start: int, stop: int) -> bytes:
        """Bytes of a stream; fewer when it ends before `stop`."""
        if start >= stop:
            return b""
        first, last = start // CHUNK_SIZE, (stop - 1) // CHUNK_SIZE
        if first == last:
            at = first * CHUNK_SIZE
            return self._chunk(stream, first)[start - at : stop - at]
        pieces = [self._chunk(stream, first)[start % CHUNK_SIZE :]]
        pieces.extend(self._chunk(stream, sequence) for sequence in range(first + 1, last))
        pieces.append(self._chunk(stream, last)[: stop - last * CHUNK_SIZE])
        return b"".join(pieces)

    def read_whole(self, stream: int, size: int) -> bytearray:
        """All of a stream that was written by `write_whole`, past the cache.

        In one buffer that is filled row by row: at no time is there a second copy.
        """
        data = bytearray(size)
        for sequence, start in enumerate(range(0, size, WHOLE_ROW_SIZE)):
            row = _row(stream, sequence)
            blob = self._sql.blob("SELECT data FROM chunks WHERE id = ?", row)
            if blob is None or len(blob) != min(WHOLE_ROW_SIZE, size - start):
                raise FormatError(f"stream {stream} is not as long as it was")
            data[start : start + len(blob)] = blob.tobytes()
        return data

    def iter_blobs(self, stream: int, start: int, stop: int) -> Iterator[Blob]:
        """The same bytes chunk by chunk, left where they are; nothing is cached."""
        while start < stop:
            sequence, at = divmod(start, CHUNK_SIZE)
            chunk = self._sql.blob("SELECT data FROM chunks WHERE id = ?", _row(stream, sequence))
            if chunk is None:
                return
            piece = chunk[at : at + stop - start]
            yield piece
            start += len(piece)

    def drop(self, first: int, count: int = 1) -> None:
        """Delete streams with consecutive numbers."""
        self._sql.rows(
            "DELETE FROM chunks WHERE id >= ? AND id < ?", _row(first, 0), _row(first + count, 0)
        )

    def _chunk(self, stream: int, sequence: int) -> bytes:
        row = _row(stream, sequence)
        key = (self._store, row)
        data = self._cache.find(key)
        if data is None:
            blob = self._sql.blob("SELECT data FROM chunks WHERE id = ?", row)
            if blob is None:
                return b""
            data = blob.tobytes()
            self._cache.keep(key, data)
        return data


class StreamWriter:
    """Appends to a new stream. `wanted` is the piece that can be kept without copying it."""

    def __init__(self, sql: Sql, stream: int, row_size: int) -> None:
        self.stream = stream
        self._row_size = row_size
        self.size = 0
        self._sql = sql
        self._sequence = 0
        self._pending: list[Blob] = []
        self._pending_size = 0

    @property
    def wanted(self) -> int:
        return self._row_size - self._pending_size

    def write(self, data: Blob) -> None:
        self.size += len(data)
        while len(data):
            piece = data[: self.wanted]
            data = data[len(piece) :]
            self._pending.append(piece)
            self._pending_size += len(piece)
            if self._pending_size == self._row_size:
                self._flush()

    def close(self) -> None:
        if self._pending:
            self._flush()

    def _flush(self) -> None:
        pieces = self._pending
        chunk = pieces[0] if len(pieces) == 1 else b"".join(piece.tobytes() for piece in pieces)
        self._sql.rows("INSERT INTO chunks VALUES (?, ?)", _row(self.stream, self._sequence), chunk)
        self._sequence += 1
        self._pending = []
        self._pending_size = 0


def _row(stream: int, sequence: int) -> int:
    return stream << SEQUENCE_BITS | sequence

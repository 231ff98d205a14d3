"""Streams of bytes in rows of one size.

A stream is written once, front to back, and then read at any place. A row may not pass 2 MB;
`CHUNK_SIZE` is far below it because every random read brings a whole row into Python, and not
lower because every row written costs the account holder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

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
        rows = sql.rows(
            "SELECT MAX(COALESCE((SELECT MAX(id) FROM packs), 0),"
            " COALESCE((SELECT MAX(id) >> ? FROM chunks), 0))",
            SEQUENCE_BITS,
        )
        self._last: int = rows[0][0]

    def reserve(self, count: int) -> int:
        """The first of `count` new stream numbers, above all that there are.

        None is used again while the object is awake; nothing has to be written for that.
        """
        first = self._last + 1
        self._last += count
        return first

    def writer(self, stream: int) -> StreamWriter:
        """For a reserved stream that nothing has been written to."""
        return StreamWriter(self._insert, stream, CHUNK_SIZE)

    def whole_writer(self, stream: int) -> StreamWriter:
        """The same for a stream that is only read by `read_whole`."""
        return StreamWriter(self._insert, stream, WHOLE_ROW_SIZE)

    def write_whole(self, stream: int, pieces: Iterable[bytes]) -> int:
        """Make `pieces` all of a reserved stream that is only read by `read_whole`; its length."""
        writer = self.whole_writer(stream)
        writer.write_all(pieces)
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

    def read_whole(self, stream: int, size: int, start: int = 0) -> bytearray:
        """`size` bytes of a stream that was written by `write_whole`, past the cache.

        In one buffer that is filled row by row: at no time is there a second copy.
        """
        data = bytearray(size)
        filled = 0
        while filled < size:
            sequence, at = divmod(start + filled, WHOLE_ROW_SIZE)
            row = row_number(stream, sequence)
            blob = self._sql.blob("SELECT data FROM chunks WHERE id = ?", row)
            wanted = min(WHOLE_ROW_SIZE - at, size - filled)
            if blob is None or len(blob) < at + wanted:
                raise FormatError(f"stream {stream} is not as long as it was")
            data[filled : filled + wanted] = blob[at : at + wanted].tobytes()
            filled += wanted
        return data

    def iter_blobs(self, stream: int, start: int, stop: int) -> Iterator[Blob]:
        """The same bytes chunk by chunk, left where they are; nothing is cached."""
        while start < stop:
            sequence, at = divmod(start, CHUNK_SIZE)
            chunk = self._sql.blob(
                "SELECT data FROM chunks WHERE id = ?", row_number(stream, sequence)
            )
            if chunk is None or len(chunk) <= at:
                return
            piece = chunk[at : at + stop - start]
            yield piece
            start += len(piece)

    def drop(self, first: int, count: int = 1) -> None:
        """Delete streams with consecutive numbers."""
        self._sql.rows(
            "DELETE FROM chunks WHERE id >= ? AND id < ?",
            row_number(first, 0),
            row_number(first + count, 0),
        )

    def _insert(self, row: int, data: Blob) -> None:
        self._sql.rows("INSERT INTO chunks VALUES (?, ?)", row, data)

    def _chunk(self, stream: int, sequence: int) -> bytes:
        row = row_number(stream, sequence)
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
    """Appends to a new stream. `wanted` is the piece that can be kept without copying it.

    `insert` is given the number of each row and its bytes.
    """

    def __init__(self, insert: Callable[[int, Blob], None], stream: int, row_size: int) -> None:
        self._insert = insert
        self.stream = stream
        self._row_size = row_size
        self.size = 0
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

    def write_all(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.write(memoryview(piece))

    def close(self) -> None:
        if self._pending:
            self._flush()

    def _flush(self) -> None:
        pieces = self._pending
        chunk = pieces[0]
        if len(pieces) > 1:
            chunk = memoryview(b"".join(piece.tobytes() for piece in pieces))
        self._insert(row_number(self.stream, self._sequence), chunk)
        self._sequence += 1
        self._pending = []
        self._pending_size = 0


def row_number(stream: int, sequence: int) -> int:
    return stream << SEQUENCE_BITS | sequence

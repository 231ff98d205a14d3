"""The first pass over a pack: find its entries while its bytes arrive (gitformat-pack(5)).

    "PACK"  version 2  number of objects      12 bytes
    entries
    SHA-1 of all of the above                 20 bytes

Strategy: `receive` takes bytes in pieces of any size and keeps only those of an entry header
that is not complete. The data of an entry goes through zlib at once, which alone knows where the
entry ends. Entries go to an `EntrySink` as they end; what is too long to be held is given to it
piece by piece.
"""

from __future__ import annotations

import zlib
from hashlib import sha1
from typing import Protocol

from git.errors import LimitExceeded, PackFormatError
from git.objects import ObjectType
from git.oid import SIZE
from git.pack.entry import OFS_DELTA, REF_DELTA, decode_distance, decode_header
from git.pack.limits import MAX_HELD_OBJECT, MAX_OBJECT_SIZE, STREAMED_BLOB
from git.pack.table import MAX_ENTRIES

HEADER_SIZE = 12
INFLATE_STEP = 1 << 16
"""Input given to zlib at once: it copies what it does not use, so not much more than an entry."""


SHORT_ENTRY = INFLATE_STEP // 2
"""Inflated bytes of an entry that is read in one go when the buffer holds a whole step."""

_UNKNOWN_KINDS = (0, 5)


class Inflater(Protocol):
    """What `zlib.decompressobj` makes."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    @property
    def unconsumed_tail(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


class EntrySink(Protocol):
    """Takes the entries of a pack in their order, each when it is complete.

    `base` is the offset of an OFS_DELTA's base, the oid of a REF_DELTA's, None for a whole
    object; `crc` is the CRC-32 of the entry as packed.
    """

    def entry(
        self, offset: int, crc: int, kind: int, base: int | bytes | None, data: bytes
    ) -> None: ...

    def begin_streamed(self, size: int) -> None: ...

    def streamed(self, data: bytes) -> None: ...

    def end_streamed(self, offset: int, crc: int) -> None: ...


class PackScanner:
    """Finds the entries of one pack; `close` says whether it was whole."""

    def __init__(self, sink: EntrySink) -> None:
        self._sink = sink
        self._buffer = b""
        self._at = 0
        self._consumed = 0
        self._hash = sha1()
        self._left: int | None = None
        self._inflater: Inflater | None = None
        self.entries = 0
        self.size = 0
        """Bytes of the pack up to where its trailer begins."""
        self.trailer = b""

    def receive(self, data: bytes) -> None:
        """Read as far as `data` goes; PackFormatError or LimitExceeded when it is no pack."""
        self._buffer = self._buffer + data if self._buffer else data
        if self._left is not None or self._read_pack_header():
            while self._left and self._step():
                pass
        self._forget()
        if self._left == 0:
            self._read_trailer()

    def close(self) -> None:
        """The stream has ended; PackFormatError unless the pack has too."""
        if self._left is None:
            raise PackFormatError("the pack ends inside its header")
        if self._left or len(self.trailer) < SIZE:
            raise PackFormatError(
                f"the pack ends early: {self._left} of {self.entries} objects are missing"
            )
        if self.trailer != self._hash.digest():
            raise PackFormatError("the pack's checksum does not fit its content")

    def _read_pack_header(self) -> bool:
        header = self._buffer[:HEADER_SIZE]
        if not b"PACK".startswith(header[:4]):
            raise PackFormatError("this is not a pack: it does not begin with 'PACK'")
        if len(header) < HEADER_SIZE:
            return False
        if header[4:8] != b"\0\0\0\2":
            version = int.from_bytes(header[4:8], "big")
            raise PackFormatError(f"pack version {version} is not supported")
        self.entries = self._left = int.from_bytes(header[8:], "big")
        if self.entries > MAX_ENTRIES:
            raise LimitExceeded("the number of objects in the pack", MAX_ENTRIES)
        self._at = HEADER_SIZE
        return True

    def _step(self) -> bool:
        """Read an entry or what there is of it; False when more bytes are needed."""
        if self._inflater is None:
            if self._read_at_once():
                return True
            if not self._begin_entry():
                return False
        return self._inflate()

    def _read_at_once(self) -> bool:
        """Read an entry that is short and all there, as nearly all are.

        Else, and for one that is broken, False, and nothing has happened.
        """
        buffer, start = self._buffer, self._at
        if len(buffer) - start < INFLATE_STEP:
            return False
        kind, size, end = decode_header(buffer, start)
        if size > SHORT_ENTRY or kind in _UNKNOWN_KINDS:
            return False
        offset = self._consumed + start
        base: int | bytes | None = None
        if kind == OFS_DELTA:
            distance, end = decode_distance(buffer, end)
            base = offset - distance
        elif kind == REF_DELTA:
            base = buffer[end : end + SIZE]
            end += SIZE
        window = buffer[end : end + size + 64]
        inflater = zlib.decompressobj()
        try:
            data = inflater.decompress(window, size + 1)
        except zlib.error:
            return False
        if not inflater.eof or len(data) != size:
            return False
        self._at = end + len(window) - len(inflater.unused_data)
        self._sink.entry(offset, zlib.crc32(buffer[start : self._at]), kind, base, data)
        assert self._left is not None  # noqa: S101
        self._left -= 1
        return True

    def _begin_entry(self) -> bool:
        offset = self._consumed + self._at
        base: int | bytes | None = None
        try:
            kind, size, end = decode_header(self._buffer, self._at)
            if kind == OFS_DELTA:
                distance, end = decode_distance(self._buffer, end)
                base = offset - distance
            elif kind == REF_DELTA:
                base = self._buffer[end : end + SIZE]
                end += SIZE
        except IndexError:
            return False
        if end > len(self._buffer):
            return False
        self._check_size(kind, size)
        self._entry_at = self._at
        self._crc = 0
        self._offset, self._kind, self._base, self._size = offset, kind, base, size
        self._at = end
        self._inflater = zlib.decompressobj()
        self._produced = 0
        self._parts: list[bytes] = []
        self._is_streamed = kind == ObjectType.BLOB and size > STREAMED_BLOB
        if self._is_streamed:
            self._sink.begin_streamed(size)
        return True

    def _check_size(self, kind: int, size: int) -> None:
        if kind in _UNKNOWN_KINDS:
            raise PackFormatError(f"a pack entry has the unknown type {kind}")
        if kind == ObjectType.BLOB:
            if size > MAX_OBJECT_SIZE:
                raise LimitExceeded("the size of a file", MAX_OBJECT_SIZE)
        elif size > MAX_HELD_OBJECT:
            raise LimitExceeded("the size of a commit, tree, tag or delta", MAX_HELD_OBJECT)

    def _inflate(self) -> bool:
        buffer, at, inflater = self._buffer, self._at, self._inflater
        assert inflater is not None  # noqa: S101
        step = min(self._size - self._produced + 64, INFLATE_STEP)
        while not inflater.eof:
            window = inflater.unconsumed_tail or buffer[at : at + step]
            if not window:
                self._at = at
                return False
            at += 0 if inflater.unconsumed_tail else len(window)
            # One byte more than is left lets zlib reach the end of its stream, or tell a lie.
            room = min(self._size - self._produced + 1, INFLATE_STEP)
            try:
                data = inflater.decompress(window, room)
            except zlib.error as error:
                raise PackFormatError(f"the entry at {self._offset} is damaged: {error}") from None
            self._take(data)
        self._at = at - len(inflater.unused_data)
        self._end_entry()
        return True

    def _take(self, data: bytes) -> None:
        self._produced += len(data)
        if self._produced > self._size:
            raise PackFormatError(f"the entry at {self._offset} is longer than it says")
        if self._is_streamed:
            self._sink.streamed(data)
        else:
            self._parts.append(data)

    def _end_entry(self) -> None:
        if self._produced != self._size:
            raise PackFormatError(f"the entry at {self._offset} is shorter than it says")
        crc = zlib.crc32(self._buffer[self._entry_at : self._at], self._crc)
        if self._is_streamed:
            self._sink.end_streamed(self._offset, crc)
        else:
            parts = self._parts
            data = parts[0] if len(parts) == 1 else b"".join(parts)
            self._parts = []
            self._sink.entry(self._offset, crc, self._kind, self._base, data)
        self._inflater = None
        assert self._left is not None  # noqa: S101
        self._left -= 1

    def _forget(self) -> None:
        """Hash and drop what has been read."""
        if self._inflater is not None:
            self._crc = zlib.crc32(self._buffer[self._entry_at : self._at], self._crc)
            self._entry_at = 0
        self._hash.update(self._buffer[: self._at])
        self._consumed += self._at
        self._buffer = self._buffer[self._at :]
        self._at = 0

    def _read_trailer(self) -> None:
        self.size = self._consumed
        self.trailer += self._buffer
        self._buffer = b""
        if len(self.trailer) > SIZE:
            raise PackFormatError("there are bytes after the end of the pack")

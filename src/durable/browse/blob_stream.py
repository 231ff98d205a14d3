"""A blob of any size, piece by piece."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from durable.objects import CorruptStore
from durable.storage import Storage
from git.diff.patch import is_binary
from git.errors import LimitExceeded, MissingObject
from git.objects import ObjectType
from git.oid import ObjectId
from git.pack.entry import MAX_SIZE_BYTES, decode_header
from git.pack.limits import MAX_HELD_OBJECT
from git.pack.table import NO_BASE

PIECE = 1 << 18
"""Bytes inflated at once of a blob that is too long to be held."""


def iter_blob(storage: Storage, oid: ObjectId) -> Iterator[bytes]:
    """The content; CorruptStore where what is stored is damaged."""
    if storage.objects.read_size(oid) <= MAX_HELD_OBJECT:
        yield storage.objects.read(oid, ObjectType.BLOB)
        return
    found = storage.packs.locate(oid)
    if found is None:
        raise MissingObject(oid)
    pack, position = found
    if storage.packs.columns(pack).bases[position] != NO_BASE:
        raise LimitExceeded("the size of a file kept as a delta", MAX_HELD_OBJECT)
    try:
        yield from _inflate(storage.objects.iter_packed(pack, position))
    except zlib.error as error:
        raise CorruptStore(f"pack {pack.body} is damaged: {error}") from error


@dataclass(frozen=True, slots=True)
class BlobStream:
    """A part of a blob, on its way; whether it is binary, the beginning of the blob tells."""

    is_binary: bool
    pieces: Iterator[bytes]


def stream_blob(storage: Storage, oid: ObjectId, start: int, stop: int) -> BlobStream:
    """The bytes from `start` up to, and without, `stop`; an empty piece is a place to pause."""
    pieces = iter_blob(storage, oid)
    first = next(pieces, b"")
    return BlobStream(is_binary(first), _iter_part(chain((first,), pieces), start, stop))


def _iter_part(pieces: Iterator[bytes], start: int, stop: int) -> Iterator[bytes]:
    at = 0
    for piece in pieces:
        yield b""
        part = piece[max(start - at, 0) : max(stop - at, 0)]
        if part:
            yield part
        at += len(piece)
        if at >= stop:
            return


def _inflate(packed: Iterator[bytes]) -> Iterator[bytes]:
    head = b""
    while len(head) < MAX_SIZE_BYTES:
        piece = next(packed, b"")
        if not piece:
            break
        head += piece
    _, _, at = decode_header(head, 0)
    inflater = zlib.decompressobj()
    pieces = [head[at:]]
    while pieces:
        data = pieces.pop()
        while data:
            yield inflater.decompress(data, PIECE)
            data = inflater.unconsumed_tail
        following = next(packed, None)
        if following is not None:
            pieces.append(following)
    yield inflater.flush()

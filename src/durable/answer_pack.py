"""The pack that answers a fetch, made of stored bytes.

What is to be sent in whole packs goes as it was received; chosen objects are copied out of them
(`durable.entry_copy`).
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha1

from durable.entry_copy import EntryCopy
from durable.packs import HEADER_SIZE, Pack, Packs
from durable.sql import Blob

PIECE = 1 << 16
"""Entries are gathered to pieces of about this size: a piece costs as much as 64 KB do."""


def encode_pack_header(objects: int) -> bytes:
    return b"PACK\0\0\0\2" + objects.to_bytes(4, "big")


def iter_whole(packs: Packs, whole: list[Pack]) -> Iterator[Blob]:
    """Packs as one: their bodies are moved whole, so that distances in them stay true."""
    if len(whole) == 1:
        yield from packs.iter_blobs(whole[0], 0, whole[0].body_size)
        return
    header = encode_pack_header(sum(pack.objects for pack in whole))
    digest = sha1(header)
    yield memoryview(header)
    for pack in whole:
        for blob in packs.iter_blobs(pack, HEADER_SIZE, pack.entries_stop):
            digest.update(blob.tobytes())
            yield blob
    yield memoryview(digest.digest())


def iter_chosen(copy: EntryCopy, count: int) -> Iterator[bytes | Blob]:
    """A pack of the `count` entries that `copy` copies."""
    header = encode_pack_header(count)
    digest = sha1(header)
    copy.written = len(header)
    pending = [header]
    size = len(header)
    for piece in copy.iter_pieces():
        data = piece if isinstance(piece, bytes) else piece.tobytes()
        digest.update(data)
        pending.append(data)
        size += len(data)
        if size >= PIECE:
            yield b"".join(pending)
            pending, size = [], 0
    yield b"".join((*pending, digest.digest()))

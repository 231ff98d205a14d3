"""The body of a request, read in large pieces.

A BYOB reader with `readAtLeast` is twenty times faster than the plain reader, which hands out
4 KiB at a time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import js
from pyodide.ffi import jsnull

from exchange import BodyTooLarge

CHUNK = 262_144
"""Bytes asked for at a time: large enough that a call's fixed cost no longer counts."""

MAX_DRAIN = 134_217_728
"""Bytes that are read and dropped so that a client hears the answer: above the 100 MB that a
zone on Cloudflare's Free and Pro plans lets through. Whoever sends more sees a reset."""


class RequestBody:
    """The body of a platform's request; it is locked to us once anything is asked for."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._pieces: AsyncIterator[bytes] | None = None

    async def read(self, limit: int) -> bytes:
        """The whole body; `BodyTooLarge` as soon as it passes `limit` bytes."""
        body = bytearray()
        async for piece in self._open():
            body += piece
            if len(body) > limit:
                raise BodyTooLarge(limit)
        return bytes(body)

    async def drain(self) -> None:
        """Read what is still to come and drop it: an upload cut short is a reset connection."""
        drained = 0
        async for piece in self._open():
            drained += len(piece)
            if drained > MAX_DRAIN:
                return

    def _open(self) -> AsyncIterator[bytes]:
        self._pieces = self._pieces or self._read_pieces()
        return self._pieces

    async def _read_pieces(self) -> AsyncIterator[bytes]:
        stream = self._request.body
        if stream is None or stream is jsnull or self._request.bodyUsed:
            return
        reader = stream.getReader(mode="byob")
        done = False
        while not done:
            result = await reader.readAtLeast(CHUNK, js.Uint8Array.new(CHUNK))
            done = result.done
            if result.value:
                yield result.value.to_bytes()

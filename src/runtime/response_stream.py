"""An answer that is made while it is sent.

Pieces come from a synchronous iterator; each pull gathers some into one JavaScript buffer,
because every chunk handed over costs as much as 64 KB of bytes do. An empty piece is a place to
pause: now and then the loop is left, so that other requests of the isolate may run.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import js
from pyodide.ffi import create_once_callable, create_proxy, to_js

from runtime.durable_sql import JsBlob
from runtime.log import JsonLog

BUFFER = 1 << 18
"""Bytes handed over at once."""

PAUSES = 200
"""Pauses offered for each that is taken: some ten milliseconds of work."""

Piece = Any
"""bytes, a memoryview or a `JsBlob`."""


def respond(
    status: int,
    headers: dict[str, str],
    pieces: Iterable[Piece],
    finish: Callable[[], Awaitable[None]] | None = None,
) -> Any:
    """A response whose body is `pieces`; `finish` runs after the last and before the end."""
    stream = _Stream(iter(pieces), finish)
    return js.Response.new(
        stream.readable(),
        status=status,
        headers=js.Object.fromEntries(to_js(list(map(list, headers.items())))),
    )


class _Stream:
    def __init__(self, pieces: Any, finish: Callable[[], Awaitable[None]] | None) -> None:
        self._pieces = pieces
        self._finish = finish
        self._left: Any = None
        self._offered = 0
        self._proxies: list[Any] = []

    def readable(self) -> Any:
        pull, cancel = create_proxy(self._pull), create_proxy(self._cancel)
        self._proxies = [pull, cancel]
        return js.ReadableStream.new(pull=pull, cancel=cancel)

    async def _pull(self, controller: Any) -> None:
        try:
            await self._send(controller)
        except Exception as error:
            # What was sent so far must not look like all of it: the stream breaks off.
            JsonLog().error(error, {"while": "answering"})
            raise

    async def _send(self, controller: Any) -> None:
        buffer = js.Uint8Array.new(BUFFER)
        filled, is_over = await self._fill(buffer)
        if filled:
            controller.enqueue(buffer.subarray(0, filled))
        if is_over:
            if self._finish is not None:
                await self._finish()
            controller.close()
            self._release()

    async def _fill(self, buffer: Any) -> tuple[int, bool]:
        filled = 0
        while filled < BUFFER:
            piece = self._left
            self._left = None
            if piece is None:
                piece = next(self._pieces, None)
            if piece is None:
                return filled, True
            size = len(piece)
            if not size:
                if await self._pause() and filled:
                    # The client sees that work goes on.
                    return filled, False
                continue
            room = BUFFER - filled
            if size > room:
                self._left = piece[room:]
                piece = piece[:room]
                size = room
            buffer.set(piece.array if isinstance(piece, JsBlob) else to_js(piece), filled)
            filled += size
        return filled, False

    async def _pause(self) -> bool:
        """Whether others have been let in."""
        self._offered += 1
        if self._offered % PAUSES:
            return False
        await js.scheduler.wait(0)
        return True

    def _cancel(self, _reason: Any = None) -> None:
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
        self._release()

    def _release(self) -> None:
        # The proxy of the function that runs may be destroyed only after it has returned.
        js.queueMicrotask(create_once_callable(self._destroy_proxies))

    def _destroy_proxies(self) -> None:
        for proxy in self._proxies:
            proxy.destroy()
        self._proxies = []

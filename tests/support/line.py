"""A line between a client and the server that fails at the moment a test has chosen."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import TracebackType

from tests.support.server import HOST

PIECE = 1 << 14
SECONDS = 60
"""What a moment may take to come."""

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Way(Enum):
    UP = "to the server"
    DOWN = "to the client"


class Fault(Enum):
    HOLD = "nothing more passes, until the line is released or cut"
    FLIP = "one byte arrives changed"


@dataclass(frozen=True, slots=True)
class Moment:
    """`after` bytes past the first `word` that goes this way."""

    way: Way
    word: bytes
    after: int = 0


class Line:
    """A TCP proxy in front of `port`; a fault happens once."""

    def __init__(self, port: int, moment: Moment, fault: Fault = Fault.HOLD) -> None:
        self._server_port = port
        self._watch = _Watch(moment, fault)
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Line:
        self._run(self._accept)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.cut()

    def through(self, url: str) -> str:
        """The server's `url`, by this line."""
        return url.replace(f":{self._server_port}/", f":{self.port}/")

    def wait_for_fault(self) -> None:
        assert self._watch.has_come.wait(SECONDS), "the moment never came"

    def release(self) -> None:
        self._watch.released.set()

    def cut(self) -> None:
        """End every connection as when a cable is pulled."""
        self._watch.is_cut = True
        self.release()
        _close(self._listener)
        for each in self._sockets:
            _close(each)
        for thread in self._threads:
            thread.join(SECONDS)

    def _run(self, target: object, *arguments: object) -> None:
        assert callable(target)
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection((HOST, self._server_port))
            self._sockets += [client, server]
            self._run(self._pump, client, server, Way.UP)
            self._run(self._pump, server, client, Way.DOWN)

    def _pump(self, source: socket.socket, target: socket.socket, way: Way) -> None:
        try:
            while data := source.recv(PIECE):
                for piece in self._watch.pass_on(way, data):
                    target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            _close(source)
            _close(target)


class _Watch:
    """Finds the moment, also where pieces of the stream divide the word."""

    def __init__(self, moment: Moment, fault: Fault) -> None:
        self._moment = moment
        self._fault = fault
        self._tail = b""
        self._left: int | None = None
        self.has_come = threading.Event()
        self.released = threading.Event()
        self.is_cut = False

    def pass_on(self, way: Way, data: bytes) -> Iterator[bytes]:
        at = self._find(data) if way is self._moment.way and not self.has_come.is_set() else None
        if at is None:
            yield data
            return
        yield data[:at]
        self.has_come.set()
        if self._fault is Fault.FLIP:
            yield bytes([data[at] ^ 0x55]) + data[at + 1 :]
            return
        self.released.wait(SECONDS)
        if self.is_cut:
            raise ConnectionAbortedError
        yield data[at:]

    def _find(self, data: bytes) -> int | None:
        start = 0
        if self._left is None:
            seen = self._tail + data
            found = seen.find(self._moment.word)
            self._tail = seen[-len(self._moment.word) + 1 :]
            if found < 0:
                return None
            start = found + len(self._moment.word) - (len(seen) - len(data))
            self._left = self._moment.after
        at = start + self._left
        if at < len(data):
            return at
        self._left -= len(data) - start
        return None


def _close(sock: socket.socket) -> None:
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It was closed by the other side already.
        pass
    finally:
        sock.close()

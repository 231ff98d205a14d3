"""pkt-line: how Git frames everything it says.

    length  4 hexadecimal digits, counting themselves
    payload length - 4 bytes

Lengths 0 to 2 carry no payload and mean something of their own: flush, delimiter, response end.
Specification: gitprotocol-common(5), gitprotocol-v2(5).

A payload is handed over as it came; `chomp` takes off the line feed that some clients end a
line with and others do not.
"""

from __future__ import annotations

from binascii import Error as NotHexadecimal
from binascii import unhexlify
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import TypeAlias

from git.errors import PktLineError


class Special(Enum):
    """A packet without payload; the value is what stands on the wire."""

    FLUSH = b"0000"
    DELIMITER = b"0001"
    RESPONSE_END = b"0002"


Packet: TypeAlias = bytes | Special

FLUSH = Special.FLUSH.value
DELIMITER = Special.DELIMITER.value
RESPONSE_END = Special.RESPONSE_END.value

HEADER_SIZE = 4
MAX_PAYLOAD = 65516
"""The format's own limit: a packet is at most 65,520 bytes, header included."""

_SPECIALS = (Special.FLUSH, Special.DELIMITER, Special.RESPONSE_END)

GATHERED_SIZE = 65536
"""What a response stream should be given at once: smaller pieces cost more than they carry."""


def encode(payload: bytes) -> bytes:
    if len(payload) > MAX_PAYLOAD:
        raise PktLineError(f"a packet cannot hold {len(payload):,} bytes")
    return b"%04x%b" % (HEADER_SIZE + len(payload), payload)


def encode_error(message: bytes) -> bytes:
    """The packet that ends any conversation: `ERR`, and why."""
    return encode(b"ERR " + message[: MAX_PAYLOAD - 4])


def chomp(payload: bytes) -> bytes:
    """The line in a payload: without the one line feed it may end with."""
    return payload[:-1] if payload.endswith(b"\n") else payload


def gather(pieces: Iterable[bytes], size: int = GATHERED_SIZE) -> Iterator[bytes]:
    """The same bytes in pieces of at least `size`, but for the last."""
    waiting: list[bytes] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= size:
            yield b"".join(waiting)
            waiting.clear()
            length = 0
    if waiting:
        yield b"".join(waiting)


class Decoder:
    """Packets out of bytes that come in any pieces.

    Holds what it was given and has not handed out: who feeds it in small pieces and takes each
    packet as it is complete never has more than one packet and one piece in memory.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._start = 0

    def receive(self, data: bytes) -> None:
        if self._start:
            del self._buffer[: self._start]
            self._start = 0
        self._buffer += data

    def next_packet(self) -> Packet | None:
        """The next packet, None until all of it is there; PktLineError for broken framing."""
        body = self._start + HEADER_SIZE
        if len(self._buffer) < body:
            return None
        length = _decode_length(self._buffer[self._start : body])
        if length < HEADER_SIZE:
            self._start = body
            return _SPECIALS[length]
        end = self._start + length
        if len(self._buffer) < end:
            return None
        self._start = end
        return bytes(self._buffer[body:end])

    def take_rest(self) -> bytes:
        """Everything not handed out yet, which is no longer ours to decode."""
        rest = bytes(memoryview(self._buffer)[self._start :])
        self._buffer = bytearray()
        self._start = 0
        return rest

    def close(self) -> None:
        """No more bytes will come: PktLineError when they stopped inside a packet."""
        if self._start < len(self._buffer):
            raise PktLineError("the stream ends inside a packet")


def decode_all(data: bytes) -> Iterator[Packet]:
    """The packets of `data`, read no further than they are asked for.

    PktLineError when the last is asked for and `data` does not end where a packet ends.
    """
    decoder = Decoder()
    decoder.receive(data)
    while (packet := decoder.next_packet()) is not None:
        yield packet
    decoder.close()


def _decode_length(header: bytearray) -> int:
    # unhexlify, because int(…, 16) also takes signs, underscores, blanks and "0x".
    try:
        length = int.from_bytes(unhexlify(header), "big")
    except NotHexadecimal as error:
        shown = header.decode("ascii", "backslashreplace")
        raise PktLineError(f"bad packet length '{shown}'") from error
    if length == len(_SPECIALS) or length > HEADER_SIZE + MAX_PAYLOAD:
        raise PktLineError(f"bad packet length {length}")
    return length

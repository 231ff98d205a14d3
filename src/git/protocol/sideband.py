"""Side-band: three streams in one, told apart by a byte before the data of each packet.

    length  4 hexadecimal digits, as in any packet
    band    1 byte: 1 data, 2 progress (shown as `remote: …`), 3 a fatal error
    data    up to 65,515 bytes with `side-band-64k`, up to 995 with the older `side-band`

Specification: gitprotocol-pack(5), "Packfile Data".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Protocol, Self, TypeVar

MAX_DATA = 65515
"""A packet of 65,520 bytes less header and band: `side-band-64k`, and always in v2."""

MAX_DATA_SMALL = 995
"""A packet of 1,000 bytes less header and band: the older `side-band`."""


class Band(IntEnum):
    DATA = 1
    PROGRESS = 2
    ERROR = 3


class Piece(Protocol):
    """Anything with a length that can be sliced: bytes, a memoryview, a foreign buffer."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: slice, /) -> Self: ...


PieceT = TypeVar("PieceT", bound=Piece)

HEADER_SIZE = 5


def frame_header(length: int, band: Band) -> bytes:
    """The 5 bytes before `length` bytes of data."""
    return b"%04x%c" % (HEADER_SIZE + length, band)


KEEPALIVE = frame_header(0, Band.DATA)
"""Says nothing, so that nobody on the way thinks we are gone; for inside a packfile."""

KEEPALIVE_BEFORE_PACK = frame_header(0, Band.PROGRESS)
"""The same with `sideband-all`, between other lines, where empty data could end a section."""


def encode(band: Band, data: bytes, max_data: int = MAX_DATA) -> Iterator[bytes]:
    """Whole frames that carry `data`; none when there is none."""
    for start in range(0, len(data), max_data):
        part = data[start : start + max_data]
        yield frame_header(len(part), band) + part


def frames(
    pieces: Iterable[PieceT], band: Band = Band.DATA, max_data: int = MAX_DATA
) -> Iterator[bytes | PieceT]:
    """Frames around `pieces` that nobody has to copy: headers, and slices of the pieces.

    Each frame but the last is full, whatever the borders of the pieces; at most one frame's
    slices are held back.
    """
    waiting: list[PieceT] = []
    length = 0
    for piece in pieces:
        start = 0
        size = len(piece)
        while length + size - start >= max_data:
            end = start + max_data - length
            yield frame_header(max_data, band)
            yield from waiting
            yield piece[start:end]
            waiting.clear()
            length = 0
            start = end
        if start < size:
            waiting.append(piece[start:] if start else piece)
            length += size - start
    if waiting:
        yield frame_header(length, band)
        yield from waiting


def encode_progress(text: str, max_data: int = MAX_DATA) -> Iterator[bytes]:
    """Lines for the person at the other end, each shown after `remote: `."""
    return encode(Band.PROGRESS, clean_text(text) + b"\n", max_data)


def encode_error(text: str, max_data: int = MAX_DATA) -> Iterator[bytes]:
    """The frames after which the client gives up, and shows `text`."""
    return encode(Band.ERROR, clean_text(text) + b"\n", max_data)


def clean_text(text: str) -> bytes:
    """`text` safe to be written to somebody's terminal, as UTF-8.

    Messages quote refnames, paths and commit messages, and a terminal obeys what it is sent:
    control characters (ESC begins colours, cursor moves, and worse) and format characters
    (bidirectional overrides show a text other than it is) become `?`. Line feed and tab stay.
    """
    return "".join(map(_clean_character, text)).encode()


def _clean_character(character: str) -> str:
    if character in "\n\t":
        return character
    return "?" if unicodedata.category(character) in _UNSAFE_CATEGORIES else character


_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

"""Bodies of requests, written as lines."""

from __future__ import annotations

FLUSH, DELIMITER, RESPONSE_END = "0000", "0001", "0002"


def encode(*lines: str) -> bytes:
    """Each line as a packet; the three above as they are."""
    return b"".join(map(_encode, lines))


def _encode(line: str) -> bytes:
    if line in (FLUSH, DELIMITER, RESPONSE_END):
        return line.encode()
    return b"%04x%b\n" % (len(line.encode()) + 5, line.encode())


def decode(body: bytes) -> list[str]:
    """The lines of a body, without what is between them."""
    found: list[str] = []
    while body:
        size = max(int(body[:4], 16), 4)
        if size > 4:
            found.append(body[4:size].decode("utf-8", "backslashreplace").strip())
        body = body[size:]
    return found

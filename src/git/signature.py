"""Who and when: the line after `author`, `committer` and `tagger`.

    name <email> seconds offset
    A U Thor <author@example.com> 1112911993 -0700

`seconds` count from 1970 in UTC; `offset` is the writer's clock, hours and minutes. Old histories
hold every possible deviation, so decoding takes what it can find and raises nothing; whether a
line is as it should be is asked of `git.fsck.signature`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_SECONDS = 2**63 - 1
"""Times are kept in signed 64-bit columns; a later one is read as 0, which is what Git shows for
a time that it cannot represent."""

_OFFSET = re.compile(rb"([+-])(\d{1,2})(\d\d)")
_TIME = re.compile(rb" *(\d+)(?: +(\S+))?")

_MAX_DIGITS = len(str(MAX_SECONDS))


@dataclass(frozen=True, slots=True)
class Signature:
    """`offset` is kept as written (`+0200`, `-0000`), for the object's name depends on it."""

    name: bytes
    email: bytes
    seconds: int
    offset: bytes

    @property
    def offset_minutes(self) -> int:
        """Minutes east of UTC; 0 when the offset makes no sense."""
        match = _OFFSET.fullmatch(self.offset)
        if not match:
            return 0
        minutes = int(match[2]) * 60 + int(match[3])
        return -minutes if match[1] == b"-" else minutes


def decode(line: bytes) -> Signature:
    """Never fails: what is missing is empty, 0 or `+0000`."""
    before, opened, rest = line.partition(b"<")
    if not opened:
        return Signature(line.strip(), b"", 0, b"+0000")
    email, closed, after = rest.rpartition(b">")
    if not closed:
        email, after = rest, b""
    seconds, offset = _decode_time(after)
    return Signature(before.removesuffix(b" "), email, seconds, offset)


def encode(signature: Signature) -> bytes:
    return b"%s <%s> %d %s" % (
        signature.name,
        signature.email,
        signature.seconds,
        signature.offset,
    )


def decode_seconds(digits: bytes) -> int:
    """The time that decimal digits name; 0 past MAX_SECONDS."""
    if len(digits) > _MAX_DIGITS:
        return 0
    seconds = int(digits)
    return seconds if seconds <= MAX_SECONDS else 0


def _decode_time(text: bytes) -> tuple[int, bytes]:
    match = _TIME.match(text)
    if not match:
        return 0, b"+0000"
    return decode_seconds(match[1]), match[2] or b"+0000"

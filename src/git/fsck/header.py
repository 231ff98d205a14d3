"""What can be wrong with the head of a commit or tag as a whole."""

from __future__ import annotations

from binascii import Error as NotHexadecimal
from binascii import unhexlify

from git.fsck.rule import Finding, Rule
from git.oid import HEX_SIZE


def find_unreadable(data: bytes) -> Finding | None:
    """Why the header lines must not even be looked at: a NUL among them, or no end.

    An object may consist of header lines alone, if the last is whole.
    """
    end = data.find(b"\n\n")
    nul = data.find(b"\0", 0, end if end >= 0 else len(data))
    if nul >= 0:
        return Finding(Rule.NUL_IN_HEADER, f"unterminated header: NUL at offset {nul}")
    if end < 0 and not data.endswith(b"\n"):
        return Finding(Rule.UNTERMINATED_HEADER, "unterminated header")
    return None


def is_hex_oid(digits: bytes) -> bool:
    """Whether these are 40 digits; upper case is allowed, as in Git."""
    try:
        return len(unhexlify(digits)) * 2 == HEX_SIZE
    except NotHexadecimal:
        return False

"""What can be wrong with a blob called `.gitattributes`: only its size and that of its lines.

Both limits are Git's own, beyond which its clients ignore the file or line (CVE-2022-23521).
"""

from __future__ import annotations

import re

from git.fsck.rule import CLEAN, Finding, Findings, Rule

MAX_SIZE = 100 * 1024 * 1024
"""Bytes; a larger file is `gitattributesLarge`."""

MAX_LINE = 2047
"""Bytes, without the newline; a longer line is `gitattributesLineLength`."""

_LONG_LINE = re.compile(rb"[^\n]{%d}" % (MAX_LINE + 1))


def check(data: bytes | None) -> Findings:
    """`data` is the blob, or None if it is too large to be held."""
    if data is None or len(data) > MAX_SIZE:
        finding = Finding(Rule.GITATTRIBUTES_LARGE, ".gitattributes too large to parse")
        return Findings((finding,))
    # Git reads a C string: what follows a NUL is not there.
    if _LONG_LINE.search(data.partition(b"\0")[0]):
        text = ".gitattributes has too long lines to parse"
        return Findings((Finding(Rule.GITATTRIBUTES_LINE_LENGTH, text),))
    return CLEAN

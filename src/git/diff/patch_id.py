"""What stays the same of a change when it is made elsewhere (git-patch-id(1)).

Names of files, lines that go, come and stand around them, without white space and without line
numbers: commits with the same patch id change the same in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from hashlib import sha1

from git.diff import lines, unified
from git.diff.trees import TreeChange
from git.oid import ObjectId
from git.tree import Entry, is_blob

Read = Callable[[ObjectId], bytes]

_SPACE = re.compile(rb"\s+")
_LOOKED_AT = 8_000
"""Bytes in which a NUL makes a file binary. Git's number."""


def touched(changes: Sequence[TreeChange]) -> bytes:
    """What differs already where other files are changed, or come or go; no file is read."""
    digest = sha1()
    for change in changes:
        comes = change.new.mode if change.old is None and change.new else 0
        goes = change.old.mode if change.new is None and change.old else 0
        digest.update(b"%o %o %b\0" % (comes, goes, change.path))
    return digest.digest()


def patch_id(changes: Sequence[TreeChange], read: Read) -> bytes:
    """The id of a commit's changes, in the order of their paths."""
    digest = sha1(touched(changes))
    for change in changes:
        before, after = _content(change.old, read), _content(change.new, read)
        if b"\0" in before[:_LOOKED_AT] or b"\0" in after[:_LOOKED_AT]:
            digest.update(sha1(before).digest() + sha1(after).digest())
            continue
        old, new = lines.split_lines(before), lines.split_lines(after)
        hunks = unified.encode_hunks(old, new, lines.compare(old, new))
        for line in hunks.split(b"\n"):
            if not line.startswith(b"@@"):
                digest.update(_SPACE.sub(b"", line))
    return digest.digest()


def _content(entry: Entry | None, read: Read) -> bytes:
    if entry is None:
        return b""
    return read(entry.oid) if is_blob(entry.mode) else entry.oid.hex().encode()

"""A changed file as `git diff` shows it: the header of its patch, and binary content.

Names are quoted as in Git (`core.quotePath`): a name with bytes that are not printable ASCII
stands in double quotes, with escapes as in C.
"""

from __future__ import annotations

import re
import zlib
from base64 import b85encode
from collections.abc import Callable, Iterator
from dataclasses import replace

from git.diff.trees import TreeChange
from git.oid import ZERO_OID, ObjectId, encode_hex
from git.tree import GITLINK, Entry

BINARY_PREFIX = 8000
"""Bytes at the start of a file among which a NUL makes it binary, as in Git."""

Abbreviate = Callable[[ObjectId], bytes]

_SPECIAL = re.compile(rb'[\x00-\x1f"\\\x7f-\xff]')
_ESCAPES = {
    7: b"\\a",
    8: b"\\b",
    9: b"\\t",
    10: b"\\n",
    11: b"\\v",
    12: b"\\f",
    13: b"\\r",
    0x22: b'\\"',
    0x5C: b"\\\\",
}
_BINARY_LINE = 52


def is_binary(content: bytes) -> bool:
    return b"\0" in content[:BINARY_PREFIX]


def quote(name: bytes) -> bytes:
    if not _SPECIAL.search(name):
        return name
    return b'"%b"' % _SPECIAL.sub(
        lambda match: _ESCAPES.get(match[0][0], b"\\%03o" % match[0][0]), name
    )


def split_type_change(change: TreeChange) -> tuple[TreeChange, ...]:
    """A file that becomes a link, or the like, is shown as deleted and added."""
    old, new = change.old, change.new
    if old is None or new is None or old.mode >> 12 == new.mode >> 12:
        return (change,)
    return (TreeChange(old, None), TreeChange(None, new))


def encode_header(change: TreeChange, abbreviate: Abbreviate) -> bytes:
    """The lines before `---`."""
    return b"".join(_iter_header(change, abbreviate))


def encode_file_lines(change: TreeChange) -> bytes:
    """The two lines before the first hunk."""
    old, new = _names(change)
    return b"--- %b\n+++ %b\n" % (_ended(old), _ended(new))


def encode_binary_notice(change: TreeChange) -> bytes:
    return b"Binary files %b and %b differ\n" % _names(change)


def encode_binary(old: bytes, new: bytes) -> bytes:
    """Both contents whole, so that the patch can be applied either way."""
    return b"GIT binary patch\n" + _literal(new) + _literal(old)


def content_of_gitlink(oid: ObjectId) -> bytes:
    return b"Subproject commit %b\n" % encode_hex(oid)


def _iter_header(change: TreeChange, abbreviate: Abbreviate) -> Iterator[bytes]:
    old, new = change.old, change.new
    here = Entry(0, change.path, ZERO_OID)
    before, after = old or replace(here, mode=0), new or replace(here, mode=0)
    names = quote(b"a/" + before.name), quote(b"b/" + after.name)
    yield b"diff --git %b %b\n" % names
    if old is None:
        yield b"new file mode %06o\n" % after.mode
    elif new is None:
        yield b"deleted file mode %06o\n" % before.mode
    elif before.mode != after.mode:
        yield b"old mode %06o\nnew mode %06o\n" % (before.mode, after.mode)
    if change.similarity is not None:
        yield b"similarity index %d%%\n" % change.similarity
        yield b"rename from %b\nrename to %b\n" % (quote(before.name), quote(after.name))
    if before.oid != after.oid:
        mode = b" %06o" % after.mode if before.mode == after.mode else b""
        yield b"index %b..%b%b\n" % (abbreviate(before.oid), abbreviate(after.oid), mode)


def _names(change: TreeChange) -> tuple[bytes, bytes]:
    old, new = change.old, change.new
    return (
        quote(b"a/" + old.name) if old else b"/dev/null",
        quote(b"b/" + new.name) if new else b"/dev/null",
    )


def _ended(name: bytes) -> bytes:
    """With a tab after a name that holds a space: else programs take the name to end there."""
    return name + b"\t" if b" " in name else name


def _literal(content: bytes) -> bytes:
    packed = zlib.compress(content)
    pieces = [b"literal %d\n" % len(content)]
    for at in range(0, len(packed), _BINARY_LINE):
        piece = packed[at : at + _BINARY_LINE]
        size = len(piece)
        letter = ord("A") + size - 1 if size <= 26 else ord("a") + size - 27
        pieces.append(b"%c%b\n" % (letter, b85encode(piece, pad=True)))
    return b"".join((*pieces, b"\n"))


def is_gitlink(entry: Entry | None) -> bool:
    return entry is not None and entry.mode == GITLINK

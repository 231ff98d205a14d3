"""Trees: names, each with a mode and an object.

    <mode in octal> SP <name> NUL <20 raw bytes>, and again, without anything between

Entries are sorted by name as if the names of trees ended in `/`. The 20 bytes may hold anything,
NUL and newline too, so a tree is read from its start, each entry where the last one ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from git.errors import ObjectFormatError
from git.oid import ObjectId

TREE = 0o040000
FILE = 0o100644
EXECUTABLE = 0o100755
SYMLINK = 0o120000
GITLINK = 0o160000

_KIND = 0o170000
_REGULAR = 0o100000

_ENTRY = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)
_MODE_AND_OID = re.compile(rb"([^ ]++) [^\0]++\0(.{20})", re.DOTALL)
_BLOB_MODES = (b"100644", b"100755", b"120000")


@dataclass(frozen=True, slots=True)
class Entry:
    mode: int
    name: bytes
    oid: ObjectId


def is_tree(mode: int) -> bool:
    return mode & _KIND == TREE


def is_blob(mode: int) -> bool:
    """Whether the object is a blob of this repository: a file or a symbolic link."""
    return mode & _KIND in (_REGULAR, SYMLINK)


def decode(data: bytes) -> list[Entry]:
    """The entries in the order they stand; ObjectFormatError when the bytes are no tree."""
    entries: list[Entry] = []
    at = 0
    while at < len(data):
        match = _ENTRY.match(data, at)
        if not match:
            raise ObjectFormatError(f"malformed tree entry at byte {at}")
        entries.append(Entry(int(match[1], 8), match[2], ObjectId(match[3])))
        at = match.end()
    return entries


def sort_key(entry: Entry) -> bytes:
    return entry.name + b"/" if is_tree(entry.mode) else entry.name


def encode(entries: Iterable[Entry]) -> bytes:
    return b"".join(
        b"%o %s\0%s" % (entry.mode, entry.name, entry.oid)
        for entry in sorted(entries, key=sort_key)
    )


def references(data: bytes) -> tuple[list[ObjectId], list[ObjectId]]:
    """The trees and the blobs that a tree names; commits of submodules are not followed.

    For hundreds of thousands of entries a push: it trusts that the bytes are a tree (`git.fsck`
    has seen them), and the result for other bytes is meaningless.
    """
    trees: list[ObjectId] = []
    blobs: list[ObjectId] = []
    for mode, oid in _MODE_AND_OID.findall(data):
        if mode == b"40000":
            trees.append(oid)
        elif mode in _BLOB_MODES:
            blobs.append(oid)
        elif mode != b"160000":
            return _references_of_odd_modes(data)
    return trees, blobs


def _references_of_odd_modes(data: bytes) -> tuple[list[ObjectId], list[ObjectId]]:
    entries = decode(data)
    trees = [entry.oid for entry in entries if is_tree(entry.mode)]
    blobs = [entry.oid for entry in entries if is_blob(entry.mode)]
    return trees, blobs

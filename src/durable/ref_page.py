"""One page of refs: what Git calls packed-refs, in the form of a row.

Refs in the order of their names' bytes, end to end:

    oid        20
    peeled     20   zero for what is no annotated tag
    length      2   big-endian
    refname    length
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from struct import Struct

from git.oid import SIZE, ZERO_OID, ObjectId
from git.refs import Ref

_HEAD = Struct(">20s20sH")
_LENGTH = Struct(">H")

PAGE_SIZE = 1 << 16
"""Bytes of a page, some 900 refs. A push writes each page it touches anew, and a look-up reads
one: larger pages would make both slower, smaller ones a mirror of many refs dearer."""

Change = tuple[ObjectId, ObjectId | None] | None
"""What a ref is to lead to, and what that peels to; None to delete it."""


def encode_ref(ref: Ref) -> bytes:
    return _HEAD.pack(ref.oid, ref.peeled or ZERO_OID, len(ref.refname)) + ref.refname


def iter_refs(page: bytes, start: int = 0) -> Iterator[Ref]:
    """The refs of a page from the one at byte `start` on."""
    at = start
    size = _HEAD.size
    unpack = _HEAD.unpack_from
    while at < len(page):
        oid, peeled, length = unpack(page, at)
        at += size
        yield Ref(page[at : at + length], oid, None if peeled == ZERO_OID else peeled)
        at += length


def find(page: bytes, refname: bytes) -> Ref | None:
    # A peer asks for any name; no page holds one that is not below refs/.
    if not refname.startswith(b"refs/"):
        return None
    # The two bytes of a length begin with one below 5, which no refname holds, and no oid is
    # likely to hold a whole refname with its length before it: what is found is a ref.
    at = page.find(_LENGTH.pack(len(refname)) + refname)
    return None if at < 0 else next(iter_refs(page, at - 2 * SIZE))


def merge(page: bytes, changes: Mapping[bytes, Change]) -> list[bytes]:
    """The page with the changes made, as encoded refs in order."""
    refs = {ref.refname: ref for ref in iter_refs(page)}
    for refname, change in changes.items():
        if change is None:
            refs.pop(refname, None)
        else:
            refs[refname] = Ref(refname, *change)
    return [encode_ref(refs[refname]) for refname in sorted(refs)]


def split(encoded: list[bytes]) -> list[list[bytes]]:
    """Encoded refs in runs that each fit a page, of about the same size."""
    total = sum(map(len, encoded))
    share = total / (total // PAGE_SIZE + 1)
    runs: list[list[bytes]] = []
    size = 0.0
    for ref in encoded:
        if not runs or size + len(ref) > share * 1.05:
            runs.append([])
            size = 0
        runs[-1].append(ref)
        size += len(ref)
    return runs


def name_of(encoded: bytes) -> bytes:
    return encoded[_HEAD.size :]

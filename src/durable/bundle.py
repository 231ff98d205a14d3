"""Bundles: refs and their history as one file, which can be cloned (gitformat-bundle(5)).

# v2 git bundle LF
<oid in hex> SP <refname> LF, for each ref
LF
pack
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from durable.storage import Storage
from durable.upload_pack import Piece, UploadPack
from git.oid import ObjectId, encode_hex
from git.refs import HEAD

_SIGNATURE = b"# v2 git bundle\n"


def iter_bundle(storage: Storage, commit_oid: ObjectId, refname: bytes) -> Iterator[Piece]:
    """HEAD, which is `commit_oid`, and the ref; all branches and tags when none is named."""
    refs = list(_refs(storage, refname))
    lines = (encode_hex(oid) + b" " + name + b"\n" for name, oid in [*refs, (HEAD, commit_oid)])
    yield b"".join((_SIGNATURE, *lines, b"\n"))
    wants = dict.fromkeys((*(oid for _, oid in refs), commit_oid))
    yield from UploadPack(storage).pack(tuple(wants))


def _refs(storage: Storage, refname: bytes) -> Iterator[tuple[bytes, ObjectId]]:
    if refname:
        yield from storage.refs.find_all([refname]).items()
        return
    for ref in chain.from_iterable(
        map(storage.refs.iter_prefixed, (b"refs/heads/", b"refs/tags/"))
    ):
        yield ref.refname, ref.oid

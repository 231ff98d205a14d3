"""All paths of a commit, for who looks for a file by its name."""

from __future__ import annotations

from collections.abc import Iterator

from durable.browse.reading import Reading
from durable.browse.revs import resolve_tree
from durable.contract.files import ListPaths, Paths
from git import tree as trees
from git.changed_paths import name_of, raw_entries
from git.oid import SIZE, ObjectId

MAX_PATHS = 200_000
"""Paths in one answer: a second or two of reading trees."""

MAX_BYTES = 8 << 20
"""Bytes of paths in one answer: those of most repositories with so many."""


def list_paths(reading: Reading, question: ListPaths) -> Paths:
    root, commit_oid = resolve_tree(reading, question.rev)
    limit = min(question.limit, MAX_PATHS)
    gathered = bytearray()
    for count, path in enumerate(_iter_paths(reading, root, b"")):
        if count == limit or len(gathered) + len(path) >= MAX_BYTES:
            return Paths(commit_oid, bytes(gathered), False)
        gathered += path + b"\0"
    return Paths(commit_oid, bytes(gathered), True)


def _iter_paths(reading: Reading, tree: ObjectId, prefix: bytes) -> Iterator[bytes]:
    for entry in raw_entries(reading.read_tree(tree)):
        path = prefix + name_of(entry)
        if trees.is_tree(int(entry[: entry.index(b" ")], 8)):
            yield from _iter_paths(reading, ObjectId(entry[-SIZE:]), path + b"/")
        else:
            yield path

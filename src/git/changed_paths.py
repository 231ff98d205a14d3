"""Which paths a commit changed, as hashes that can be kept for every commit.

A path counts as changed when what lies at it differs from the first parent's, its mode included;
and so does every folder above it. Of a root commit that is all there is. A hash has 64 bits, so
that no two paths of a repository have the same one by chance, and is no secret: whoever makes two
paths collide deceives readers of a repository of theirs about the dates of the two.

One record holds n commits in a row, little-endian:

    hashes     m x 8    in any order within a commit; or one of UNKNOWN and MANY
    ends       n x 4    how many hashes there are up to and with those of each commit

Git keeps Bloom filters for the same end (gitformat-commit-graph(5)); ADR 9 tells why not here.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import TypeAlias

from git.errors import ObjectFormatError
from git.oid import SIZE, ObjectId
from git.tree import is_tree

UNKNOWN = 0
"""Stands for the hashes of a commit that nobody has looked at yet."""

MANY = 1
"""Stands for more than MAX_PATHS hashes: anything may have changed."""

MAX_PATHS = 512
"""Paths kept of a commit, as in Git: whatever changes more is compared by its trees."""

ReadTree: TypeAlias = Callable[[ObjectId], bytes]
Hashes: TypeAlias = Sequence[int]
"""Those of one commit; or just UNKNOWN, or just MANY."""

NOT_LOOKED_AT: Hashes = array("Q", (UNKNOWN,))
ANYTHING: Hashes = array("Q", (MANY,))

END_SIZE, HASH_SIZE = 4, 8

_RAW_ENTRY = re.compile(rb"[0-7]+ [^\0]+\0.{20}", re.DOTALL)
_TAIL = SIZE + 1


def hash_of(path: bytes) -> int:
    return max(int.from_bytes(blake2b(path, digest_size=8).digest(), "little"), MANY + 1)


def is_exact(hashes: Hashes) -> bool:
    """Whether a path whose hash is not here has not changed, and one whose hash is here has."""
    return len(hashes) != 1 or hashes[0] > MANY


def is_known(hashes: Hashes) -> bool:
    """Whether somebody has looked at the commit."""
    return len(hashes) != 1 or hashes[0] != UNKNOWN


def find_hashes(read_tree: ReadTree, old: ObjectId | None, new: ObjectId) -> Hashes:
    """Those of the paths that differ between two root trees; None is a tree without entries."""
    paths = islice(iter_paths(read_tree, old, new), MAX_PATHS + 1)
    hashes = array("Q", map(hash_of, paths))
    return hashes if len(hashes) <= MAX_PATHS else ANYTHING


def iter_paths(read_tree: ReadTree, old: ObjectId | None, new: ObjectId) -> Iterator[bytes]:
    """The paths that differ, folders too, each once."""
    pairs: list[tuple[bytes, ObjectId | None, ObjectId | None]] = [(b"", old, new)]
    while pairs:
        prefix, one, other = pairs.pop()
        if one == other:
            continue
        before = frozenset(raw_entries(read_tree(one))) if one else frozenset[bytes]()
        after = frozenset(raw_entries(read_tree(other))) if other else frozenset[bytes]()
        gone, come = _trees_by_name(before - after), _trees_by_name(after - before)
        for name in gone.keys() | come.keys():
            path = prefix + name
            yield path
            pairs.append((path + b"/", gone.get(name), come.get(name)))


def raw_entries(tree: bytes) -> list[bytes]:
    """The entries of a tree as they stand there, mode, name and oid; ObjectFormatError for none."""
    entries: list[bytes] = _RAW_ENTRY.findall(tree)
    if sum(map(len, entries)) != len(tree):
        raise ObjectFormatError("malformed tree")
    return entries


def name_of(raw_entry: bytes) -> bytes:
    return raw_entry[raw_entry.index(b" ") + 1 : -_TAIL]


def _trees_by_name(raw: frozenset[bytes]) -> dict[bytes, ObjectId | None]:
    """The oid of each entry that is a tree, None for other entries."""
    found: dict[bytes, ObjectId | None] = {}
    for entry in raw:
        mode = int(entry[: entry.index(b" ")], 8)
        found[name_of(entry)] = ObjectId(entry[-SIZE:]) if is_tree(mode) else None
    return found

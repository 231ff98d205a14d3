"""What a repository tells about its refs.

A listing is an iterable of `AnyRef`: HEAD first, when there is one, then the refs in the order
of their names' bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from git.oid import ObjectId

HEAD = b"HEAD"


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref that leads to an object.

    `peeled` is the object that an annotated tag leads to in the end, None for everything else;
    `symref_target` the full name of the ref that a symbolic ref (HEAD, as a rule) stands for.
    """

    refname: bytes
    oid: ObjectId
    peeled: ObjectId | None = None
    symref_target: bytes | None = None


@dataclass(frozen=True, slots=True)
class Unborn:
    """A symbolic ref to a branch without commits: HEAD of an empty repository."""

    symref_target: bytes
    refname: bytes = HEAD


AnyRef: TypeAlias = Ref | Unborn

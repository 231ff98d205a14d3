"""Questions about what changed: the files between two commits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from durable.contract.message import Answer, Question
from git.diff.trees import TreeChange
from git.oid import ObjectId


class FileStatus(Enum):
    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    RENAMED = "renamed"
    CHANGED = "changed"
    """Of another kind now, as from file to symbolic link."""


@dataclass(frozen=True, slots=True)
class FileChange(Answer):
    """One file. `header` and `hunks` together are its part of `git diff`.

    `hunks` is None when they were not asked for, or are too long to be made. `sizes` in bytes,
    before and after.
    """

    change: TreeChange
    status: FileStatus
    additions: int
    deletions: int
    is_binary: bool
    sizes: tuple[int, int]
    header: bytes
    hunks: bytes | None


@dataclass(frozen=True, slots=True)
class Changes(Answer):
    """`total` counts the files of all pages, `base` is the commit that was compared with."""

    base: ObjectId | None
    head: ObjectId
    files: tuple[FileChange, ...]
    total: int
    is_complete: bool
    """False when a file's hunks were left out, or there are more files than are ever listed."""


@dataclass(frozen=True, slots=True)
class ReadChanges(Question[Changes]):
    """What `head` changes: against `base`, or its first parent when that is empty.

    `context` counts the lines around a change, and what differs in white space alone may be taken
    for the same. With three dots `base` is first replaced by what both have in common.
    `with_binary` puts whole binary files into the patch, for `git am`.
    """

    head: bytes
    base: bytes = b""
    three_dots: bool = False
    ignore_space: bool = False
    context: int = 3
    skip: int = 0
    limit: int = 300
    with_patch: bool = True
    with_binary: bool = False
    path: bytes = b""

"""Questions about what lies in a commit: folders, files, single objects."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Answer, Question
from durable.contract.refs import CommitInfo
from git.oid import ObjectId
from git.tag import Tag


@dataclass(frozen=True, slots=True)
class TreeEntry(Answer):
    """`path` is relative to the tree that was asked for; `size` in bytes, of blobs only.

    `leads_to` is told by ReadPlace: what a symbolic link holds, or the address of a submodule.
    """

    path: bytes
    mode: int
    oid: ObjectId
    size: int | None = None
    leads_to: bytes | None = None


@dataclass(frozen=True, slots=True)
class Tree(Answer):
    """A folder. `is_complete` is False when more entries are there than were asked for."""

    oid: ObjectId
    entries: tuple[TreeEntry, ...]
    is_complete: bool
    commit_oid: ObjectId | None = None


@dataclass(frozen=True, slots=True)
class Blob(Answer):
    """A file. `content` is None when it is longer than the question's limit."""

    oid: ObjectId
    size: int
    content: bytes | None
    mode: int = 0
    commit_oid: ObjectId | None = None


@dataclass(frozen=True, slots=True)
class Gitlink(Answer):
    """A submodule: a commit of another repository, whose address `.gitmodules` tells."""

    oid: ObjectId
    url: bytes | None
    commit_oid: ObjectId | None = None


@dataclass(frozen=True, slots=True)
class TagInfo(Answer):
    """An annotated tag and its name."""

    oid: ObjectId
    tag: Tag


@dataclass(frozen=True, slots=True)
class Readme(Answer):
    path: bytes
    blob: Blob


@dataclass(frozen=True, slots=True)
class Found(Answer):
    """Whatever lies at a path."""

    path: bytes
    what: Tree | Blob | Gitlink


@dataclass(frozen=True, slots=True)
class Paths(Answer):
    """`paths` are whole, in the order of `git ls-tree -r`, each with a NUL behind it."""

    commit_oid: ObjectId | None
    paths: bytes
    is_complete: bool


@dataclass(frozen=True, slots=True)
class ListPaths(Question[Paths]):
    """All files and submodules of a commit, by name alone."""

    rev: bytes
    limit: int = 100_000


@dataclass(frozen=True, slots=True)
class ReadTree(Question[Tree]):
    """The tree that `rev` leads to; below it, too, when `recursive`."""

    rev: bytes
    path: bytes = b""
    recursive: bool = False
    limit: int = 100_000


@dataclass(frozen=True, slots=True)
class ReadPath(Question[Found]):
    """A folder, file or submodule; `limit` bounds content that comes along, in bytes."""

    rev: bytes
    path: bytes
    limit: int


@dataclass(frozen=True, slots=True)
class ReadBlob(Question[Blob]):
    """A blob by its oid."""

    oid: ObjectId
    limit: int


@dataclass(frozen=True, slots=True)
class ReadCommit(Question[CommitInfo]):
    rev: bytes


@dataclass(frozen=True, slots=True)
class ReadTag(Question[TagInfo]):
    """An annotated tag by its oid."""

    oid: ObjectId


@dataclass(frozen=True, slots=True)
class ReadReadme(Question[Readme]):
    """The file that introduces a folder."""

    rev: bytes
    path: bytes
    limit: int

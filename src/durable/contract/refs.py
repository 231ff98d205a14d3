"""Questions about names: HEAD, refs, branches, tags, and what a rev means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from durable.contract.message import Answer, Question
from git.commit import Commit
from git.objects import ObjectType
from git.oid import ObjectId
from git.protocol.receive_pack import RefUpdate
from git.tag import Tag


@dataclass(frozen=True, slots=True)
class CommitInfo(Answer):
    """A commit and its name."""

    oid: ObjectId
    commit: Commit


@dataclass(frozen=True, slots=True)
class RefInfo(Answer):
    """A ref and what it leads to; `peeled` is where an annotated tag ends, None for the rest.

    `is_protected`: some rule holds for it.
    """

    refname: bytes
    oid: ObjectId
    object_type: ObjectType
    peeled: ObjectId | None = None
    commit: CommitInfo | None = None
    is_protected: bool = False


@dataclass(frozen=True, slots=True)
class RefPage(Answer):
    """Some refs in the order of their names; `total` counts all that were asked for."""

    refs: tuple[RefInfo, ...]
    total: int


class NameOrder(Enum):
    """HEAD's branch always comes first."""

    TIME = "time"
    """By when what they lead to was committed, newest first."""
    VERSION = "version"
    """By the versions that they tell, highest first; after them what is not final, then others."""


@dataclass(frozen=True, slots=True)
class Name(Answer):
    """A ref as a page of names shows it; `tag` when it leads to an annotated tag first."""

    ref: RefInfo
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class NamePage(Answer):
    """`is_sorted` is False when there are too many names for any order but their own."""

    names: tuple[Name, ...]
    total: int
    head_target: bytes
    is_sorted: bool = True


@dataclass(frozen=True, slots=True)
class Summary(Answer):
    """What a repository looks like from afar; `head_target` is a full refname, perhaps unborn."""

    head_target: bytes
    head_oid: ObjectId | None
    branches: int
    tags: int
    packed: int
    """Bytes of its packs."""
    detached: ObjectId | None = None
    """The commit that HEAD stands for instead of the branch."""


@dataclass(frozen=True, slots=True)
class Resolved(Answer):
    """What a rev means; `refname` when it begins with a ref's name."""

    oid: ObjectId
    object_type: ObjectType
    refname: bytes | None
    commit_oid: ObjectId | None


@dataclass(frozen=True, slots=True)
class ReflogEntry(Answer):
    """One push or write; `created` in seconds since 1970."""

    number: int
    actor: str
    created: int
    updates: tuple[RefUpdate, ...]


@dataclass(frozen=True, slots=True)
class ReflogPage(Answer):
    entries: tuple[ReflogEntry, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class ReadSummary(Question[Summary]):
    pass


@dataclass(frozen=True, slots=True)
class ListRefs(Question[RefPage]):
    """Refs whose names begin with `prefix`; their commits come along `with_commits`."""

    prefix: bytes
    skip: int = 0
    limit: int = 100
    with_commits: bool = False


@dataclass(frozen=True, slots=True)
class ListNames(Question[NamePage]):
    """Refs whose names begin with `prefix`, in the order in which people look for them.

    With `only`, just the ref of that full name.
    """

    prefix: bytes
    skip: int = 0
    limit: int = 30
    order: NameOrder = NameOrder.TIME
    only: bytes = b""


@dataclass(frozen=True, slots=True)
class ReadRef(Question[RefInfo]):
    refname: bytes
    with_commit: bool = False


@dataclass(frozen=True, slots=True)
class ResolveRev(Question[Resolved]):
    rev: bytes


@dataclass(frozen=True, slots=True)
class ReadReflog(Question[ReflogPage]):
    """Newest first; with `refname` only what moved that ref, with `number` only that entry."""

    refname: bytes = b""
    skip: int = 0
    limit: int = 30
    number: int = 0

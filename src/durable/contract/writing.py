"""What may be written without a push: objects, refs, commits of files.

Everything goes the way of a push: the same checks, the same rules, one entry in the reflog.
"""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Answer, Question
from durable.contract.refs import CommitInfo, RefInfo
from git.commit import Commit
from git.oid import ObjectId
from git.tag import Tag


@dataclass(frozen=True, slots=True)
class Written(Answer):
    """An object that is there now."""

    oid: ObjectId


@dataclass(frozen=True, slots=True)
class Done(Answer):
    """What was asked for has happened."""


@dataclass(frozen=True, slots=True)
class TreeEdit(Answer):
    """What shall lie at `path`: the object `oid`, or a blob of `content`, or with neither nothing.

    When `expected` is given, that must lie there now; `is_new` says that nothing must.
    """

    path: bytes
    mode: int
    oid: ObjectId | None = None
    content: bytes | None = None
    expected: ObjectId | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class FilesCommitted(Answer):
    """`blobs` are those of the edits, in their order; None where something was deleted."""

    commit: CommitInfo
    blobs: tuple[ObjectId | None, ...]


@dataclass(frozen=True, slots=True)
class WriteBlob(Question[Written]):
    content: bytes


@dataclass(frozen=True, slots=True)
class WriteTree(Question[Written]):
    """The tree that the edits make of `base`, or of nothing."""

    base: ObjectId | None
    edits: tuple[TreeEdit, ...]


@dataclass(frozen=True, slots=True)
class WriteCommit(Question[CommitInfo]):
    commit: Commit


@dataclass(frozen=True, slots=True)
class WriteTag(Question[Written]):
    """A tag object; no ref leads to it yet."""

    tag: Tag


@dataclass(frozen=True, slots=True)
class CreateRef(Question[RefInfo]):
    """A ref to what `rev` leads to; a branch leads to a commit."""

    refname: bytes
    rev: bytes


@dataclass(frozen=True, slots=True)
class MoveRef(Question[RefInfo]):
    """Without `force` only forward."""

    refname: bytes
    oid: ObjectId
    force: bool = False


@dataclass(frozen=True, slots=True)
class DeleteRef(Question[Done]):
    refname: bytes


@dataclass(frozen=True, slots=True)
class RenameBranch(Question[RefInfo]):
    """Both are full names; HEAD goes along."""

    old: bytes
    new: bytes


@dataclass(frozen=True, slots=True)
class SetHead(Question[Done]):
    """Make a branch, given by its full name, the one that HEAD stands for."""

    refname: bytes


@dataclass(frozen=True, slots=True)
class PutRef(Question[Done]):
    """A ref, given by its full name, set by hand; the zero id deletes it.

    Only if it leads to `expected` now, where the zero id stands for no such ref; None is anything.
    """

    refname: bytes
    oid: ObjectId
    expected: ObjectId | None = None


@dataclass(frozen=True, slots=True)
class DetachHead(Question[Done]):
    """Make HEAD stand for a commit, until it is set to a branch."""

    oid: ObjectId


@dataclass(frozen=True, slots=True)
class UndoPush(Question[Done]):
    """Bring all refs of the reflog's entry `number` back, if none has moved since."""

    number: int


@dataclass(frozen=True, slots=True)
class RestoreRef(Question[Done]):
    """Bring a ref back to where it was before the reflog's entry `number`."""

    number: int
    refname: bytes


@dataclass(frozen=True, slots=True)
class CommitFiles(Question[FilesCommitted]):
    """One commit on a branch, whose full name is `refname`; empty, that of HEAD.

    A branch that does not exist begins at `start`, or with this commit where there is none at
    all. `expected` is what the branch must lead to. `commit.tree` and its parents are filled in
    here.
    """

    refname: bytes
    commit: Commit
    edits: tuple[TreeEdit, ...]
    start: bytes = b""
    expected: ObjectId | None = None

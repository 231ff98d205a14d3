"""Bringing histories together: merges, picks, reverts, rebases, and how a merge would go.

Whatever writes goes the way of a push, and moves its ref from where it was when the work began.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from durable.contract.message import Answer, Question
from durable.contract.refs import CommitInfo
from git.oid import ObjectId
from git.signature import Signature


class MergeMethod(Enum):
    MERGE = "merge"
    """A commit with both as its parents, also where the branch could just move."""
    SQUASH = "squash"
    """One commit with all changes, whose parent is the branch."""
    REBASE = "rebase"
    """The commits of the other made again upon the branch."""
    FAST_FORWARD = "fast-forward"
    """The branch moves, if it can without a merge."""


class MergeStatus(Enum):
    DONE = "done"
    UP_TO_DATE = "up to date"
    """Nothing was left to do; nothing has changed."""
    CONFLICTS = "conflicts"
    STALE = "stale"
    """The branch, or what was to be merged, is not where it was expected."""
    NOT_FORWARD = "not a fast-forward"


@dataclass(frozen=True, slots=True)
class Stage(Answer):
    """A version of a path in conflict."""

    mode: int
    oid: ObjectId


@dataclass(frozen=True, slots=True)
class ConflictHunk(Answer):
    """Lines from 0, the last one not included, of ours and of theirs that exclude each other."""

    ours_start: int
    ours_stop: int
    theirs_start: int
    theirs_stop: int


@dataclass(frozen=True, slots=True)
class Conflict(Answer):
    """A path in conflict. `kinds` are Git's names, `stages` what base, ours and theirs have.

    `content` is the file with markers, None for what is no text or too long; `hunks` are its
    conflicts.
    """

    path: bytes
    kinds: tuple[str, ...]
    stages: tuple[Stage | None, Stage | None, Stage | None]
    content: bytes | None
    hunks: tuple[ConflictHunk, ...]


@dataclass(frozen=True, slots=True)
class Remark(Answer):
    """What Git says of a merge, as a sentence, and of which paths."""

    kind: str
    paths: tuple[bytes, ...]
    text: bytes


@dataclass(frozen=True, slots=True)
class MergeOutcome(Answer):
    """`commit` is where the branch is now, when something was done.

    `stopped_at` is the commit whose change is in conflict, where several were to be made again.
    """

    status: MergeStatus
    commit: CommitInfo | None = None
    conflicts: tuple[Conflict, ...] = ()
    remarks: tuple[Remark, ...] = ()
    stopped_at: ObjectId | None = None


@dataclass(frozen=True, slots=True)
class MergePreview(Answer):
    """How a merge would go: DONE, UP_TO_DATE or CONFLICTS. `tree` is what it would come to."""

    status: MergeStatus
    base: ObjectId
    head: ObjectId
    merge_base: ObjectId | None
    is_forward: bool
    """Whether the base could just move to the head."""
    tree: ObjectId | None
    conflicts: tuple[Conflict, ...] = ()
    remarks: tuple[Remark, ...] = ()
    has_all_renames: bool = True


@dataclass(frozen=True, slots=True)
class PreviewMerge(Question[MergePreview]):
    """How `head` would be merged into `base`, both revs. Contents up to `limit` bytes in all."""

    base: bytes
    head: bytes
    limit: int = 1 << 20


@dataclass(frozen=True, slots=True)
class Merge(Question[MergeOutcome]):
    """Merge `head`, a rev, into the branch `refname`; empty, that of HEAD.

    An empty message is the one that Git would write. `author` is the committer when it is None;
    a rebase keeps the authors.
    """

    refname: bytes
    head: bytes
    method: MergeMethod
    committer: Signature
    author: Signature | None = None
    message: bytes = b""
    expected_base: ObjectId | None = None
    expected_head: ObjectId | None = None


@dataclass(frozen=True, slots=True)
class CherryPick(Question[MergeOutcome]):
    """Make the changes of commits again on a branch, in this order, as `git cherry-pick` does.

    Those that change nothing there are left out. `mainline` is the parent, from 1, against which
    a merge is understood. `with_origin` adds where each is from, as `-x` does.
    """

    refname: bytes
    revs: tuple[bytes, ...]
    committer: Signature
    mainline: int = 0
    with_origin: bool = False
    expected: ObjectId | None = None


@dataclass(frozen=True, slots=True)
class Revert(Question[MergeOutcome]):
    """Undo the change of a commit on a branch, as `git revert` does."""

    refname: bytes
    rev: bytes
    committer: Signature
    author: Signature | None = None
    mainline: int = 0
    message: bytes = b""
    expected: ObjectId | None = None


@dataclass(frozen=True, slots=True)
class Rebase(Question[MergeOutcome]):
    """Make the commits of a branch again upon `onto`, and move the branch there.

    As `git rebase` does: what `onto` has already, by its patch, is left out, and so is what
    becomes empty. Merges are refused.
    """

    refname: bytes
    onto: bytes
    committer: Signature
    expected: ObjectId | None = None

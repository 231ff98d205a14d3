"""Questions about history: logs, comparisons, who wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Answer, Question
from durable.contract.refs import CommitInfo
from git.oid import ObjectId


@dataclass(frozen=True, slots=True)
class CommitPage(Answer):
    """`total` is None where counting would mean walking all of history."""

    commits: tuple[CommitInfo, ...]
    has_more: bool
    total: int | None
    is_complete: bool = True
    """False when the search ended early because it had cost enough."""


@dataclass(frozen=True, slots=True)
class Contributor(Answer):
    name: bytes
    email: bytes
    commits: int


@dataclass(frozen=True, slots=True)
class Contributors(Answer):
    """Most commits first."""

    contributors: tuple[Contributor, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Divergence(Answer):
    """How far two commits are apart, counted in commits from what they have in common."""

    merge_base: ObjectId | None
    ahead: int
    behind: int


@dataclass(frozen=True, slots=True)
class AheadBehind(Answer):
    """Numbers of commits; None where counting them would cost too much."""

    rev: bytes
    ahead: int | None
    behind: int | None


@dataclass(frozen=True, slots=True)
class Divergences(Answer):
    """One for each rev that was asked for, in that order."""

    base_oid: ObjectId
    divergences: tuple[AheadBehind, ...]


@dataclass(frozen=True, slots=True)
class GraphCommit(Answer):
    """`sides` has, for each parent but the first, how many commits only that one brought.

    None where counting them would cost too much.
    """

    info: CommitInfo
    sides: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class GraphPage(Answer):
    commits: tuple[GraphCommit, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class ReadLog(Question[CommitPage]):
    """As `git log` shows it. Times in seconds since 1970; `author` is part of a name or email.

    With `excluded`, only what that commit does not lead to. With `follow`, the file at `path` is
    followed to where it was moved or copied from, as `git log --follow` does; a folder never is.
    """

    rev: bytes
    path: bytes = b""
    skip: int = 0
    limit: int = 30
    since: int | None = None
    until: int | None = None
    author: bytes = b""
    committer: bytes = b""
    excluded: bytes = b""
    oldest_first: bool = False
    follow: bool = False


@dataclass(frozen=True, slots=True)
class EntryCommit(Answer):
    """An entry of a folder, and the last commit that changed it; None when it was not found."""

    name: bytes
    commit_oid: ObjectId | None


@dataclass(frozen=True, slots=True)
class LastCommits(Answer):
    """`commits` has each commit that `entries` name once; of its message the first line.

    `is_complete` is False when it had cost enough before all were found.
    """

    entries: tuple[EntryCommit, ...]
    commits: tuple[CommitInfo, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class ReadLastCommits(Question[LastCommits]):
    """What `git log -1` says of each entry of the folder at `path`, in the order of ReadTree."""

    rev: bytes
    path: bytes = b""
    skip: int = 0
    limit: int = 1_000


@dataclass(frozen=True, slots=True)
class ReadContributors(Question[Contributors]):
    rev: bytes


@dataclass(frozen=True, slots=True)
class ReadDivergence(Question[Divergence]):
    base: bytes
    head: bytes


@dataclass(frozen=True, slots=True)
class ReadDivergences(Question[Divergences]):
    """How far each of many revs is from `base`, or from HEAD's branch: for a page of branches."""

    revs: tuple[bytes, ...]
    base: bytes = b""


@dataclass(frozen=True, slots=True)
class ReadGraphPage(Question[GraphPage]):
    """History along first parents, or what a merge brought, as `git log` orders either.

    Without a `parent` the line from `rev` down; with one, counted from 2, the commits that this
    parent of `rev` leads to and the first does not: `rev^1..rev^2`.
    """

    rev: bytes
    parent: int = 0
    skip: int = 0
    limit: int = 50

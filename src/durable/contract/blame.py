"""The question where each line of a file comes from."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Answer, Question
from durable.contract.refs import CommitInfo
from git.oid import ObjectId


@dataclass(frozen=True, slots=True)
class LineOrigin(Answer):
    """Lines of a commit's file, counted from 1; with the file of a parent that lacks them."""

    commit_oid: ObjectId
    path: bytes
    start: int
    previous_oid: ObjectId | None
    previous_path: bytes | None


@dataclass(frozen=True, slots=True)
class BlamedLines(Answer):
    """So many lines from line `start` on, counted from 1; `origin` is None where it is not known.

    For what comes from the first commit of a history, as for what is new, there is no previous.
    """

    start: int
    lines: int
    origin: LineOrigin | None


@dataclass(frozen=True, slots=True)
class Blamed(Answer):
    """`commits` has each commit that is named as an origin once; of its message the first line.

    `is_complete` is False when it had cost enough before all origins were found.
    """

    commit_oid: ObjectId
    content: bytes
    hunks: tuple[BlamedLines, ...]
    commits: tuple[CommitInfo, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class ReadBlame(Question[Blamed]):
    """As `git blame` tells it, files followed where they were moved as a whole."""

    rev: bytes
    path: bytes

"""Questions that look into files."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Answer, Question
from git.oid import ObjectId


@dataclass(frozen=True, slots=True)
class Line(Answer):
    """`number` counts from 1; `is_match` is False for context."""

    number: int
    text: bytes
    is_match: bool


@dataclass(frozen=True, slots=True)
class FileMatches(Answer):
    path: bytes
    oid: ObjectId
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Matches(Answer):
    """`is_complete` is False when there is more, or not all was looked at."""

    commit_oid: ObjectId
    files: tuple[FileMatches, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Grep(Question[Matches]):
    """Lines of the files at `rev`, below `path`; `limit` counts matching lines."""

    rev: bytes
    pattern: bytes
    path: bytes = b""
    context: int = 0
    ignores_case: bool = False
    is_fixed: bool = False
    limit: int = 100

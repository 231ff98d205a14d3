"""Questions about how much there is, and of what."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Answer, Question


@dataclass(frozen=True, slots=True)
class LanguageSize(Answer):
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Languages(Answer):
    """Bytes of source by language, most first."""

    languages: tuple[LanguageSize, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Statistics(Answer):
    """Of the commit that was asked for: `commits` before it and itself, `files` and their bytes.

    Of the whole repository: the rest; `packed` in bytes as received.
    """

    commits: int
    contributors: int
    files: int
    size: int
    branches: int
    tags: int
    objects: int
    packs: int
    packed: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class ReadLanguages(Question[Languages]):
    rev: bytes


@dataclass(frozen=True, slots=True)
class ReadStatistics(Question[Statistics]):
    rev: bytes

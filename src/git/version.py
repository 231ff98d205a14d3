"""Versions in the names of tags: Semantic Versioning 2.0.0, with or without a `v` before it.

    v1.10.0  >  v1.9.0  >  v1.9.0-rc.2  >  v1.9.0-rc.1  >  v1.9.0-alpha

A number may have fewer or more than three parts, as many projects count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_NAME = 100
"""Bytes of a name that is taken for a version; longer ones are about something else."""

_VERSION = re.compile(
    rb"([^\d]*[/_-])?[vV]?(\d{1,9}(?:\.\d{1,9})*)(?:-?([a-zA-Z][0-9A-Za-z.-]*|\d[0-9A-Za-z.-]*))?"
    rb"(?:\+[0-9A-Za-z.-]*)?"
)
_PARTS = re.compile(rb"\d{1,18}|[^\d.-]+")


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Ordered as versions are. `pre` has a part for each word and number after the hyphen."""

    numbers: tuple[int, ...]
    is_final: bool
    pre: tuple[tuple[int, int, bytes], ...] = field(default=())


def find_version(name: bytes) -> Version | None:
    """The version that the short name of a tag tells; None when it tells none."""
    match = _VERSION.fullmatch(name) if len(name) <= MAX_NAME else None
    # A word and a single number count something else: `build-7`.
    if match is None or (match[1] and b"." not in match[2]):
        return None
    numbers = [int(part) for part in match[2].split(b".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    pre = match[3] or b""
    return Version(tuple(numbers), not pre, tuple(map(_rank, _PARTS.findall(pre))))


def _rank(part: bytes) -> tuple[int, int, bytes]:
    """Numbers come before words, and are compared as numbers."""
    return (0, int(part), b"") if part.isdigit() else (1, 0, part)

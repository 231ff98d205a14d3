"""What can be wrong with the line that says who and when.

    name <email> seconds offset

Follows `fsck_ident` of Git's fsck.c: the first flaw is told, for what follows it means nothing.
"""

from __future__ import annotations

import re

from git.fsck.rule import Finding, Rule
from git.signature import MAX_SECONDS

WELL_FORMED = rb"(?!<)[^<>\n]*+(?<= )<[^<>\n]*+> (?:0|[1-9][0-9]{0,17}) [+-][0-9]{4}"
"""A line in which `find_flaw` finds none; it finds none in a few others too."""

_NAME = rb"[^<>]*+"
_EMAIL = _NAME + rb"<[^<>]*+"
_DATE = _EMAIL + rb"> [ \t\v\f\r]*([+-]?[0-9]++)"

_Step = tuple[re.Pattern[bytes], Rule, str]

_UP_TO_DATE: tuple[_Step, ...] = (
    (re.compile(rb"(?!<)"), Rule.MISSING_NAME_BEFORE_EMAIL, "missing space before email"),
    (re.compile(_NAME + rb"(?!>)"), Rule.BAD_NAME, "bad name"),
    (re.compile(_NAME + rb"<"), Rule.MISSING_EMAIL, "missing email"),
    (
        re.compile(_NAME + rb"(?<= )<"),
        Rule.MISSING_SPACE_BEFORE_EMAIL,
        "missing space before email",
    ),
    (re.compile(_EMAIL + rb">"), Rule.BAD_EMAIL, "bad email"),
    (re.compile(_EMAIL + rb"> "), Rule.MISSING_SPACE_BEFORE_DATE, "missing space before date"),
    (re.compile(_EMAIL + rb"> (?!0(?! ))"), Rule.ZERO_PADDED_DATE, "zero-padded date"),
)
_FROM_DATE: tuple[_Step, ...] = (
    (re.compile(_DATE + rb" "), Rule.BAD_DATE, "bad date"),
    (re.compile(_DATE + rb" [+-][0-9]{4}\Z"), Rule.BAD_TIMEZONE, "bad time zone"),
)
_FIND_DATE = re.compile(_DATE)

_LONGEST_TIME = len(str(MAX_SECONDS)) + len("+")


def find_flaw(line: bytes) -> Finding | None:
    """`line` is what stands after `author ` and before the newline."""
    return (
        _find_failed_step(_UP_TO_DATE, line)
        or _find_overflow(line)
        or _find_failed_step(_FROM_DATE, line)
    )


def _find_failed_step(steps: tuple[_Step, ...], line: bytes) -> Finding | None:
    for pattern, rule, text in steps:
        if not pattern.match(line):
            return Finding(rule, f"invalid author/committer line - {text}")
    return None


def _find_overflow(line: bytes) -> Finding | None:
    date = _FIND_DATE.match(line)
    if not date or _is_time(date[1]):
        return None
    return Finding(
        Rule.BAD_DATE_OVERFLOW, "invalid author/committer line - date causes integer overflow"
    )


def _is_time(digits: bytes) -> bool:
    return len(digits) <= _LONGEST_TIME and 0 <= int(digits) <= MAX_SECONDS

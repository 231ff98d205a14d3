"""What can be wrong with a tag. Follows `fsck_tag_standalone` of Git's fsck.c."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from git import refname
from git.fsck import signature
from git.fsck.header import find_unreadable, is_hex_oid
from git.fsck.rule import Finding, Findings, Rule, quote
from git.objects import TYPE_BY_LABEL


def check(data: bytes) -> Findings:
    return Findings(tuple(_examine(data)))


def _examine(data: bytes) -> Iterator[Finding]:
    unreadable = find_unreadable(data)
    if unreadable:
        yield unreadable
        return
    lines = deque(data.partition(b"\n\n")[0].removesuffix(b"\n").split(b"\n"))
    for key, missing, find_flaw in _REQUIRED:
        if not lines or not lines[0].startswith(key + b" "):
            yield Finding(missing, f"invalid format - expected '{key.decode()}' line")
            return
        flaw = find_flaw(lines.popleft().removeprefix(key + b" "))
        if flaw:
            yield flaw
    yield from _examine_rest(lines)


def _examine_rest(lines: deque[bytes]) -> Iterator[Finding]:
    if lines and lines[0].startswith(b"tagger "):
        flaw = signature.find_flaw(lines.popleft().removeprefix(b"tagger "))
        if flaw:
            yield flaw
    else:
        yield Finding(Rule.MISSING_TAGGER_ENTRY, "invalid format - expected 'tagger' line")
    if lines:
        yield Finding(Rule.EXTRA_HEADER_ENTRY, "invalid format - extra header(s) after 'tagger'")


def _find_bad_object(value: bytes) -> Finding | None:
    if is_hex_oid(value):
        return None
    return Finding(Rule.BAD_OBJECT_SHA1, "invalid 'object' line format - bad sha1")


def _find_bad_type(value: bytes) -> Finding | None:
    if value in TYPE_BY_LABEL:
        return None
    return Finding(Rule.BAD_TYPE, "invalid 'type' value")


def _find_bad_name(value: bytes) -> Finding | None:
    if refname.is_valid(b"refs/tags/" + value):
        return None
    return Finding(Rule.BAD_TAG_NAME, f"invalid 'tag' name: {quote(value)}")


_REQUIRED: tuple[tuple[bytes, Rule, Callable[[bytes], Finding | None]], ...] = (
    (b"object", Rule.MISSING_OBJECT, _find_bad_object),
    (b"type", Rule.MISSING_TYPE_ENTRY, _find_bad_type),
    (b"tag", Rule.MISSING_TAG_ENTRY, _find_bad_name),
)

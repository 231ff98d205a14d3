"""What can be wrong with a commit. Follows `fsck_commit` of Git's fsck.c.

Strategy: one regular expression knows the commits that are as they should be, nearly all of them;
the others are read line by line.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from git.fsck import signature
from git.fsck.header import find_unreadable, is_hex_oid
from git.fsck.rule import CLEAN, Finding, Findings, Rule

_PLAIN_HEAD = re.compile(
    rb"tree [0-9a-f]{40}\n"
    rb"(?:parent [0-9a-f]{40}\n)*+"
    rb"author %s\n"
    rb"committer %s\n" % (signature.WELL_FORMED, signature.WELL_FORMED)
)


def check(data: bytes) -> Findings:
    if _PLAIN_HEAD.match(data) and b"\0" not in data and (b"\n\n" in data or data[-1:] == b"\n"):
        return CLEAN
    return Findings(tuple(_examine(data)))


def _examine(data: bytes) -> Iterator[Finding]:
    unreadable = find_unreadable(data)
    if unreadable:
        yield unreadable
        return
    lines = deque(data.partition(b"\n\n")[0].removesuffix(b"\n").split(b"\n"))
    yield from _examine_references(lines)
    yield from _examine_people(lines)
    if b"\0" in data:
        yield Finding(Rule.NUL_IN_COMMIT, "NUL byte in the commit object body")


def _examine_references(lines: deque[bytes]) -> Iterator[Finding]:
    line = lines.popleft()
    if not line.startswith(b"tree "):
        yield Finding(Rule.MISSING_TREE, "invalid format - expected 'tree' line")
    elif not is_hex_oid(line.removeprefix(b"tree ")):
        yield Finding(Rule.BAD_TREE_SHA1, "invalid 'tree' line format - bad sha1")
    if not all(is_hex_oid(parent) for parent in _take(lines, b"parent ")):
        yield Finding(Rule.BAD_PARENT_SHA1, "invalid 'parent' line format - bad sha1")


def _examine_people(lines: deque[bytes]) -> Iterator[Finding]:
    authors = _take(lines, b"author ")
    yield from filter(None, map(signature.find_flaw, authors))
    if not authors:
        yield Finding(Rule.MISSING_AUTHOR, "invalid format - expected 'author' line")
    elif len(authors) > 1:
        yield Finding(Rule.MULTIPLE_AUTHORS, "invalid format - multiple 'author' lines")
    committers = _take(lines, b"committer ")
    if not committers:
        yield Finding(Rule.MISSING_COMMITTER, "invalid format - expected 'committer' line")
    yield from filter(None, map(signature.find_flaw, committers[:1]))


def _take(lines: deque[bytes], prefix: bytes) -> list[bytes]:
    """Remove the lines that begin so, as far as they stand together, and return what follows."""
    taken: list[bytes] = []
    while lines and lines[0].startswith(prefix):
        taken.append(lines.popleft().removeprefix(prefix))
    return taken

"""What a person writes to mean an object: `HEAD~3`, `v1.0^{}`, `main^2:src/a.py` (gitrevisions(7)).

    base  steps...  [:path]
    base  HEAD or @, a ref in full or short, an object id or its beginning, what `git describe` says
    step  ^n  the nth parent          ~n  n times the first parent          ^{type}  peel to it

This is the grammar alone; what a base means is for a repository to say. Not offered: the reflog
(`@{1}`, `@{yesterday}`, `@{upstream}`), searching messages (`:/text`, `^{/text}`), the index
(`:path`), and what means several commits (`a..b`, `^a`, `a^@`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from git import refname
from git.errors import GitError

MAX_LENGTH = 8192
"""Bytes in a rev: a ref name, some steps and the longest path a file system takes."""

MAX_STEPS = 100
"""Steps in a rev. Each costs at least one object to read; people write two or three."""

MAX_NUMBER = 10_000_000
"""The highest n in `^n` and `~n`: above the length of any history that is known."""

MIN_ABBREVIATION = 4
"""Digits that an abbreviated object id has at least, as in Git."""

_STEP = re.compile(rb"\^\{(?P<peel>[^}]*)\}|(?P<kind>[\^~])(?P<number>[0-9]*)")
_MAX_DIGITS = len(str(MAX_NUMBER))

_ABBREVIATION = re.compile(rb"(?:.+-g)?([0-9a-fA-F]{%d,40})" % MIN_ABBREVIATION, re.DOTALL)

_NOT_OFFERED = (
    (rb"[^:]*@\{", "positions in the reflog (@{…}) are not offered"),
    (rb"[^:]*\.\.", "a range is not one commit"),
    (rb"\^(?!\{)", "an exclusion is not one commit"),
    (rb"[^:]*\^[@!-]", "this means several commits"),
    (rb":/|[^:]*\^\{/", "searching for a message is not offered"),
    (rb":", "there is no index to look in"),
    (rb"[^:]*:\.\.?(?:/|\Z)", "there is no folder that the path could be relative to"),
)
_REFUSED = tuple((re.compile(pattern), reason) for pattern, reason in _NOT_OFFERED)


class InvalidRev(GitError):
    """A text that means no object, whatever the repository; `reason` says why."""

    def __init__(self, text: bytes, reason: str) -> None:
        shown = text[:100].decode("utf-8", "backslashreplace")
        super().__init__(f"cannot read {shown!r}: {reason}")
        self.text = text
        self.reason = reason


class PeelKind(Enum):
    """What to peel to: a type, anything (`^{object}`, which peels nothing), or no tag (`^{}`)."""

    COMMIT = b"commit"
    TREE = b"tree"
    BLOB = b"blob"
    TAG = b"tag"
    OBJECT = b"object"
    NO_TAG = b""


_PEEL_KINDS = {kind.value for kind in PeelKind}


@dataclass(frozen=True, slots=True)
class Parent:
    """The nth parent, counted from 1; 0 is the commit itself."""

    number: int


@dataclass(frozen=True, slots=True)
class Ancestor:
    """So many times the first parent."""

    generations: int


@dataclass(frozen=True, slots=True)
class Peel:
    kind: PeelKind


Step = Parent | Ancestor | Peel


@dataclass(frozen=True, slots=True)
class Rev:
    """`path` is None without a colon; empty it means the root tree."""

    base: bytes
    steps: tuple[Step, ...] = ()
    path: bytes | None = None

    @property
    def abbreviation(self) -> bytes | None:
        """The digits, in lower case, when the base may be an object id or the beginning of one."""
        match = _ABBREVIATION.fullmatch(self.base)
        return match[1].lower() if match else None


def decode(text: bytes) -> Rev:
    """InvalidRev when the text cannot mean an object, or means what is not offered."""
    if len(text) > MAX_LENGTH:
        raise InvalidRev(text, f"it is longer than {MAX_LENGTH:,} bytes")
    for pattern, reason in _REFUSED:
        if pattern.match(text):
            raise InvalidRev(text, reason)
    head, colon, path = text.partition(b":")
    base = re.split(rb"[~^]", head, maxsplit=1)[0]
    if not refname.is_valid(b"refs/any/" + base):
        raise InvalidRev(text, "it begins with nothing that could be a name")
    steps = tuple(_decode_step(text, match) for match in _iter_steps(text, head, len(base)))
    return Rev(b"HEAD" if base == b"@" else base, steps, path if colon else None)


def encode(rev: Rev) -> bytes:
    path = b"" if rev.path is None else b":" + rev.path
    return rev.base + b"".join(map(_encode_step, rev.steps)) + path


def _iter_steps(text: bytes, head: bytes, at: int) -> Iterator[re.Match[bytes]]:
    count = 0
    while at < len(head):
        match = _STEP.match(head, at)
        count += 1
        if not match:
            raise InvalidRev(text, f"there is no such step: {_shown(head[at:])}")
        if count > MAX_STEPS:
            raise InvalidRev(text, f"it has more than {MAX_STEPS} steps")
        yield match
        at = match.end()


def _decode_step(text: bytes, match: re.Match[bytes]) -> Step:
    if match["kind"] is None:
        if match["peel"] not in _PEEL_KINDS:
            raise InvalidRev(text, f"there is no type {_shown(match['peel'])}")
        return Peel(PeelKind(match["peel"]))
    digits = match["number"] or b"1"
    if len(digits) > _MAX_DIGITS or int(digits) > MAX_NUMBER:
        raise InvalidRev(text, f"no history has {_shown(digits)} steps")
    return Parent(int(digits)) if match["kind"] == b"^" else Ancestor(int(digits))


def _encode_step(step: Step) -> bytes:
    if isinstance(step, Parent):
        return b"^%d" % step.number
    if isinstance(step, Ancestor):
        return b"~%d" % step.generations
    return b"^{%s}" % step.kind.value


def _shown(value: bytes) -> str:
    return repr(value[:40].decode("utf-8", "backslashreplace"))

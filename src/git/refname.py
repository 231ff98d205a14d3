"""Names of refs: which are allowed, and which exclude each other.

The rules are those of git-check-ref-format(1), applied as `git receive-pack` applies them to what
is pushed: the name begins with `refs/`, and at least two more components follow. Names are bytes;
above ASCII every byte is allowed, also where it is not UTF-8.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from git.errors import FormatError

MAX_LENGTH = 1024
"""Bytes in a refname. It is stored with every ref and reflog row and sent in every advertisement;
git on a file system ends at 255 bytes a component, and the longest seen in use are below 300.
Beyond it the name is refused like any other bad name."""

_RULES = (
    (rb"\A(?!refs/)", "it must begin with 'refs/'"),
    (rb"[\x00-\x1f\x7f]", "it must not contain control characters"),
    (rb" ", "it must not contain a space"),
    (rb"[~^:?*\[\\]", "it must not contain any of ~ ^ : ? * [ \\"),
    (rb"\.\.", "it must not contain '..'"),
    (rb"@\{", "it must not contain '@{'"),
    (rb"//", "it must not contain '//'"),
    (rb"/\Z", "it must not end with '/'"),
    (rb"\.\Z", "it must not end with '.'"),
    (rb"/\.", "no part between slashes may begin with '.'"),
    (rb"\.lock(?:/|\Z)", "no part between slashes may end with '.lock'"),
    (rb"\A[^/]*/[^/]*\Z", "it needs a further part, as in 'refs/heads/name'"),
)

_BROKEN_RULE = re.compile(b"|".join(pattern for pattern, _ in _RULES))
_EXPLAINED = tuple((re.compile(pattern), reason) for pattern, reason in _RULES)


class InvalidRefname(FormatError):
    """A name no ref may have; `reason` says which rule it breaks."""

    def __init__(self, refname: bytes, reason: str) -> None:
        shown = refname[:100].decode("utf-8", "backslashreplace")
        super().__init__(f"invalid ref name '{shown}': {reason}")
        self.refname = refname
        self.reason = reason


def is_valid(refname: bytes) -> bool:
    return len(refname) <= MAX_LENGTH and not _BROKEN_RULE.search(refname)


def check(refname: bytes) -> None:
    """Raise InvalidRefname, with the first rule that is broken."""
    if len(refname) > MAX_LENGTH:
        raise InvalidRefname(refname, f"it is longer than {MAX_LENGTH:,} bytes")
    for pattern, reason in _EXPLAINED:
        if pattern.search(refname):
            raise InvalidRefname(refname, reason)


def find_conflict(refname: bytes, existing: Sequence[bytes]) -> bytes | None:
    """A name in `existing` that cannot stand beside `refname`: `a` and `a/b` exclude each other.

    `existing` is sorted; a name does not conflict with itself.
    """
    slash = refname.find(b"/")
    while slash >= 0:
        parent = refname[:slash]
        at = bisect_left(existing, parent)
        if at < len(existing) and existing[at] == parent:
            return parent
        slash = refname.find(b"/", slash + 1)
    prefix = refname + b"/"
    at = bisect_left(existing, prefix)
    if at < len(existing) and existing[at].startswith(prefix):
        return existing[at]
    return None

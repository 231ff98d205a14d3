"""Every object by the rules of its kind, as `receive.fsckObjects` has `git receive-pack` do it.

What an object *refers to* is looked at elsewhere, but for two kinds of file that a tree names and
clients obey: `Findings.gitmodules` and `Findings.gitattributes` of a tree say which objects to
give to `check_gitmodules` and `check_gitattributes` when all has been received.
"""

from __future__ import annotations

from collections.abc import Callable

from git.fsck import commit, gitattributes, gitmodules, tag, tree
from git.fsck.rule import CLEAN, Finding, Findings, Rule
from git.objects import ObjectType

_CHECKS: dict[int, Callable[[bytes], Findings]] = {
    ObjectType.COMMIT: commit.check,
    ObjectType.TREE: tree.check,
    ObjectType.BLOB: lambda _: CLEAN,
    ObjectType.TAG: tag.check,
}


def check(object_type: int, data: bytes) -> Findings:
    return _CHECKS[object_type](data)


def check_gitmodules(object_type: ObjectType | None, data: bytes | None) -> Findings:
    """What a tree calls `.gitmodules`: no type when it is missing, no data when it is too large."""
    if object_type is None:
        return _single(Rule.GITMODULES_MISSING, "unable to read .gitmodules blob")
    if object_type is not ObjectType.BLOB:
        return _single(Rule.GITMODULES_BLOB, "non-blob found at .gitmodules")
    return gitmodules.check(data)


def check_gitattributes(object_type: ObjectType | None, data: bytes | None) -> Findings:
    """What a tree calls `.gitattributes`, in the same way."""
    if object_type is None:
        return _single(Rule.GITATTRIBUTES_MISSING, "unable to read .gitattributes blob")
    if object_type is not ObjectType.BLOB:
        return _single(Rule.GITATTRIBUTES_BLOB, "non-blob found at .gitattributes")
    return gitattributes.check(data)


def _single(rule: Rule, text: str) -> Findings:
    return Findings((Finding(rule, text),))

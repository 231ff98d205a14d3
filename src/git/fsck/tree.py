"""What can be wrong with a tree.

Strategy: nearly every tree is plain, and two regular expressions and a sort, each over the whole
tree at once, prove it. Only for the others it is found out what is wrong, entry by entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from git import tree
from git.fsck import disguise
from git.fsck.rule import CLEAN, Finding, Findings, Rule
from git.oid import ZERO_OID, ObjectId
from git.tree import Entry

MAX_NAME = 4096
"""Bytes in a name, as in Git since 2.43: no file system has longer ones."""

_PLAIN = re.compile(
    rb"""(?:
        (?: (?: 100644 | 40000 | 100755 | 160000 ) [ ]
            (?! \. (?: \.?\0 | [gG][iI][tT] (?! (?: hub | ignore | keep )\0 ) ) )
          | 120000 [ ] (?! \. )
        )
        [^\0/\\~\xe2\xef]{1,%d}+ \0 .{20}
    )*+"""
    % MAX_NAME,
    re.DOTALL | re.VERBOSE,
)
"""Trees of which only the order is to be checked: usual modes, no name that is, or could be in
disguise, one of Git's own."""

_MODE_AND_NAME = re.compile(rb"([^ ]++) ([^\0]++)\0.{20}", re.DOTALL)
_ENTRY = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)
_PERHAPS_DISGUISED = re.compile(rb"[~\xe2\xef]|\.(?:git|mail)", re.IGNORECASE)

_USUAL_MODES = frozenset({tree.TREE, tree.FILE, tree.EXECUTABLE, tree.SYMLINK, tree.GITLINK})

_ENTRY_RULES: tuple[tuple[Rule, str, Callable[[bytes, Entry], bool]], ...] = (
    (
        Rule.NULL_SHA1,
        "contains entries pointing to null sha1",
        lambda _, entry: entry.oid == ZERO_OID,
    ),
    (Rule.FULL_PATHNAME, "contains full pathnames", lambda _, entry: b"/" in entry.name),
    (Rule.HAS_DOT, "contains '.'", lambda _, entry: entry.name == b"."),
    (Rule.HAS_DOTDOT, "contains '..'", lambda _, entry: entry.name == b".."),
    (
        Rule.HAS_DOTGIT,
        "contains '.git'",
        lambda _, entry: _may_be_disguised(entry) and disguise.is_dotgit(entry.name),
    ),
    (
        Rule.ZERO_PADDED_FILEMODE,
        "contains zero-padded file modes",
        lambda mode, _: mode.startswith(b"0"),
    ),
    (
        Rule.BAD_FILEMODE,
        "contains bad file modes",
        lambda _, entry: entry.mode not in _USUAL_MODES,
    ),
    (
        Rule.LARGE_PATHNAME,
        f"contains a name longer than {MAX_NAME:,} bytes",
        lambda _, entry: len(entry.name) > MAX_NAME,
    ),
)

_SYMLINK_RULES = (
    (disguise.GITMODULES, Rule.GITMODULES_SYMLINK, ".gitmodules is a symbolic link"),
    (disguise.GITATTRIBUTES, Rule.GITATTRIBUTES_SYMLINK, ".gitattributes is a symlink"),
    (disguise.GITIGNORE, Rule.GITIGNORE_SYMLINK, ".gitignore is a symlink"),
    (disguise.MAILMAP, Rule.MAILMAP_SYMLINK, ".mailmap is a symlink"),
)


def check(data: bytes) -> Findings:
    if _PLAIN.fullmatch(data) and ZERO_OID not in data and _is_ordered(data):
        return CLEAN
    return _examine(data)


def _is_ordered(data: bytes) -> bool:
    entries = _MODE_AND_NAME.findall(data)
    keys = [name + b"/" if mode == b"40000" else name for mode, name in entries]
    return sorted(keys) == keys and len({name for _, name in entries}) == len(entries)


def _examine(data: bytes) -> Findings:
    raw = _ENTRY.findall(data)
    if sum(len(mode) + len(name) + 22 for mode, name, _ in raw) != len(data):
        return Findings((Finding(Rule.BAD_TREE, "cannot be parsed as a tree"),))
    modes = [mode for mode, _, _ in raw]
    entries = [Entry(int(mode, 8), name, ObjectId(oid)) for mode, name, oid in raw]
    disguised = [entry for entry in entries if _may_be_disguised(entry)]
    files = [entry for entry in disguised if not _is_symlink(entry)]
    return Findings(
        (
            *_symlink_findings(disguised),
            *_entry_findings(modes, entries),
            *_order_findings(entries),
        ),
        _oids_meant(disguise.GITMODULES, files),
        _oids_meant(disguise.GITATTRIBUTES, files),
    )


def _entry_findings(modes: Sequence[bytes], entries: Sequence[Entry]) -> list[Finding]:
    return [
        Finding(rule, text)
        for rule, text, is_broken in _ENTRY_RULES
        if any(map(is_broken, modes, entries))
    ]


def _order_findings(entries: Sequence[Entry]) -> list[Finding]:
    found: list[Finding] = []
    if len({entry.name for entry in entries}) < len(entries):
        found.append(Finding(Rule.DUPLICATE_ENTRIES, "contains duplicate file entries"))
    if any(_are_swapped(first, second) for first, second in pairwise(entries)):
        found.append(Finding(Rule.TREE_NOT_SORTED, "not properly sorted"))
    return found


def _symlink_findings(entries: Sequence[Entry]) -> list[Finding]:
    links = [entry.name for entry in entries if _is_symlink(entry)]
    return [
        Finding(rule, text)
        for dotted, rule, text in _SYMLINK_RULES
        if any(dotted.is_meant_by(name) for name in links)
    ]


def _may_be_disguised(entry: Entry) -> bool:
    return bool(_PERHAPS_DISGUISED.search(entry.name))


def _is_symlink(entry: Entry) -> bool:
    return entry.mode & 0o170000 == tree.SYMLINK


def _oids_meant(dotted: disguise.DottedName, entries: Sequence[Entry]) -> tuple[ObjectId, ...]:
    return tuple(entry.oid for entry in entries if dotted.is_meant_by(entry.name))


def _are_swapped(first: Entry, second: Entry) -> bool:
    """Whether the second should stand first; not said of equal names, which are duplicates."""
    if first.name == second.name:
        return False
    shared = min(len(first.name), len(second.name)) + 1
    return _padded(first)[:shared] >= _padded(second)[:shared]


def _padded(entry: Entry) -> bytes:
    return entry.name + (b"/" if tree.is_tree(entry.mode) else b"\0")

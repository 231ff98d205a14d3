"""What can be wrong with a tree.

Strategy: nearly every tree is plain, and two regular expressions and a sort, each over the whole
tree at once, prove it. Only for the others it is found out what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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

_SYMLINK_RULES = (
    (disguise.GITMODULES, Rule.GITMODULES_SYMLINK, ".gitmodules is a symbolic link"),
    (disguise.GITATTRIBUTES, Rule.GITATTRIBUTES_SYMLINK, ".gitattributes is a symlink"),
    (disguise.GITIGNORE, Rule.GITIGNORE_SYMLINK, ".gitignore is a symlink"),
    (disguise.MAILMAP, Rule.MAILMAP_SYMLINK, ".mailmap is a symlink"),
)

_Column = Sequence[bytes]


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
    suspects = [
        Entry(int(mode, 8), name, ObjectId(oid))
        for mode, name, oid in raw
        if _PERHAPS_DISGUISED.search(name)
    ]
    files = [entry for entry in suspects if not _is_symlink(entry)]
    modes, names, oids = zip(*raw, strict=True)
    return Findings(
        (
            *_disguised_links(suspects),
            *_bad_ids(oids),
            *_bad_names(names, suspects),
            *_bad_modes(set(modes)),
            *_bad_order(modes, names),
        ),
        _oids_meant(disguise.GITMODULES, files),
        _oids_meant(disguise.GITATTRIBUTES, files),
    )


def _disguised_links(suspects: list[Entry]) -> Iterator[Finding]:
    links = [entry.name for entry in suspects if _is_symlink(entry)]
    for dotted, rule, text in _SYMLINK_RULES:
        if any(dotted.is_meant_by(name) for name in links):
            yield Finding(rule, text)


def _bad_ids(oids: _Column) -> Iterator[Finding]:
    if ZERO_OID in oids:
        yield Finding(Rule.NULL_SHA1, "contains entries pointing to null sha1")


def _bad_names(names: _Column, suspects: list[Entry]) -> Iterator[Finding]:
    if b"/" in b"".join(names):
        yield Finding(Rule.FULL_PATHNAME, "contains full pathnames")
    if b"." in names:
        yield Finding(Rule.HAS_DOT, "contains '.'")
    if b".." in names:
        yield Finding(Rule.HAS_DOTDOT, "contains '..'")
    if any(disguise.is_dotgit(entry.name) for entry in suspects):
        yield Finding(Rule.HAS_DOTGIT, "contains '.git'")
    if max(map(len, names)) > MAX_NAME:
        yield Finding(Rule.LARGE_PATHNAME, f"contains a name longer than {MAX_NAME:,} bytes")


def _bad_modes(modes: set[bytes]) -> Iterator[Finding]:
    if any(mode.startswith(b"0") for mode in modes):
        yield Finding(Rule.ZERO_PADDED_FILEMODE, "contains zero-padded file modes")
    if not {int(mode, 8) for mode in modes} <= _USUAL_MODES:
        yield Finding(Rule.BAD_FILEMODE, "contains bad file modes")


def _bad_order(modes: _Column, names: _Column) -> Iterator[Finding]:
    if len(set(names)) < len(names):
        yield Finding(Rule.DUPLICATE_ENTRIES, "contains duplicate file entries")
    is_tree = {mode: tree.is_tree(int(mode, 8)) for mode in set(modes)}
    padded = [
        name + (b"/" if is_tree[mode] else b"\0") for mode, name in zip(modes, names, strict=True)
    ]
    is_plainly_sorted = sorted(padded) == padded and b"/" not in b"".join(names)
    if not is_plainly_sorted and any(map(_are_swapped, padded, padded[1:])):
        yield Finding(Rule.TREE_NOT_SORTED, "not properly sorted")


def _are_swapped(first: bytes, second: bytes) -> bool:
    """Whether the second should stand first; not said of equal names, which are duplicates.

    Names are padded as they sort. As in Git, they are compared up to the padding of the shorter,
    where a slash within a name and that at the end of one are alike.
    """
    shared = min(len(first), len(second))
    return first[:-1] != second[:-1] and first[:shared] >= second[:shared]


def _is_symlink(entry: Entry) -> bool:
    return entry.mode & 0o170000 == tree.SYMLINK


def _oids_meant(dotted: disguise.DottedName, entries: list[Entry]) -> tuple[ObjectId, ...]:
    return tuple(entry.oid for entry in entries if dotted.is_meant_by(entry.name))

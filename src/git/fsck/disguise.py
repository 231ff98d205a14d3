"""Names that a file system takes for `.git`, `.gitmodules` and their kin although Git does not.

HFS+ ignores some code points and case; NTFS ignores case and trailing dots and spaces, has
streams (`.git::$INDEX_ALLOCATION`) and short names (`git~1`, `gi7eba~1`), and takes a backslash
for a slash. Follows `is_hfs_dot*` of Git's utf8.c and `is_ntfs_dot*` of its path.c.
"""

from __future__ import annotations

import re

_IGNORED_BY_HFS = rb"(?:\xe2\x80[\x8c-\x8f\xaa-\xae]|\xe2\x81[\xaa-\xaf]|\xef\xbb\xbf)*+"
"""In UTF-8: U+200C to 200F, U+202A to 202E, U+206A to 206F, U+FEFF."""

_NONCHARACTERS = ("\ufffe", "\uffff")

_HFS_DOTGIT = re.compile(
    b"".join(_IGNORED_BY_HFS + letter for letter in (rb"\.", b"[gG]", b"[iI]", b"[tT]"))
    + _IGNORED_BY_HFS
)
_NTFS_DOTGIT = re.compile(rb"(?:\A|\\)(?:\.git|git~1)[. ]*+(?:\Z|[\\/:])", re.IGNORECASE)


class DottedName:
    """One of Git's own files, by any name; `short` begins NTFS's short name when others exist.

    Some names count also after a backslash, which is a slash where NTFS is.
    """

    def __init__(self, name: bytes, short: bytes, *, after_backslash: bool = False) -> None:
        letters = [re.escape(bytes((letter,))) for letter in b"." + name]
        self._hfs = re.compile(
            b"".join(_IGNORED_BY_HFS + letter for letter in letters) + _IGNORED_BY_HFS,
            re.IGNORECASE,
        )
        numbered = [
            short[:kept] + rb"~[1-9][0-9]{%d}" % (len(short) - kept)
            for kept in range(len(short) + 1)
        ]
        spellings = [rb"\." + name, name[:6] + rb"~[1-4]", *numbered]
        start = rb"(?:\A|\\)" if after_backslash else rb"\A"
        self._ntfs = re.compile(
            start + b"(?:" + b"|".join(spellings) + rb")[. ]*+(?:\Z|:)", re.IGNORECASE
        )

    def is_meant_by(self, name: bytes) -> bool:
        return bool(self._ntfs.search(name)) or _is_hfs(self._hfs, name)


GITMODULES = DottedName(b"gitmodules", b"gi7eba", after_backslash=True)
GITATTRIBUTES = DottedName(b"gitattributes", b"gi7d29")
GITIGNORE = DottedName(b"gitignore", b"gi250a")
MAILMAP = DottedName(b"mailmap", b"maba30")


def is_dotgit(name: bytes) -> bool:
    return bool(_NTFS_DOTGIT.search(name)) or _is_hfs(_HFS_DOTGIT, name)


def _is_hfs(pattern: re.Pattern[bytes], name: bytes) -> bool:
    """Whether nothing follows the pattern; bytes that are not UTF-8 count as nothing, as in Git."""
    match = pattern.match(name)
    if not match:
        return False
    rest = name[match.end() :]
    return not rest or rest.startswith(b"/") or _begins_malformed(rest)


def _begins_malformed(text: bytes) -> bool:
    lead = text[0]
    size = 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    try:
        return text[:size].decode("utf-8") in _NONCHARACTERS
    except UnicodeDecodeError:
        return True

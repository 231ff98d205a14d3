"""What is known of each path while trees are merged, and what each of the trees has there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from git.oid import ZERO_OID, ObjectId
from git.tree import GITLINK, SYMLINK, Entry

BASE, OURS, THEIRS = range(3)
"""Places in a triple. In a mask each has the bit of its number."""

IN_BASE, IN_OURS, IN_THEIRS = 1, 2, 4
IN_BOTH = IN_OURS | IN_THEIRS
EVERYWHERE = 7

_KIND = 0o170000
_REGULAR = 0o100000


@dataclass(frozen=True, slots=True)
class Version:
    """A mode and an object; mode 0 is nothing at all."""

    mode: int
    oid: ObjectId

    @property
    def kind(self) -> int:
        """The mode without permissions."""
        return self.mode & _KIND

    @property
    def is_file(self) -> bool:
        return self.kind == _REGULAR

    @property
    def is_symlink(self) -> bool:
        return self.kind == SYMLINK

    @property
    def is_gitlink(self) -> bool:
        return self.kind == GITLINK


ABSENT = Version(0, ZERO_OID)


def version_of(entry: Entry | None) -> Version:
    return ABSENT if entry is None else Version(entry.mode, entry.oid)


@dataclass(slots=True)
class PathState:
    """A path that is not settled yet.

    `files` and `folders` say which of the three trees have a file or a folder here, `match`
    which of them have the same. Renames move `stages` from other paths here, and `names` says
    where each is from. In the end `result` lies here, or nothing when that is ABSENT.
    """

    stages: list[Version]
    names: list[bytes]
    files: int = 0
    folders: int = 0
    match: int = 0
    is_beside_folder: bool = False
    """A file in one tree is a folder in another."""
    has_path_conflict: bool = False
    """Sides disagree about where it belongs."""
    moved_aside_for: int = BASE
    """The side whose file gave way to a folder; BASE for none."""
    is_clean: bool = False
    result: Version = ABSENT

    def copy(self) -> PathState:
        return PathState(
            list(self.stages),
            list(self.names),
            self.files,
            self.folders,
            self.match,
            self.is_beside_folder,
            self.has_path_conflict,
        )

    def forget_folders(self) -> None:
        """Be about the file alone."""
        self.match &= ~self.folders
        self.folders = 0
        for place in range(3):
            if not self.files & 1 << place:
                self.stages[place] = ABSENT

    def settle(self, result: Version) -> None:
        self.is_clean = True
        self.result = result


Paths: TypeAlias = "dict[bytes, PathState | Entry]"
"""Paths by their names; an Entry is what lies at one that was settled at first sight."""


def folder_of(path: bytes) -> bytes:
    """The path without its last part; empty for what lies at the top."""
    return path.rpartition(b"/")[0]


def name_of(path: bytes) -> bytes:
    return path.rpartition(b"/")[2]

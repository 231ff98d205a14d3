"""What Git has to say of a merge: conflicts, and what it did on its own, each with its kind.

Kinds and texts are those of `git merge-tree -z --messages`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from git.merge.paths import Version
from git.merge.text import Hunk


class Kind(Enum):
    AUTO_MERGING = "Auto-merging"
    CONTENTS = "CONFLICT (contents)"
    BINARY = "CONFLICT (binary)"
    FILE_DIRECTORY = "CONFLICT (file/directory)"
    DISTINCT_MODES = "CONFLICT (distinct modes)"
    MODIFY_DELETE = "CONFLICT (modify/delete)"
    RENAME_RENAME = "CONFLICT (rename/rename)"
    RENAME_COLLIDES = "CONFLICT (rename involved in collision)"
    RENAME_DELETE = "CONFLICT (rename/delete)"
    FOLDER_RENAME_SUGGESTED = "CONFLICT (directory rename suggested)"
    FOLDER_RENAME_SKIPPED = "Directory rename skipped since directory was renamed on both sides"
    FOLDER_RENAME_FILE_IN_WAY = "CONFLICT (file in way of directory rename)"
    FOLDER_RENAME_COLLISION = "CONFLICT(directory rename collision)"
    FOLDER_RENAME_SPLIT = "CONFLICT(directory rename unclear split)"
    SUBMODULE = "CONFLICT (submodule not initialized)"

    @property
    def is_conflict(self) -> bool:
        return self.value.startswith("CONFLICT")


@dataclass(frozen=True, slots=True)
class Note:
    """`paths` begins with the one it is about; `text` is a sentence in Git's words."""

    kind: Kind
    paths: tuple[bytes, ...]
    text: bytes


@dataclass(frozen=True, slots=True)
class Conflicted:
    """A path that a person has to settle: what base, ours and theirs have of it.

    `result` is what lies there in the tree, nothing when that is ABSENT; `hunks` are the
    conflicts in it.
    """

    path: bytes
    stages: tuple[Version | None, Version | None, Version | None]
    result: Version
    hunks: tuple[Hunk, ...]

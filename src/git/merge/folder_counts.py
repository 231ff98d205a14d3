"""Where the files of folders that are gone went, counted: what tells where a folder was moved.

Files that moved from `a/b/c/f` to `x/b/c/f` speak for `a/b/c` having become `x/b/c`, and, as long
as the last parts are the same, for the folders above, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from git.merge.collect import Relevance
from git.merge.hash_order import in_hash_order
from git.merge.paths import folder_of, name_of

_UNKNOWN = b"/"
"""In the place of a new folder: files that may still be found to have moved."""


class FolderCounts:
    """`removed` has the folders that are gone, and why it matters where they went."""

    def __init__(self, removed: dict[bytes, Relevance]) -> None:
        self._removed = removed
        self._counts: dict[bytes, dict[bytes, int]] = {}

    def note(self, old_path: bytes, new_path: bytes) -> None:
        """A file has moved."""
        old, new = folder_of(old_path), folder_of(new_path)
        is_first = True
        while old in self._removed:
            relevance = self._removed[old]
            if relevance is Relevance.FOR_ITSELF or is_first:
                self._add(old, new)
            if relevance is Relevance.NONE or not old or not new:
                return
            if name_of(old) != name_of(new):
                return
            is_first = False
            old, new = folder_of(old), folder_of(new)

    def note_unknown(self, paths: Iterable[bytes]) -> None:
        """These files may have moved, nobody knows yet where to."""
        for path in paths:
            folder = folder_of(path)
            while folder and self._removed.get(folder, Relevance.NONE):
                self._add(folder, _UNKNOWN)
                folder = folder_of(folder)

    def note_determined(self) -> None:
        """Where further files went changes nothing any more for some folders: mark them so."""
        for folder, counts in self._counts.items():
            is_asked = self._removed.get(folder) is Relevance.FOR_ITSELF
            if is_asked and _is_determined(counts):
                self._removed[folder] = Relevance.FOR_ABOVE

    def is_needed(self, path: bytes) -> bool:
        """Whether a folder's new place may depend on where this file went."""
        folder = folder_of(path)
        relevance = self._removed.get(folder, Relevance.NONE)
        while relevance is Relevance.FOR_ABOVE and folder:
            folder = folder_of(folder)
            relevance = self._removed.get(folder, Relevance.NONE)
        return relevance is Relevance.FOR_ITSELF

    def guesses(self) -> dict[bytes, bytes]:
        """To where most files of each folder went, so far."""
        return {
            folder: max(in_hash_order(counts), key=counts.__getitem__)
            for folder, counts in self._counts.items()
        }

    def known(self) -> Mapping[bytes, Mapping[bytes, int]]:
        """By old and new folder, how many files moved."""
        return {
            folder: {new: count for new, count in counts.items() if new != _UNKNOWN}
            for folder, counts in self._counts.items()
            if self._removed.get(folder, Relevance.NONE)
        }

    def _add(self, old: bytes, new: bytes) -> None:
        counts = self._counts.setdefault(old, {})
        counts[new] = counts.get(new, 0) + 1


def _is_determined(counts: Mapping[bytes, int]) -> bool:
    known = sorted((count for new, count in counts.items() if new != _UNKNOWN), reverse=True)
    first, second = (*known, 0, 0)[:2]
    return first > second + counts.get(_UNKNOWN, 0)

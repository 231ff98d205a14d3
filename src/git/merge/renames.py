"""Which files one side of a merge has moved: `git.diff.renames`, and what a merge knows beyond it.

Only files matter that the other side has changed, or that tell where a folder went; and where
files of a folder have gone says where to look for others of the same name.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from git.diff.renames import RenameSearch, Similarity
from git.errors import LimitExceeded
from git.merge.collect import SideChanges
from git.merge.folder_counts import FolderCounts
from git.merge.paths import folder_of, name_of
from git.merge.work import Store
from git.objects import ObjectType, hash_object
from git.tree import Entry

RENAME_LIMIT = 200
"""As merge.renameLimit: with more than the square of it to compare, only files that did not
change, or kept a name that is theirs alone, are found. Git's own is 7,000, which is minutes of
work in C; a pair takes 0.02 ms here, and thrice that in the runtime."""

MAX_CANDIDATES = 20_000
"""Files that are gone, or that are new, on one side: what a rename of the largest folders is."""

_EMPTY = hash_object(ObjectType.BLOB, b"")


@dataclass(frozen=True, slots=True)
class SideRenames:
    """`moves` has for each new file, in order, where it is and where it was, if it was anywhere.

    `folders` counts by old and new folder.
    """

    moves: list[tuple[Entry, Entry | None]]
    folders: Mapping[bytes, Mapping[bytes, int]] = field(
        default_factory=dict[bytes, dict[bytes, int]]
    )
    is_complete: bool = True


def find(side: SideChanges, store: Store) -> Generator[None, None, SideRenames]:
    """The renames of a side, with pauses in which others may run."""
    if not side.relevant:
        return SideRenames([(target, None) for target in side.targets])
    if max(len(side.sources), len(side.targets)) > MAX_CANDIDATES:
        raise LimitExceeded("the number of files to search for renames", MAX_CANDIDATES)
    search = _MergeSearch(side, Similarity(store.read_blob, store.size_of))
    if search.sources and search.targets:
        yield from search.run()
    moves = [(target, search.find_source(target)) for target in side.targets]
    return SideRenames(moves, search.counts.known(), search.is_complete)


class _MergeSearch(RenameSearch):
    def __init__(self, side: SideChanges, similarity: Similarity) -> None:
        super().__init__(
            (each for each in side.sources if each.oid != _EMPTY),
            (each for each in side.targets if each.oid != _EMPTY),
            similarity,
            RENAME_LIMIT**2,
        )
        self._side = side
        self.counts = FolderCounts(side.removed)
        self._guesses: dict[bytes, bytes] | None = None

    def find_source(self, target: Entry) -> Entry | None:
        found = self.found.get(target.name)
        return found and found[0]

    def is_needed(self, source: Entry) -> bool:
        return source.name in self._side.relevant

    def prepare_guesses(self) -> None:
        for path, (source, _) in self.found.items():
            self.counts.note(source.name, path)
        self._guesses = self.counts.guesses()

    def guess(self, source: Entry) -> Entry | None:
        folder = (self._guesses or {}).get(folder_of(source.name))
        if folder is None:
            return None
        return self.targets.get(folder + b"/" + name_of(source.name))

    def take(self, source: Entry, target: Entry, score: int) -> None:
        super().take(source, target, score)
        if self._guesses is not None:
            self.counts.note(source.name, target.name)

    def drop_needless(self) -> None:
        relevant = self._side.relevant
        self.sources = {name: each for name, each in self.sources.items() if name in relevant}
        self.counts.note_unknown(self.sources)
        self.counts.note_determined()
        self.sources = {
            name: each
            for name, each in self.sources.items()
            if relevant[name] or self.counts.is_needed(name)
        }

"""Folders that one side has moved, and what the other side has put into them meanwhile.

What was added to a folder that the other side has moved is likely to belong where the folder is
now. As Git does by default (merge.directoryRenames=conflict), it is put there, and it is left to
a person to agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from git.merge.conflict import Kind
from git.merge.paths import ABSENT, IN_OURS, OURS, THEIRS, PathState, folder_of
from git.merge.renames import SideRenames
from git.merge.work import Work
from git.tree import Entry


@dataclass(frozen=True, slots=True)
class Move:
    """A file that a side has moved; or has added, when a folder that the other moved moves it."""

    source: bytes
    path: bytes
    side: int


@dataclass(slots=True)
class _Collision:
    """Files that would all come to lie at one path."""

    files: list[bytes] = field(default_factory=list[bytes])
    is_told: bool = False


def collect(work: Work, renames: Mapping[int, SideRenames]) -> list[Move]:
    """All moves of both sides, those by moved folders included, by their sources."""
    folders: dict[int, dict[bytes, bytes]] = {OURS: {}, THEIRS: {}}
    if work.depth == 0:
        folders = {place: _moved_folders(work, side) for place, side in renames.items()}
        for both in folders[OURS].keys() & folders[THEIRS].keys():
            del folders[OURS][both], folders[THEIRS][both]
    collisions = {
        place: _find_collisions(side.moves, folders[_other(place)])
        for place, side in renames.items()
    }
    moves: list[Move] = []
    for place, side in renames.items():
        placing = _Placing(work, place, folders, collisions)
        for target, source in side.moves:
            path = placing.place(target, source)
            if source is not None or path != target.name:
                moves.append(Move((source or target).name, path, place))
    return sorted(moves, key=lambda move: move.source)


def _moved_folders(work: Work, side: SideRenames) -> dict[bytes, bytes]:
    """To where most files of each folder went; folders of which that cannot be said are told."""
    moved: dict[bytes, bytes] = {}
    for folder, counts in side.folders.items():
        if not counts:
            continue
        most = max(counts.values())
        best = [new for new, count in counts.items() if count == most]
        if len(best) == 1:
            moved[folder] = best[0]
            continue
        work.is_clean = False
        work.tell(
            Kind.FOLDER_RENAME_SPLIT,
            [folder],
            b"CONFLICT (directory rename split): Unclear where to rename %b to; it was renamed to"
            b" multiple other directories, with no destination getting a majority of the files."
            % folder,
        )
    return moved


def _find_collisions(
    moves: Sequence[tuple[Entry, Entry | None]], folders: Mapping[bytes, bytes]
) -> dict[bytes, _Collision]:
    collisions: dict[bytes, _Collision] = {}
    for target, _ in moves:
        folder = _find_moved(target.name, folders)
        if folder is not None:
            path = _replace_folder(target.name, folder, folders[folder])
            collisions.setdefault(path, _Collision()).files.append(target.name)
    for collision in collisions.values():
        collision.files.sort()
    return collisions


def _find_moved(path: bytes, folders: Mapping[bytes, bytes]) -> bytes | None:
    """The folder around a path that was moved."""
    folder = path
    while folders and b"/" in folder:
        folder = folder_of(folder)
        if folder in folders:
            return folder
    return None


def _replace_folder(path: bytes, old: bytes, new: bytes) -> bytes:
    rest = path[len(old) + 1 :]
    return new + b"/" + rest if new else rest


def _other(place: int) -> int:
    return THEIRS if place == OURS else OURS


class _Placing:
    """Puts what one side added into the folders that the other has moved."""

    def __init__(
        self,
        work: Work,
        side: int,
        folders: Mapping[int, Mapping[bytes, bytes]],
        collisions: Mapping[int, Mapping[bytes, _Collision]],
    ) -> None:
        self._work = work
        self._side = side
        self._folders = folders[_other(side)]
        self._own_folders = folders[side]
        self._collisions = collisions[side]
        self._other_collisions = collisions[_other(side)]

    def place(self, target: Entry, source: Entry | None) -> bytes:
        """Where a file ends up that was added or moved to `target.name`."""
        path = target.name
        if path in self._other_collisions:
            return path
        old = _find_moved(path, self._folders)
        if old is None:
            return path
        new = self._folders[old]
        if new in self._own_folders:
            text = (
                b"WARNING: Avoiding applying %b -> %b rename to %b, because %b itself was renamed."
            )
            self._work.tell(
                Kind.FOLDER_RENAME_SKIPPED, [old, path, new], text % (old, new, path, new)
            )
            return path
        placed = _replace_folder(path, old, new)
        if not self._is_free(placed):
            self._work.is_clean = False
            return path
        self._move(path, placed)
        self._suggest(path, placed, source)
        return placed

    def _is_free(self, path: bytes) -> bool:
        collision = self._collisions[path]
        if collision.is_told:
            return False
        shown = path, b", ".join(collision.files)
        if self._is_in_the_way(path):
            kind = Kind.FOLDER_RENAME_FILE_IN_WAY
            text = (
                b"CONFLICT (implicit dir rename): Existing file/dir at %b in the way of implicit"
                b" directory rename(s) putting the following path(s) there: %b." % shown
            )
        elif len(collision.files) > 1:
            kind = Kind.FOLDER_RENAME_COLLISION
            text = (
                b"CONFLICT (implicit dir rename): Cannot map more than one path to %b; implicit"
                b" directory renames tried to put these paths there: %b" % shown
            )
        else:
            return True
        collision.is_told = True
        self._work.tell(kind, [path, *collision.files], text)
        return False

    def _is_in_the_way(self, path: bytes) -> bool:
        found = self._work.paths.get(path)
        if not isinstance(found, PathState):
            return found is not None
        return found.is_clean or bool((found.files | found.folders) & 1 << self._side)

    def _move(self, old: bytes, new: bytes) -> None:
        """Take what is known of one path to another."""
        paths = self._work.paths
        state = self._work.state(old)
        folder = folder_of(new)
        while folder and folder not in paths:
            paths[folder] = PathState([ABSENT] * 3, [folder] * 3, 0, state.files)
            folder = folder_of(folder)
        del paths[old]
        known = self._work.find_open(new)
        if known is None:
            paths[new] = state
        else:
            known.files |= state.files
            known.is_beside_folder = known.is_beside_folder or bool(known.folders)
            place = OURS if state.files == IN_OURS else THEIRS
            known.names[place] = state.names[place]
            known.stages[place] = state.stages[place]
            state = known
        state.has_path_conflict = True

    def _suggest(self, old: bytes, new: bytes, source: Entry | None) -> None:
        mine, others = self._work.label(self._side), self._work.label(_other(self._side))
        if source is None:
            text = (
                b"CONFLICT (file location): %b added in %b inside a directory that was renamed in"
                b" %b, suggesting it should perhaps be moved to %b." % (old, mine, others, new)
            )
        else:
            text = (
                b"CONFLICT (file location): %b renamed to %b in %b, inside a directory that was"
                b" renamed in %b, suggesting it should perhaps be moved to %b."
                % (source.name, old, mine, others, new)
            )
        self._work.tell(Kind.FOLDER_RENAME_SUGGESTED, [new, old], text)

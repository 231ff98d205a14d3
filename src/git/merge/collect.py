"""The first step of a merge: what three trees have, path by path, and what may have moved.

Strategy, as Git's: all three are walked at once. What is the same in all, or changed by one side
alone, is settled at once. A folder that only one side has changed is put off: it need not be
looked into unless files of that side have to be searched for.

`watch` follows whether a folder matters for renames of whole folders: it is the bit of the side
that still has a folder which the other has removed, and EVERYWHERE below a folder to which that
side has added a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from git.diff.trees import ReadEntries
from git.errors import LimitExceeded
from git.merge.hash_order import in_hash_order
from git.merge.paths import (
    BASE,
    EVERYWHERE,
    IN_BASE,
    IN_BOTH,
    IN_OURS,
    IN_THEIRS,
    OURS,
    THEIRS,
    Paths,
    PathState,
    version_of,
)
from git.oid import ObjectId
from git.tree import Entry, is_tree, sort_key

MAX_PATHS = 100_000
"""Paths in folders that both sides have changed: some 30 MB."""

MAX_DEPTH = 200
"""Folders in each other: beyond it, tools of all kinds fail."""

Triple = tuple[Entry | None, Entry | None, Entry | None]


class Relevance(IntEnum):
    """Why one wants to know where a folder's files went."""

    NONE = 0
    FOR_ABOVE = 1
    FOR_ITSELF = 2


@dataclass(slots=True)
class SideChanges:
    """What one side did to the files of the base.

    `relevant` has those sources that somebody needs to know the new place of, and whether it is
    for their content, or else just to tell where their folder went. `removed` are folders.
    """

    sources: list[Entry] = field(default_factory=list[Entry])
    targets: list[Entry] = field(default_factory=list[Entry])
    relevant: dict[bytes, bool] = field(default_factory=dict[bytes, bool])
    removed: dict[bytes, Relevance] = field(default_factory=dict[bytes, Relevance])
    put_off: dict[bytes, int] = field(default_factory=dict[bytes, int])
    may_put_off: bool = True


class Collector:
    """`paths` and `sides` are complete when `run` is through; `sides` by OURS and THEIRS."""

    def __init__(self, read_entries: ReadEntries) -> None:
        self._read_entries = read_entries
        self.paths: Paths = {}
        self.sides = {OURS: SideChanges(), THEIRS: SideChanges()}

    def run(self, trees: tuple[ObjectId, ObjectId, ObjectId]) -> Iterator[None]:
        yield from self._walk(b"", trees, 0)
        for place, side in self.sides.items():
            side.may_put_off = not side.relevant
            for path in in_hash_order(side.put_off):
                watch = side.put_off[path]
                state = self.paths[path]
                assert isinstance(state, PathState)  # noqa: S101
                if side.may_put_off:
                    state.match = 0
                    state.settle(state.stages[place])
                else:
                    state.match &= state.files
                    below = _trees_of(state)
                    yield from self._walk(path + b"/", below, watch)

    def _walk(self, prefix: bytes, trees: Sequence[ObjectId | None], watch: int) -> Iterator[None]:
        yield
        if prefix.count(b"/") > MAX_DEPTH:
            raise LimitExceeded("the number of folders in a path", MAX_DEPTH)
        triples = _beside_each_other([self._read_entries(t) if t else () for t in trees])
        if len(self.paths) + len(triples) > MAX_PATHS:
            raise LimitExceeded("the number of paths in a merge", MAX_PATHS)
        if watch in (IN_OURS, IN_THEIRS) and any(_files_of(each) == watch for each in triples):
            watch = EVERYWHERE
        for triple in triples:
            yield from self._visit(prefix, triple, watch)

    def _visit(self, prefix: bytes, triple: Triple, watch: int) -> Iterator[None]:
        name = next(entry.name for entry in triple if entry)
        path = prefix + name
        settled = _settle(triple)
        if settled is not None:
            self.paths[path] = settled
            return
        files = _files_of(triple)
        folders = _present(triple) & ~files
        match = _match(triple)
        if watch != EVERYWHERE and folders in (IN_BASE | IN_OURS, IN_BASE | IN_THEIRS):
            watch = folders & ~IN_BASE
        self._note_folder(path, prefix.removesuffix(b"/"), (files, folders), watch)
        self._note_moves(path, triple, match & files, watch)
        state = PathState([version_of(entry) for entry in triple], [path] * 3, files, folders)
        state.match = match
        state.is_beside_folder = bool(files and folders)
        self.paths[path] = state
        if folders and not self._put_off(path, state, watch):
            state.match &= files
            yield from self._walk(path + b"/", _trees_of(state), watch)

    def _note_folder(self, path: bytes, folder: bytes, masks: tuple[int, int], watch: int) -> None:
        files, folders = masks
        if folders & IN_BASE and folders != EVERYWHERE:
            relevance = Relevance.FOR_ABOVE if watch == EVERYWHERE else Relevance.NONE
            for place, side in self.sides.items():
                if not folders & 1 << place:
                    side.removed[path] = relevance
        if watch == EVERYWHERE and files in (IN_OURS, IN_THEIRS):
            other = THEIRS if files == IN_OURS else OURS
            self.sides[other].removed[folder] = Relevance.FOR_ITSELF

    def _note_moves(self, path: bytes, triple: Triple, match: int, watch: int) -> None:
        files = _files_of(triple)
        if files in (0, EVERYWHERE):
            return
        for place, side in self.sides.items():
            has_it = bool(files & 1 << place)
            if files & IN_BASE and not has_it:
                if match == 0 or watch == EVERYWHERE:
                    side.relevant[path] = match == 0
                side.sources.append(_at(triple[BASE], path))
            elif has_it and not files & IN_BASE:
                side.targets.append(_at(triple[place], path))

    def _put_off(self, path: bytes, state: PathState, watch: int) -> bool:
        """Whether the folder waits until it is known that it must be looked into."""
        place = BASE
        if state.match & IN_BASE:
            place = THEIRS if state.match & IN_OURS else OURS
        if not state.files and state.folders in (IN_OURS, IN_THEIRS):
            state.match = EVERYWHERE & ~state.folders
            place = OURS if state.folders == IN_OURS else THEIRS
        if place == BASE or watch == EVERYWHERE or not self.sides[place].may_put_off:
            return False
        self.sides[place].put_off[path] = watch
        return True


def _beside_each_other(sides: Sequence[Sequence[Entry]]) -> list[Triple]:
    """What the trees have under the same names, in the order of a tree."""
    found: dict[bytes, list[Entry | None]] = {}
    first: dict[bytes, bytes] = {}
    for place, entries in enumerate(sides):
        for entry in entries:
            found.setdefault(entry.name, [None, None, None])[place] = entry
            key = sort_key(entry)
            first[entry.name] = min(first.get(entry.name, key), key)
    ordered = sorted(found, key=first.__getitem__)
    return [(found[name][0], found[name][1], found[name][2]) for name in ordered]


def _settle(triple: Triple) -> Entry | None:
    """What lies there in the end, where that needs no further look."""
    base, ours, theirs = triple
    if base is None or ours is None or theirs is None:
        return None
    if base == ours == theirs:
        return base
    if is_tree(base.mode) or is_tree(ours.mode) or is_tree(theirs.mode):
        return None
    if theirs in (ours, base):
        return ours
    return theirs if ours == base else None


def _match(triple: Triple) -> int:
    base, ours, theirs = triple
    if ours is not None and ours == base:
        return IN_BASE | IN_OURS
    if theirs is not None and theirs == base:
        return IN_BASE | IN_THEIRS
    return IN_BOTH if ours is not None and ours == theirs else 0


def _present(triple: Triple) -> int:
    return sum(1 << place for place, entry in enumerate(triple) if entry)


def _files_of(triple: Triple) -> int:
    return sum(
        1 << place for place, entry in enumerate(triple) if entry and not is_tree(entry.mode)
    )


def _trees_of(state: PathState) -> list[ObjectId | None]:
    return [
        version.oid if state.folders & 1 << place else None
        for place, version in enumerate(state.stages)
    ]


def _at(entry: Entry | None, path: bytes) -> Entry:
    assert entry is not None  # noqa: S101
    return Entry(entry.mode, path, entry.oid)

"""The last step of a merge: what lies at each path, and the trees that are made of it.

Strategy, as Git's: paths are settled from the last to the first, so that all within a folder is
settled before a file that is in the way of the folder.
"""

from __future__ import annotations

from collections.abc import Iterator

from git.merge.conflict import Conflicted, Kind
from git.merge.content import ContentMerge
from git.merge.paths import (
    ABSENT,
    BASE,
    EVERYWHERE,
    IN_BASE,
    IN_BOTH,
    IN_OURS,
    IN_THEIRS,
    OURS,
    THEIRS,
    PathState,
    Version,
    folder_of,
    name_of,
)
from git.merge.work import Work
from git.oid import ObjectId
from git.tree import TREE, Entry


class Settling:
    """`tree` and `conflicted` are there when `run` is through."""

    def __init__(self, work: Work, content: ContentMerge) -> None:
        self._work = work
        self._content = content
        self._children: dict[bytes, list[Entry]] = {}
        self._conflicted: dict[bytes, PathState] = {}
        self.tree: ObjectId | None = None

    def run(self) -> Iterator[None]:
        for path in sorted(self._work.paths, key=lambda path: path + b"/", reverse=True):
            found = self._work.paths[path]
            if isinstance(found, Entry) and path in self._children:
                self._settle(path, _opened(path, found))
            elif isinstance(found, Entry):
                self._record(path, Version(found.mode, found.oid))
            elif found.is_clean:
                self._record_clean(path, found)
            else:
                self._settle(path, found)
                yield
        self.tree = self._work.store.add_tree(self._children.pop(b"", []))

    @property
    def conflicted(self) -> list[Conflicted]:
        hunks = self._work.hunks
        return [
            Conflicted(path, _stages(state), state.result, hunks.get(state.result.oid, ()))
            for path, state in sorted(self._conflicted.items())
        ]

    def _record(self, path: bytes, version: Version) -> None:
        if version.mode:
            entry = Entry(version.mode, name_of(path), version.oid)
            self._children.setdefault(folder_of(path), []).append(entry)

    def _record_clean(self, path: bytes, state: PathState) -> None:
        below = self._children.pop(path, None)
        tree = Version(TREE, self._work.store.add_tree(below)) if below else None
        self._record(path, tree or state.result)

    def _settle(self, path: bytes, state: PathState) -> None:
        below = self._children.pop(path, None)
        if below:
            tree = Version(TREE, self._work.store.add_tree(below))
            self._record(path, tree)
            if state.files in (0, IN_BASE):
                return
            path, state = self._move_aside(path, state)
        elif not state.files:
            return
        else:
            state.is_beside_folder = False
            state.forget_folders()
        self._settle_file(path, state)

    def _move_aside(self, path: bytes, state: PathState) -> tuple[bytes, PathState]:
        """Give a file another name, for there is a folder in its place."""
        place = THEIRS if state.folders & IN_OURS else OURS
        label = self._work.label(place)
        aside = self._work.unused_path(path, label)
        moved = state.copy()
        moved.is_beside_folder = True
        moved.moved_aside_for = place
        moved.forget_folders()
        self._work.paths[aside] = moved
        text = b"CONFLICT (file/directory): directory in the way of %b from %b; moving it to %b"
        shown = text % (path, label, aside)
        self._work.tell(Kind.FILE_DIRECTORY, [aside, path], shown + b" instead.")
        return aside, moved

    def _settle_file(self, path: bytes, state: PathState) -> None:
        _, ours, theirs = state.stages
        if state.match:
            self._take_changed(state)
        elif state.files & IN_BOTH == IN_BOTH and ours.kind != theirs.kind:
            path = self._settle_kinds(path, state)
        elif state.files & IN_BOTH == IN_BOTH:
            self._merge(path, state)
        elif state.files in (IN_BASE | IN_OURS, IN_BASE | IN_THEIRS):
            self._settle_deletion(path, state)
        elif state.files == IN_BASE:
            state.is_clean = not state.has_path_conflict
        else:
            state.result = ours if state.files == IN_OURS else theirs
            state.is_clean = _is_undisputed(state)
        if not state.is_clean:
            self._conflicted[path] = state
        self._record(path, state.result)

    def _take_changed(self, state: PathState) -> None:
        """Two of three are the same: the third tells what was changed."""
        is_both = state.match == IN_BOTH
        place = OURS if is_both or EVERYWHERE & ~state.match == IN_OURS else THEIRS
        state.result = state.stages[place]
        state.is_clean = _is_undisputed(state) or (not is_both and state.result == ABSENT)

    def _settle_kinds(self, path: bytes, state: PathState) -> bytes:
        """A file here, a link or submodule there: give one of them, or both, another name."""
        base, ours, theirs = state.stages
        if self._work.depth:
            state.result = base
            return path
        labels = self._work.labels
        our_path = their_path = path
        if ours.is_file or not theirs.is_file:
            our_path = self._work.unused_path(path, labels.ours)
        if not ours.is_file:
            their_path = self._work.unused_path(path, labels.theirs)
        self._tell_kinds(path, our_path, their_path)
        other = state.copy()
        _keep_side(other, THEIRS)
        _keep_side(state, OURS)
        del self._work.paths[path]
        self._work.paths[our_path] = state
        self._work.paths[their_path] = other
        self._conflicted[their_path] = other
        self._record(their_path, theirs)
        return our_path

    def _tell_kinds(self, path: bytes, our_path: bytes, their_path: bytes) -> None:
        renamed = [each for each in (our_path, their_path) if each != path]
        count = b"both" if len(renamed) == 2 else b"one"
        text = b"CONFLICT (distinct types): %b had different types on each side; renamed %b of"
        end = b" them so each can be recorded somewhere."
        self._work.tell(Kind.DISTINCT_MODES, [path, *renamed], text % (path, count) + end)

    def _merge(self, path: bytes, state: PathState) -> None:
        merged = self._content.merge(path, state.stages, state.names, 2 * self._work.depth)
        state.result = merged.version
        state.is_clean = merged.is_clean and _is_undisputed(state)
        if merged.is_clean and state.is_beside_folder:
            state.files = 1 << state.moved_aside_for
            state.stages[state.moved_aside_for] = merged.version
        if not merged.is_clean:
            reason = b"add/add" if state.files == IN_BOTH else b"content"
            if merged.version.is_gitlink:
                reason = b"submodule"
            text = b"CONFLICT (%b): Merge conflict in %b" % (reason, path)
            self._work.tell(Kind.CONTENTS, [path], text)

    def _settle_deletion(self, path: bytes, state: PathState) -> None:
        """One side has changed a file, the other has deleted it."""
        place = OURS if state.files & IN_OURS else THEIRS
        state.result = state.stages[BASE if self._work.depth else place]
        if state.has_path_conflict and state.stages[BASE].oid == state.stages[place].oid:
            return
        modified = self._work.label(place)
        deleted = self._work.label(THEIRS if place == OURS else OURS)
        text = (
            b"CONFLICT (modify/delete): %b deleted in %b and modified in %b.  Version %b of %b"
            b" left in tree." % (path, deleted, modified, modified, path)
        )
        self._work.tell(Kind.MODIFY_DELETE, [path], text)


def _opened(path: bytes, entry: Entry) -> PathState:
    """What was settled at first sight, and is in the way of files moved along with their folder.

    Git loses these files.
    """
    stages = [Version(entry.mode, entry.oid)] * 3
    return PathState(stages, [path] * 3, EVERYWHERE, match=IN_BASE | IN_OURS)


def _is_undisputed(state: PathState) -> bool:
    return not state.is_beside_folder and not state.has_path_conflict


def _keep_side(state: PathState, place: int) -> None:
    """Be about one side alone, and about the base where that is of its kind."""
    base, kept = state.stages[BASE], state.stages[place]
    is_related = base.kind == kept.kind
    state.is_clean = False
    state.result = kept
    state.stages = [base if is_related else ABSENT, ABSENT, ABSENT]
    state.stages[place] = kept
    state.files = 1 << place | (IN_BASE if is_related else 0)


def _stages(state: PathState) -> tuple[Version | None, Version | None, Version | None]:
    base, ours, theirs = (
        version if state.files & 1 << place else None for place, version in enumerate(state.stages)
    )
    return base, ours, theirs

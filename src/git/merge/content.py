"""What a single file becomes of which both sides have a version of the same kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from git.errors import LimitExceeded
from git.merge import text
from git.merge.conflict import Kind
from git.merge.paths import BASE, OURS, THEIRS, Version
from git.merge.text import Labels
from git.merge.work import Work
from git.oid import ObjectId

MAX_TEXT = 4 << 20
"""Bytes of a file whose lines are merged; a longer one is merged like a binary: not at all."""

MAX_LINES = 100_000
"""Lines of a file that are merged, for the same reason: at worst that takes some seconds."""

MAX_MERGED = 48 << 20
"""Bytes that all files together may have whose lines are merged; they are held until the end."""

LOOKED_AT = 8_000
"""Bytes in which a NUL makes a file binary. Git's number."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Both are merged as far as can be; `is_clean` when that is all the way."""

    version: Version
    is_clean: bool


class ContentMerge:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._room = MAX_MERGED

    def merge(
        self, path: bytes, versions: Sequence[Version], names: Sequence[bytes], extra: int
    ) -> Merged:
        """`names` are the paths of the versions, `extra` makes markers longer that may nest."""
        base, ours, theirs = versions
        mode, is_clean = _merge_modes(base, ours, theirs)
        if ours.oid in (theirs.oid, base.oid):
            return Merged(Version(mode, theirs.oid), is_clean)
        if theirs.oid == base.oid:
            return Merged(Version(mode, ours.oid), is_clean)
        if ours.is_file:
            oid, has_merged = self._merge_files(path, versions, names, extra)
            return Merged(Version(mode, oid), is_clean and has_merged)
        if ours.is_gitlink:
            return self._submodule(names[BASE], versions, mode)
        if self._work.depth:
            return Merged(base, is_clean=False)
        return Merged(Version(mode, ours.oid), is_clean=False)

    def _merge_files(
        self, path: bytes, versions: Sequence[Version], names: Sequence[bytes], extra: int
    ) -> tuple[ObjectId, bool]:
        base, ours, theirs = versions
        is_two_way = base.kind != ours.kind
        labels = self._labels(names)
        contents = (
            b"" if is_two_way else self._read(base.oid),
            self._read(ours.oid),
            self._read(theirs.oid),
        )
        known = [each for each in contents if each is not None]
        is_text = len(known) == len(contents) and not any(map(is_binary, known))
        if not is_text:
            oid, has_merged = self._binary(path, versions, labels, is_two_way=is_two_way)
        else:
            self._room -= sum(map(len, known))
            if self._room < 0:
                raise LimitExceeded("the size of files to merge", MAX_MERGED)
            merged = text.merge((known[0], known[1], known[2]), labels, text.MARKER_SIZE + extra)
            oid = self._work.store.add_blob(merged.content)
            self._work.hunks[oid] = merged.hunks
            has_merged = not merged.hunks
        self._work.tell(Kind.AUTO_MERGING, [path], b"Auto-merging " + path)
        return oid, has_merged

    def _read(self, oid: ObjectId) -> bytes | None:
        """None for what is not merged line by line."""
        if self._work.store.size_of(oid) > MAX_TEXT:
            return None
        content = self._work.store.read_blob(oid)
        return content if content.count(b"\n") <= MAX_LINES else None

    def _binary(
        self, path: bytes, versions: Sequence[Version], labels: Labels, *, is_two_way: bool
    ) -> tuple[ObjectId, bool]:
        if self._work.depth:
            oid = self._work.store.add_blob(b"") if is_two_way else versions[BASE].oid
            return oid, True
        shown = path, labels.ours, labels.theirs
        self._work.tell(
            Kind.BINARY, [path], b"warning: Cannot merge binary files: %b (%b vs. %b)" % shown
        )
        return versions[OURS].oid, False

    def _submodule(self, path: bytes, versions: Sequence[Version], mode: int) -> Merged:
        """A submodule's history is in another repository: nothing tells which commit is later."""
        self._work.tell(
            Kind.SUBMODULE, [path], b"Failed to merge submodule %b (not checked out)" % path
        )
        base, ours, _ = versions
        if not self._work.depth:
            return Merged(Version(mode, ours.oid), is_clean=False)
        if base.kind != ours.kind:
            return Merged(base, is_clean=False)
        return Merged(Version(mode, base.oid), is_clean=False)

    def _labels(self, names: Sequence[bytes]) -> Labels:
        labels = self._work.labels
        if len(set(names)) == 1:
            return labels
        return Labels(labels.ours + b":" + names[OURS], labels.theirs + b":" + names[THEIRS])


def is_binary(data: bytes) -> bool:
    return b"\0" in data[:LOOKED_AT]


def _merge_modes(base: Version, ours: Version, theirs: Version) -> tuple[int, bool]:
    if ours.mode in (theirs.mode, base.mode):
        return theirs.mode, True
    return ours.mode, theirs.mode == base.mode

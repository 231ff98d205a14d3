"""What changed between two commits, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit
from durable.contract.changes import Changes, FileChange, FileStatus, ReadChanges
from durable.contract.message import Failed, Reason
from git.diff import lines, patch, unified
from git.diff.renames import find_renames
from git.diff.trees import TreeChange, iter_changes
from git.merge_base import find_merge_bases
from git.objects import ObjectType
from git.oid import ZERO_OID, ObjectId, encode_hex
from git.tree import Entry, is_blob

MAX_FILES = 3_000
"""Files in one comparison, over all pages: as on GitHub. Beyond it a person needs a clone."""

MAX_DIFFED = 1 << 20
"""Bytes of a file whose lines are compared: some seconds at worst, and nobody reads it."""

MAX_READ = 12 << 20
"""Bytes of a file that is looked into; both sides are held. A longer one counts as binary."""

MAX_PATCH = 8 << 20
"""Bytes of hunks in one answer, binary content included."""

MAX_CONTEXT = 1 << 20
"""Lines around a change: more than a file has whose lines are compared."""

MIN_ABBREVIATION = 7


def read_changes(reading: Reading, question: ReadChanges) -> Changes:
    head = resolve_commit(reading, question.head)
    base = _find_base(reading, question, head)
    found = list(islice(_iter_between(reading, base, head), MAX_FILES + 1))
    is_complete = len(found) <= MAX_FILES
    files = find_renames(
        found[:MAX_FILES], _Contents(reading).read, reading.storage.objects.read_size
    )
    if question.path:
        files = [each for each in files if _touches(each, question.path)]
    page = files[question.skip : question.skip + question.limit]
    shown = _Shown(reading, question)
    told = tuple(map(shown.describe, page))
    return Changes(base, head, told, len(files), is_complete and not shown.left_out)


def _find_base(reading: Reading, question: ReadChanges, head: ObjectId) -> ObjectId | None:
    graph = reading.graph
    if not question.base:
        parents = reading.commit(head).parents
        return parents[0] if parents else None
    base = resolve_commit(reading, question.base)
    if not question.three_dots:
        return base
    one, other = graph.find(base), graph.find(head)
    common = [] if one is None or other is None else find_merge_bases(graph, one, other)
    if not common:
        raise Failed(Reason.NOT_FOUND, "There is no common ancestor.", "base")
    return graph.oid(common[0])


def _iter_between(reading: Reading, base: ObjectId | None, head: ObjectId) -> Iterator[TreeChange]:
    before = None if base is None else reading.commit(base).tree
    return iter_changes(reading.entries, before, reading.commit(head).tree)


def _touches(change: TreeChange, path: bytes) -> bool:
    names = [entry.name for entry in (change.old, change.new) if entry]
    return any(name == path or name.startswith(path + b"/") for name in names)


class _Contents:
    def __init__(self, reading: Reading) -> None:
        self._objects = reading.storage.objects

    def read(self, oid: ObjectId) -> bytes:
        return self._objects.read(oid, ObjectType.BLOB)

    def of(self, entry: Entry | None) -> bytes:
        if entry is None:
            return b""
        return self.read(entry.oid) if is_blob(entry.mode) else patch.content_of_gitlink(entry.oid)

    def size_of(self, entry: Entry | None) -> int:
        if entry is None or not is_blob(entry.mode):
            return 0
        return self._objects.read_size(entry.oid)


class _Shown:
    """Describes the files of one answer; `left_out` when some patch is missing from it."""

    def __init__(self, reading: Reading, question: ReadChanges) -> None:
        self._question = question
        self._contents = _Contents(reading)
        self._abbreviations = Abbreviations(reading)
        self._room = MAX_PATCH
        self.left_out = False

    def describe(self, change: TreeChange) -> FileChange:
        parts = patch.split_type_change(change)
        told = [self._describe(part) for part in parts]
        if len(told) == 1:
            return told[0]
        first, second = told
        return FileChange(
            change=change,
            status=FileStatus.CHANGED,
            additions=second.additions,
            deletions=first.deletions,
            is_binary=first.is_binary or second.is_binary,
            sizes=(first.sizes[0], second.sizes[1]),
            header=b"",
            hunks=_joined(told),
        )

    def _describe(self, change: TreeChange) -> FileChange:
        old, new = change.old, change.new
        sizes = self._contents.size_of(old), self._contents.size_of(new)
        is_same = old is not None and new is not None and old.oid == new.oid
        additions = deletions = 0
        is_binary = False
        body: bytes | None = b""
        if not is_same and max(sizes) > MAX_READ:
            is_binary = True
            body = None if self._question.with_binary else patch.encode_binary_notice(change)
        elif not is_same:
            contents = self._contents.of(old), self._contents.of(new)
            is_binary = any(map(patch.is_binary, contents))
            if is_binary:
                body = self._binary_body(change, contents)
            elif max(sizes) > MAX_DIFFED:
                body = None
            else:
                additions, deletions, body = self._compare(change, *contents)
        return FileChange(
            change=change,
            status=_status(change),
            additions=additions,
            deletions=deletions,
            is_binary=is_binary,
            sizes=sizes,
            header=self._header(change, is_binary=is_binary),
            hunks=self._fit(body),
        )

    def _compare(self, change: TreeChange, before: bytes, after: bytes) -> tuple[int, int, bytes]:
        """Lines added and deleted, and the hunks under their two lines."""
        old, new = lines.split_lines(before), lines.split_lines(after)
        found = lines.compare(old, new, ignore_space=self._question.ignore_space)
        hunks = unified.encode_hunks(old, new, found, min(self._question.context, MAX_CONTEXT))
        return (
            sum(each.new_stop - each.new_start for each in found),
            sum(each.old_stop - each.old_start for each in found),
            patch.encode_file_lines(change) + hunks if hunks else b"",
        )

    def _header(self, change: TreeChange, *, is_binary: bool) -> bytes:
        if is_binary and self._question.with_binary:
            return patch.encode_header(change, encode_hex)
        return patch.encode_header(change, self._abbreviations.of)

    def _binary_body(self, change: TreeChange, contents: tuple[bytes, bytes]) -> bytes:
        if self._question.with_binary:
            return patch.encode_binary(*contents)
        return patch.encode_binary_notice(change)

    def _fit(self, body: bytes | None) -> bytes | None:
        if not self._question.with_patch:
            return None
        if body is None or len(body) > self._room:
            self.left_out = True
            return None
        self._room -= len(body)
        return body


def _joined(parts: list[FileChange]) -> bytes | None:
    pieces: list[bytes] = []
    for part in parts:
        if part.hunks is None:
            return None
        pieces += [part.header, part.hunks]
    return b"".join(pieces)


def _status(change: TreeChange) -> FileStatus:
    if change.old is None:
        return FileStatus.ADDED
    if change.new is None:
        return FileStatus.REMOVED
    return FileStatus.MODIFIED if change.similarity is None else FileStatus.RENAMED


class Abbreviations:
    """Beginnings of oids, as long as Git makes them in a repository of this size."""

    def __init__(self, reading: Reading) -> None:
        self._packs = reading.storage.packs
        objects = sum(pack.objects for pack in self._packs.live())
        self._digits = max((objects.bit_length() + 1) // 2, MIN_ABBREVIATION)

    def of(self, oid: ObjectId) -> bytes:
        digits = oid.hex()
        length = self._digits
        if oid == ZERO_OID:
            return digits[:length].encode()
        while len(list(islice(self._packs.iter_prefixed(digits[:length]), 2))) > 1:
            length += 1
        return digits[:length].encode()

"""Where each line of a file comes from, as far as one answer may cost."""

from __future__ import annotations

from collections.abc import Sequence

from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit
from durable.contract.blame import Blamed, BlamedLines, LineOrigin, ReadBlame
from durable.contract.message import Failed, Reason
from durable.past.in_short import commit_in_short
from durable.past.moves import find_source
from git import tree as trees
from git.blame import Blame, File, Hunk
from git.changed_paths import hash_of
from git.diff.lines import split_lines
from git.errors import LimitExceeded
from git.objects import ObjectType
from git.oid import ObjectId

MAX_BLAMED = 1 << 20
"""Bytes of a file: a longer one is no text that people wrote."""

MAX_FORMER = 12 << 20
"""Bytes of what a file once was: two are held."""

MAX_WALKED = 200_000
"""Versions of the file looked at: a second where it is known that they are the same."""

MAX_COMPARED = 48 << 20
"""Bytes compared line by line: some seconds."""

_KIND = 0o170000


def read_blame(reading: Reading, question: ReadBlame) -> Blamed:
    commit_oid = resolve_commit(reading, question.rev)
    number = reading.graph.find(commit_oid)
    path = question.path.strip(b"/")
    entry = reading.find_entry(reading.commit(commit_oid).tree, path)
    if number is None or entry is None:
        raise Failed(Reason.NOT_FOUND, "There is nothing at this path.", "path")
    if not trees.is_blob(entry.mode):
        raise Failed(Reason.WRONG_TYPE, "This is not a file.", "path")
    if reading.storage.objects.read_size(entry.oid) > MAX_BLAMED:
        raise LimitExceeded("the size of a file whose lines are told apart", MAX_BLAMED)
    content = reading.storage.objects.read(entry.oid, ObjectType.BLOB)
    past = _Past(reading, entry.mode)
    blame = Blame(past, len(split_lines(content)))
    for count, _ in enumerate(blame.steps(File(number, path, entry.oid))):
        if count >= MAX_WALKED or past.compared > MAX_COMPARED or reading.has_cost_enough:
            break
    hunks = blame.hunks()
    origins = [hunk.origin for hunk in hunks if hunk.origin is not None]
    oids = dict.fromkeys(reading.graph.oid(origin.commit) for origin in origins)
    return Blamed(
        commit_oid,
        content,
        tuple(BlamedLines(hunk.start + 1, hunk.lines, _tell(reading, hunk)) for hunk in hunks),
        tuple(commit_in_short(reading, oid) for oid in oids),
        len(origins) == len(hunks),
    )


def _tell(reading: Reading, hunk: Hunk) -> LineOrigin | None:
    if hunk.origin is None:
        return None
    previous = hunk.previous
    return LineOrigin(
        commit_oid=reading.graph.oid(hunk.origin.commit),
        path=hunk.origin.path,
        start=hunk.origin_start + 1,
        previous_oid=None if previous is None else reading.graph.oid(previous.commit),
        previous_path=None if previous is None else previous.path,
    )


class _Past:
    """`git.blame.Past` of a file or link of that mode; `compared` in bytes."""

    def __init__(self, reading: Reading, mode: int) -> None:
        self._reading = reading
        self._graph = reading.graph
        self._mode = mode
        self._hashes: dict[bytes, int] = {}
        self.compared = 0

    def parents(self, commit: int) -> Sequence[int]:
        return self._graph.parents(commit)

    def time(self, commit: int) -> int:
        return self._graph.times[commit]

    def is_as_before(self, commit: int, path: bytes) -> bool:
        path_hash = self._hashes.get(path)
        if path_hash is None:
            path_hash = self._hashes[path] = hash_of(path)
        return self._reading.changed_paths.find_change(commit, path_hash) is False

    def find_before(self, file: File, parent: int) -> File | None:
        entry = self._reading.find_entry(self._graph.tree(parent), file.path)
        if entry is None or entry.mode & _KIND != self._mode & _KIND:
            return None
        return File(parent, file.path, entry.oid)

    def find_renamed(self, file: File, parent: int) -> File | None:
        before, after = self._graph.tree(parent), self._graph.tree(file.commit)
        source = find_source(self._reading, before, after, file.path)
        return None if source is None else File(parent, source.name, source.oid)

    def read(self, oid: ObjectId) -> bytes:
        if self._reading.storage.objects.read_size(oid) > MAX_FORMER:
            raise LimitExceeded("the size of what the file once was", MAX_FORMER)
        data = self._reading.storage.objects.read(oid, ObjectType.BLOB)
        self.compared += len(data)
        return data

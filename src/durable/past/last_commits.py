"""The commits that changed the entries of a folder last."""

from __future__ import annotations

from itertools import islice

from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit
from durable.contract.history import EntryCommit, LastCommits, ReadLastCommits
from durable.contract.message import Failed, Reason
from durable.past.in_short import commit_in_short
from git import tree as trees
from git.changed_paths import Hashes, name_of, raw_entries
from git.last_commits import iter_last_commits
from git.oid import ObjectId

MAX_ENTRIES = 1_000
"""Entries in one answer."""

MAX_WALKED = 200_000
"""Commits walked over: about a second where it is known what they changed."""

KEPT_ENTRIES = 40_000
"""Entries kept of former states of the folder, some 100 bytes each: a commit's parents are soon
commits themselves. One state that has more is kept alone."""


def read_last_commits(reading: Reading, question: ReadLastCommits) -> LastCommits:
    commit_oid = resolve_commit(reading, question.rev)
    tip = reading.graph.find(commit_oid)
    path = question.path.strip(b"/")
    found = reading.find_entry(reading.commit(commit_oid).tree, path)
    if tip is None or found is None or not trees.is_tree(found.mode):
        raise Failed(Reason.NOT_FOUND, "There is no folder at this path.", "path")
    listed = raw_entries(reading.storage.objects.read_tree(found.oid))
    limit = min(question.limit, MAX_ENTRIES)
    entries = listed[question.skip : question.skip + limit]
    last = _find(reading, tip, path, entries)
    oids = {entry: reading.graph.oid(number) for entry, number in last.items()}
    return LastCommits(
        tuple(EntryCommit(name_of(entry), oids.get(entry)) for entry in entries),
        tuple(commit_in_short(reading, oid) for oid in dict.fromkeys(oids.values())),
        len(oids) == len(entries),
    )


def _find(reading: Reading, tip: int, path: bytes, entries: list[bytes]) -> dict[bytes, int]:
    """By raw entry, as far as it may cost."""
    folder = _Folder(reading, path)
    prefix = path + b"/" if path else b""
    walk = iter_last_commits(reading.graph, tip, prefix, entries, folder)
    found: dict[bytes, int] = {}
    for number, changed in islice(walk, MAX_WALKED):
        for entry in changed:
            found[entry] = number
        if reading.has_cost_enough:
            break
    return found


class _Folder:
    """`git.last_commits.Folder`, out of the stored trees."""

    def __init__(self, reading: Reading, path: bytes) -> None:
        self._reading = reading
        self._path = path
        self._kept: dict[ObjectId, frozenset[bytes]] = {}

    def hashes(self, number: int) -> Hashes:
        return self._reading.changed_paths.find(number)

    def entries(self, number: int) -> frozenset[bytes]:
        root = self._reading.graph.tree(number)
        folder = self._reading.find_entry(root, self._path)
        if folder is None or not trees.is_tree(folder.mode):
            return frozenset()
        kept = self._kept.get(folder.oid)
        if kept is None:
            data = self._reading.read_tree(folder.oid)
            kept = frozenset(raw_entries(data))
            if sum(map(len, self._kept.values())) + len(kept) > KEPT_ENTRIES:
                self._kept.clear()
            self._kept[folder.oid] = kept
        return kept

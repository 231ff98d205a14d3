"""How much there is, and of what."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from durable.browse.files import iter_below
from durable.browse.languages import find_language
from durable.browse.people import read_contributors
from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit
from durable.contract.history import ReadContributors
from durable.contract.statistics import (
    Languages,
    LanguageSize,
    ReadLanguages,
    ReadStatistics,
    Statistics,
)
from git import tree as trees
from git import walk
from git.tree import Entry

MAX_FILES = 100_000
"""Entries of the tree that are counted: some seconds; the largest repositories have more."""


def read_languages(reading: Reading, question: ReadLanguages) -> Languages:
    files, is_complete = _files(reading, question.rev)
    sizes: Counter[str] = Counter()
    for entry in files:
        language = find_language(entry.name) if entry.mode != trees.SYMLINK else None
        if language is not None:
            sizes[language] += reading.storage.objects.read_size(entry.oid)
    ranked = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    return Languages(tuple(LanguageSize(name, size) for name, size in ranked), is_complete)


def read_statistics(reading: Reading, question: ReadStatistics) -> Statistics:
    storage, graph = reading.storage, reading.graph
    files, is_complete = _files(reading, question.rev)
    number = graph.find(resolve_commit(reading, question.rev))
    people = read_contributors(reading, ReadContributors(question.rev))
    packs = storage.packs.live()
    return Statistics(
        commits=0 if number is None else sum(walk.reachable(graph, [number])),
        contributors=len(people.contributors),
        files=len(files),
        size=sum(storage.objects.read_size(entry.oid) for entry in files),
        branches=storage.refs.count(b"refs/heads/"),
        tags=storage.refs.count(b"refs/tags/"),
        objects=sum(pack.objects for pack in packs),
        packs=len(packs),
        packed=sum(pack.body_size for pack in packs),
        is_complete=is_complete and people.is_complete,
    )


def _files(reading: Reading, rev: bytes) -> tuple[list[Entry], bool]:
    """The blobs below a commit, and whether these are all."""
    tree = reading.commit(resolve_commit(reading, rev)).tree
    entries = list(islice(iter_below(reading, tree), MAX_FILES + 1))
    files = [entry for entry in entries[:MAX_FILES] if trees.is_blob(entry.mode)]
    return files, len(entries) <= MAX_FILES

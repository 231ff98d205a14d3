"""The page of a folder, file or submodule, in one answer."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from durable.browse.files import find_readme, look_at, read_submodule_urls
from durable.browse.log import diverge
from durable.browse.reading import Reading
from durable.browse.spots import count_names, split_rev
from durable.contract.files import Tree, TreeEntry
from durable.contract.history import Divergence
from durable.contract.places import Place, ReadPlace, SplitRev, Spot, Unborn
from git import tree as trees
from git.objects import ObjectType
from git.oid import ObjectId

MAX_LINK = 4_096
"""Bytes of a symbolic link that are read: systems follow no longer ones."""


def read_place(reading: Reading, question: ReadPlace) -> Place | Unborn:
    """Failed when the spot names nothing, or nothing lies at its path."""
    spot = split_rev(reading, SplitRev(question.spot))
    if isinstance(spot, Unborn):
        return spot
    commit = reading.commit_info(spot.commit_oid)
    limits = question.max_entries, question.limit
    what = look_at(reading, commit.commit.tree, spot.path, limits)
    if isinstance(what, Tree):
        what = replace(what, entries=_led(reading, commit.commit.tree, spot.path, what.entries))
    readme = None
    if question.with_readme and isinstance(what, Tree):
        readme = find_readme(reading, what.oid, spot.path, question.limit)
    branches, tags = count_names(reading)
    return Place(
        spot=spot,
        commit=commit,
        what=what,
        head_target=reading.storage.refs.head_target(),
        branches=branches,
        tags=tags,
        readme=readme,
        divergence=_find_divergence(reading, spot) if question.with_divergence else None,
        branch_names=_names(reading, b"refs/heads/", question.max_names),
        tag_names=_names(reading, b"refs/tags/", question.max_names),
    )


def _names(reading: Reading, prefix: bytes, limit: int) -> tuple[bytes, ...]:
    if not limit:
        return ()
    refs = islice(reading.storage.refs.iter_prefixed(prefix), limit)
    return tuple(ref.refname.removeprefix(prefix) for ref in refs)


def _led(
    reading: Reading, root: ObjectId, folder: bytes, entries: tuple[TreeEntry, ...]
) -> tuple[TreeEntry, ...]:
    """The entries; those of links and submodules tell where they lead."""
    urls: dict[bytes, bytes] = {}
    if any(_is_submodule(each) for each in entries):
        urls = read_submodule_urls(reading, root)

    def find(entry: TreeEntry) -> bytes | None:
        if _is_submodule(entry):
            return urls.get(b"/".join(filter(None, (folder, entry.path))))
        if entry.mode == trees.SYMLINK and (entry.size or 0) <= MAX_LINK:
            return reading.storage.objects.read(entry.oid, ObjectType.BLOB)
        return None

    return tuple(replace(each, leads_to=find(each)) for each in entries)


def _is_submodule(entry: TreeEntry) -> bool:
    return not (trees.is_tree(entry.mode) or trees.is_blob(entry.mode))


def _find_divergence(reading: Reading, spot: Spot) -> Divergence | None:
    """None from a HEAD that leads to no commit."""
    refs = reading.storage.refs
    head = refs.find(refs.head_target())
    base = None if head is None else reading.graph.find(head)
    number = reading.graph.find(spot.commit_oid)
    if base is None or number is None:
        return None
    return diverge(reading, base, number)

"""The merge of three trees: renames found, everything settled that can be."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from git.errors import ObjectFormatError
from git.merge import folder_renames, moves, renames
from git.merge.collect import Collector
from git.merge.conflict import Conflicted, Note
from git.merge.content import ContentMerge
from git.merge.entries import Settling
from git.merge.paths import OURS, THEIRS
from git.merge.text import Labels
from git.merge.work import Store, Work
from git.oid import ObjectId


@dataclass(frozen=True, slots=True)
class MergeResult:
    """`tree` has what could be merged; files in conflict have markers.

    `conflicted` are the paths in conflict, by name. `has_all_renames` is False when there were
    too many files to compare each with each.
    """

    tree: ObjectId
    is_clean: bool
    conflicted: tuple[Conflicted, ...]
    notes: tuple[Note, ...]
    has_all_renames: bool = True


def merge_trees(
    store: Store, trees: tuple[ObjectId, ObjectId, ObjectId], labels: Labels, depth: int = 0
) -> Generator[None, None, MergeResult]:
    """Merge base, ours and theirs, with pauses in which others may run.

    `depth` is above 0 for a merge that makes a merge base of several.
    """
    collector = Collector(store.read_entries)
    yield from collector.run(trees)
    work = Work(store, labels, depth, collector.paths)
    content = ContentMerge(work)
    ours = yield from renames.find(collector.sides[OURS], store)
    theirs = yield from renames.find(collector.sides[THEIRS], store)
    found = folder_renames.collect(work, {OURS: ours, THEIRS: theirs})
    moves.apply(work, content, found)
    settling = Settling(work, content)
    yield from settling.run()
    if settling.tree is None:
        raise ObjectFormatError("a merge has come to no tree")
    return MergeResult(
        settling.tree,
        work.is_clean and not settling.conflicted,
        tuple(settling.conflicted),
        tuple(work.notes),
        ours.is_complete and theirs.is_complete,
    )

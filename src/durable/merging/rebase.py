"""The commits of a branch made again upon another (git-rebase(1))."""

from __future__ import annotations

from collections.abc import Generator
from itertools import islice

from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit
from durable.contract.merging import MergeOutcome, Rebase
from durable.contract.message import Failed, Reason
from durable.merging.branch import STALE, UP_TO_DATE, Branch, find_branch
from durable.merging.picking import Series, begin, label_of, remade
from durable.merging.telling import tell_stop
from git import walk
from git.diff import patch_id
from git.diff.trees import TreeChange, iter_changes
from git.objects import ObjectType
from git.oid import ObjectId
from git.signature import Signature

MAX_REPLAYED = 1_000
"""Commits that are made again at once: some seconds of work."""

MAX_COMPARED = 2_000
"""Commits on the other side whose patches are looked at; older ones are not missed: what they
have brought becomes empty, and is left out for that."""

MAX_CHANGES = 1_000
"""Files of a commit beyond which its patch is no one else's."""

Steps = Generator[None, None, MergeOutcome]


def rebase(reading: Reading, question: Rebase) -> Steps:
    branch = find_branch(reading, question.refname)
    if question.expected not in (None, branch.tip):
        return STALE
    onto = resolve_commit(reading, question.onto)
    if _is_upon(reading, branch.tip, onto):
        return UP_TO_DATE
    return (yield from replay(branch, (branch.tip, onto), question.committer))


def replay(branch: Branch, ends: tuple[ObjectId, ObjectId], committer: Signature) -> Steps:
    """Move the branch to what comes of the commits up to `ends[0]`, made again upon `ends[1]`."""
    reading, (head, onto) = branch.reading, ends
    graph = reading.graph
    wanted, known = (graph.find(end) for end in ends)
    if wanted is None or known is None:
        raise Failed(Reason.NOT_FOUND, "There is no such commit.", "rev")
    numbers = walk.difference(graph, [wanted], [known])[::-1]
    _check_line(reading, numbers)
    if not numbers or graph.parents(numbers[0]) == [known]:
        return branch.move(head if numbers else onto)
    patches = _Patches(reading, walk.difference(graph, [known], [wanted]))
    series = begin(branch, onto)
    for number in numbers:
        if not patches.has(number):
            stopped = yield from _add(reading, series, graph.oid(number), committer)
            if stopped is not None:
                return stopped
    return branch.land(series.store, series.made) if series.made else branch.move(onto)


def _add(
    reading: Reading, series: Series, oid: ObjectId, committer: Signature
) -> Generator[None, None, MergeOutcome | None]:
    """Make a commit again; an outcome when that ends in conflict."""
    info = reading.commit_info(oid)
    parents = info.commit.parents
    before = reading.commit(parents[0]).tree if parents else series.store.add_tree(())
    result = yield from series.merge(before, info.commit.tree, label_of(info))
    if not result.is_clean:
        return tell_stop(series.store, result, oid)
    was_empty = before == info.commit.tree
    if was_empty or result.tree != series.tree:
        series.add(remade(info.commit, result.tree, committer))
    return None


def _is_upon(reading: Reading, tip: ObjectId, onto: ObjectId) -> bool:
    one, other = reading.graph.find(onto), reading.graph.find(tip)
    return one is not None and other is not None and walk.is_ancestor(reading.graph, one, other)


def _check_line(reading: Reading, numbers: list[int]) -> None:
    if len(numbers) > MAX_REPLAYED:
        raise Failed(Reason.TOO_LARGE, f"There are over {MAX_REPLAYED:,} commits to rebase.")
    if any(len(reading.graph.parents(number)) > 1 for number in numbers):
        raise Failed(Reason.INVALID, "There is a merge among the commits to rebase.", "head")


class _Patches:
    """The patches that some commits have brought already."""

    def __init__(self, reading: Reading, numbers: list[int]) -> None:
        self._reading = reading
        self._by_touched: dict[bytes, list[list[TreeChange]]] = {}
        for number in numbers[:MAX_COMPARED]:
            changes = self._changes(number)
            if changes is not None:
                self._by_touched.setdefault(patch_id.touched(changes), []).append(changes)

    def has(self, number: int) -> bool:
        """Whether one of them has the patch of this commit."""
        changes = self._changes(number)
        if not changes:
            return False
        alike = self._by_touched.get(patch_id.touched(changes), [])
        wanted = patch_id.patch_id(changes, self._read) if alike else b""
        return any(patch_id.patch_id(each, self._read) == wanted for each in alike)

    def _read(self, oid: ObjectId) -> bytes:
        return self._reading.storage.objects.read(oid, ObjectType.BLOB)

    def _changes(self, number: int) -> list[TreeChange] | None:
        """None of a merge, and of too many files."""
        graph = self._reading.graph
        parents = graph.parents(number)
        if len(parents) > 1:
            return None
        before = graph.tree(parents[0]) if parents else None
        found = iter_changes(self._reading.entries, before, graph.tree(number))
        changes = list(islice(found, MAX_CHANGES + 1))
        return changes if len(changes) <= MAX_CHANGES else None

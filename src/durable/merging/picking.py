"""Single changes made again, or undone (git-cherry-pick(1), git-revert(1))."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace

from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit
from durable.contract.merging import CherryPick, MergeOutcome, Revert
from durable.contract.message import Failed, Reason
from durable.contract.refs import CommitInfo
from durable.merging import messages
from durable.merging.branch import STALE, UP_TO_DATE, Branch, find_branch
from durable.merging.store import MergeStore
from durable.merging.telling import tell_stop
from git import commit as commits
from git.commit import Commit
from git.merge.text import Labels
from git.merge.trees import MergeResult, merge_trees
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.signature import Signature

Steps = Generator[None, None, MergeOutcome]


@dataclass(slots=True)
class Series:
    """Commits made upon each other; `tip` and `tree` are those of the last."""

    store: MergeStore
    tip: ObjectId
    tree: ObjectId
    made: list[Commit] = field(default_factory=list[Commit])

    def add(self, commit: Commit) -> None:
        """Put a commit on top; its parents are filled in here."""
        made = replace(commit, parents=(self.tip,))
        self.made.append(made)
        self.tip = hash_object(ObjectType.COMMIT, commits.encode(made))
        self.tree = made.tree

    def merge(
        self, before: ObjectId, after: ObjectId, label: bytes
    ) -> Generator[None, None, MergeResult]:
        """What the change from one tree to another makes of the tip's tree."""
        labels = Labels(b"HEAD", label)
        return (yield from merge_trees(self.store, (before, self.tree, after), labels))


def cherry_pick(reading: Reading, question: CherryPick) -> Steps:
    branch = find_branch(reading, question.refname)
    if question.expected not in (None, branch.tip):
        return STALE
    picked = [reading.commit_info(resolve_commit(reading, rev)) for rev in question.revs]
    series = begin(branch)
    for info in picked:
        before = _tree_before(reading, series.store, info, question.mainline)
        result = yield from series.merge(before, info.commit.tree, label_of(info))
        if not result.is_clean:
            return tell_stop(series.store, result, info.oid)
        if result.tree != series.tree:
            commit = remade(info.commit, result.tree, question.committer)
            if question.with_origin:
                message = messages.with_origin(commit.message, info.oid)
                commit = replace(commit, message=message)
            series.add(commit)
    return branch.land(series.store, series.made) if series.made else UP_TO_DATE


def revert(reading: Reading, question: Revert) -> Steps:
    branch = find_branch(reading, question.refname)
    if question.expected not in (None, branch.tip):
        return STALE
    info = reading.commit_info(resolve_commit(reading, question.rev))
    series = begin(branch)
    before = _tree_before(reading, series.store, info, question.mainline)
    label = b"parent of " + label_of(info)
    result = yield from series.merge(info.commit.tree, before, label)
    if not result.is_clean:
        return tell_stop(series.store, result, info.oid)
    if result.tree == series.tree:
        return UP_TO_DATE
    parents = info.commit.parents
    against = parents[question.mainline - 1] if len(parents) > 1 else None
    commit = Commit(
        result.tree,
        (),
        question.author or question.committer,
        question.committer,
        (),
        question.message or messages.of_revert(info, against),
    )
    series.add(commit)
    return branch.land(series.store, series.made)


def begin(branch: Branch, onto: ObjectId | None = None) -> Series:
    """Nothing yet, upon a commit: the branch's own unless it is another."""
    tip = onto or branch.tip
    return Series(MergeStore(branch.reading), tip, branch.reading.commit(tip).tree)


def remade(commit: Commit, tree: ObjectId, committer: Signature) -> Commit:
    """A commit with the same author and words."""
    return replace(messages.in_utf8(commit), tree=tree, committer=committer)


def label_of(info: CommitInfo) -> bytes:
    subject = messages.subject_of(info.commit.message)
    return b"%b (%b)" % (info.oid.hex()[:7].encode(), subject)


def _tree_before(reading: Reading, store: MergeStore, info: CommitInfo, mainline: int) -> ObjectId:
    """The tree that a commit's change is understood against."""
    parents = info.commit.parents
    shown = info.oid.hex()
    if len(parents) > 1 and not mainline:
        message = f"{shown} is a merge: say by `mainline` which parent counts."
        raise Failed(Reason.INVALID, message, "mainline")
    if mainline > max(len(parents), 1) or (mainline and len(parents) < 2):
        raise Failed(Reason.INVALID, f"{shown} has no parent {mainline}.", "mainline")
    if not parents:
        return store.add_tree(())
    return reading.commit(parents[max(mainline, 1) - 1]).tree

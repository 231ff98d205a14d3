"""Merging into a branch, in each of the ways there are, and how that would go."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from durable.browse.changes import Abbreviations
from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit, resolve_object
from durable.contract.merging import (
    Merge,
    MergeMethod,
    MergeOutcome,
    MergePreview,
    MergeStatus,
    PreviewMerge,
)
from durable.contract.message import Failed, Reason
from durable.merging import messages
from durable.merging.branch import STALE, UP_TO_DATE, Branch, find_branch
from durable.merging.rebase import replay
from durable.merging.store import MergeStore
from durable.merging.telling import tell_conflicts, tell_notes, tell_stop
from git import log, tag, walk
from git.commit import Commit
from git.merge.commits import CommitMerge
from git.merge.text import Labels
from git.merge_base import find_merge_bases
from git.objects import ObjectType
from git.oid import ObjectId
from git.tag import Tag

MAX_SQUASHED = 500
"""Commits that are told of in the message of a squash; the rest is in the history merged."""

Steps = Generator[None, None, MergeOutcome]


@dataclass(frozen=True, slots=True)
class _Head:
    """What is merged: by which name, by which tag object if any."""

    name: bytes
    oid: ObjectId
    refname: bytes | None
    tag: bytes | None


def preview_merge(reading: Reading, question: PreviewMerge) -> Generator[None, None, MergePreview]:
    base, head = resolve_commit(reading, question.base), resolve_commit(reading, question.head)
    graph = reading.graph
    one, other = _number(reading, base), _number(reading, head)
    bases = find_merge_bases(graph, one, other)
    merge_base = graph.oid(bases[0]) if bases else None
    if merge_base == head:
        return MergePreview(
            MergeStatus.UP_TO_DATE, base, head, merge_base, is_forward=False, tree=graph.tree(one)
        )
    store = MergeStore(reading)
    labels = Labels(question.base, question.head)
    result = yield from CommitMerge(store, graph).run(one, other, labels)
    return MergePreview(
        MergeStatus.DONE if result.is_clean else MergeStatus.CONFLICTS,
        base,
        head,
        merge_base,
        is_forward=merge_base == base,
        tree=result.tree,
        conflicts=tell_conflicts(store, result.conflicted, result.notes, question.limit),
        remarks=tell_notes(result.notes),
        has_all_renames=result.has_all_renames,
    )


def merge(reading: Reading, question: Merge) -> Steps:
    branch = find_branch(reading, question.refname)
    head = _find_head(reading, question.head)
    expected = question.expected_base or branch.tip, question.expected_head or head.oid
    if expected != (branch.tip, head.oid):
        return STALE
    if _is_ancestor(reading, head.oid, branch.tip):
        return UP_TO_DATE
    if question.method is MergeMethod.FAST_FORWARD:
        is_forward = _is_ancestor(reading, branch.tip, head.oid)
        return branch.move(head.oid) if is_forward else MergeOutcome(MergeStatus.NOT_FORWARD)
    if question.method is MergeMethod.REBASE:
        return (yield from replay(branch, (head.oid, branch.tip), question.committer))
    return (yield from _merge(branch, head, question))


def _merge(branch: Branch, head: _Head, question: Merge) -> Steps:
    """With a commit of both, or one that just has the changes."""
    reading = branch.reading
    store = MergeStore(reading)
    one, other = _number(reading, branch.tip), _number(reading, head.oid)
    if not find_merge_bases(reading.graph, one, other):
        raise Failed(Reason.INVALID, "The histories have nothing in common.", "head")
    labels = Labels(b"HEAD", head.name)
    result = yield from CommitMerge(store, reading.graph).run(one, other, labels)
    if not result.is_clean:
        return tell_stop(store, result, None)
    is_squash = question.method is MergeMethod.SQUASH
    if is_squash and result.tree == reading.graph.tree(one):
        return UP_TO_DATE
    commit = Commit(
        result.tree,
        (branch.tip,) if is_squash else (branch.tip, head.oid),
        question.author or question.committer,
        question.committer,
        _extra(head) if not is_squash else (),
        question.message or _message(branch, head, is_squash=is_squash),
    )
    return branch.land(store, [commit])


def _find_head(reading: Reading, name: bytes) -> _Head:
    try:
        oid, meaning = resolve_object(reading, name)
    except Failed as failed:
        if failed.failure.reason is not Reason.NOT_FOUND:
            raise
        raise Failed(Reason.NOT_FOUND, "Head does not exist", "head") from failed
    is_tag = reading.find_type(oid) is ObjectType.TAG
    content = reading.storage.objects.read(oid, ObjectType.TAG) if is_tag else None
    return _Head(name, reading.peel(oid, ObjectType.COMMIT), meaning.refname, content)


def _extra(head: _Head) -> tuple[tuple[bytes, bytes], ...]:
    """A merge of a signed tag holds it whole, so that its signature can be checked."""
    if head.tag is None or messages.SIGNED not in head.tag:
        return ()
    return ((b"mergetag", head.tag.removesuffix(b"\n")),)


def _message(branch: Branch, head: _Head, *, is_squash: bool) -> bytes:
    if not is_squash:
        found: Tag | None = None if head.tag is None else tag.decode(head.tag)
        return messages.of_merge(branch.refname, head.name, head.refname, found)
    reading = branch.reading
    graph = reading.graph
    tips = [_number(reading, head.oid)], [_number(reading, branch.tip)]
    within = set(walk.difference(graph, *tips))
    numbers = [
        number
        for number, _ in zip(
            log.iter_log(graph, tips[0], within), range(MAX_SQUASHED), strict=False
        )
    ]
    infos = (reading.commit_info(graph.oid(number)) for number in numbers)
    return messages.of_squash(infos, Abbreviations(reading).of)


def _is_ancestor(reading: Reading, ancestor: ObjectId, descendant: ObjectId) -> bool:
    return walk.is_ancestor(reading.graph, _number(reading, ancestor), _number(reading, descendant))


def _number(reading: Reading, oid: ObjectId) -> int:
    number = reading.graph.find(oid)
    if number is None:
        raise Failed(Reason.NOT_FOUND, "There is no such commit.", "rev")
    return number

"""What a rev means in this repository (gitrevisions(7)); `git.rev` is its grammar."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from durable.browse.reading import Reading
from durable.contract.message import Failed, Reason
from git import rev as revs
from git.errors import GitError
from git.objects import ObjectType
from git.oid import HEX_SIZE, ObjectId
from git.refs import HEAD
from git.rev import Ancestor, Parent, Peel, PeelKind, Rev, Step

MAX_CANDIDATES = 100
"""Objects that an abbreviation may begin before it counts as ambiguous unseen."""

_SEARCHED = (b"%s", b"refs/%s", b"refs/tags/%s", b"refs/heads/%s")
"""Where a name is looked for, as Git does it."""

_PEELED_TO = {
    PeelKind.COMMIT: ObjectType.COMMIT,
    PeelKind.TREE: ObjectType.TREE,
    PeelKind.BLOB: ObjectType.BLOB,
    PeelKind.TAG: ObjectType.TAG,
    PeelKind.NO_TAG: None,
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """`refname` is that of the base, when it is a ref; `path` what follows a colon."""

    oid: ObjectId
    refname: bytes | None = None
    path: bytes | None = None


def resolve(reading: Reading, text: bytes) -> Meaning:
    """What `text` means, a path not yet followed; Failed when that is nothing."""
    try:
        rev = revs.decode(text)
    except GitError as error:
        raise Failed(Reason.NOT_FOUND, str(error), "rev") from None
    base = _find_base(reading, rev)
    if base is None:
        if rev.base == HEAD:
            raise Failed(Reason.EMPTY, "Git Repository is empty.", "rev")
        shown = text[:100].decode("utf-8", "backslashreplace")
        raise Failed(Reason.NOT_FOUND, f"No commit found for the ref {shown}", "rev")
    oid = base.oid
    for step in rev.steps:
        oid = _take(reading, oid, step)
    return Meaning(oid, base.refname, rev.path)


def resolve_object(reading: Reading, text: bytes) -> tuple[ObjectId, Meaning]:
    """The object that `text` names, its path followed."""
    meaning = resolve(reading, text)
    if meaning.path is None:
        return meaning.oid, meaning
    entry = reading.find_entry(reading.peel(meaning.oid, ObjectType.TREE), meaning.path)
    if entry is None:
        raise Failed(Reason.NOT_FOUND, "There is nothing at this path.", "rev")
    return entry.oid, meaning


def resolve_commit(reading: Reading, text: bytes) -> ObjectId:
    """The commit that `text` leads to."""
    return reading.peel(resolve_object(reading, text)[0], ObjectType.COMMIT)


def resolve_number(reading: Reading, rev: bytes) -> int:
    """The number in the commit graph of the commit that `rev` leads to."""
    number = reading.graph.find(resolve_commit(reading, rev))
    if number is None:
        raise Failed(Reason.NOT_FOUND, "There is no such commit.", "rev")
    return number


def resolve_tree(reading: Reading, text: bytes) -> tuple[ObjectId, ObjectId | None]:
    """The root tree that `text` leads to, and the commit that it does so by, if it is one."""
    oid = reading.peel(resolve_object(reading, text)[0], None)
    commit = oid if reading.find_type(oid) is ObjectType.COMMIT else None
    return reading.peel(oid, ObjectType.TREE), commit


def find_ref(reading: Reading, name: bytes) -> Meaning | None:
    """The ref that a full or short name means."""
    refs = reading.storage.refs
    if name == HEAD:
        detached = refs.detached()
        if detached is not None:
            return Meaning(detached)
        name = refs.head_target()
    for pattern in _SEARCHED:
        refname = pattern % name
        oid = refs.find(refname)
        if oid is not None:
            return Meaning(oid, refname)
    return None


def _find_base(reading: Reading, rev: Rev) -> Meaning | None:
    digits = rev.abbreviation
    if digits is not None and len(rev.base) == HEX_SIZE:
        oid = ObjectId(bytes.fromhex(digits.decode()))
        return Meaning(oid) if reading.is_visible(oid) else None
    found = find_ref(reading, rev.base)
    if found is None and digits is not None:
        return _find_abbreviated(reading, digits)
    return found


def _find_abbreviated(reading: Reading, digits: bytes) -> Meaning | None:
    packs = reading.storage.packs
    candidates = list(islice(packs.iter_prefixed(digits.decode()), MAX_CANDIDATES))
    seen = [oid for oid in candidates if reading.is_visible(oid)]
    commits = [oid for oid in seen if reading.graph.find(oid) is not None]
    if len(seen) > 1 and len(commits) != 1:
        shown = digits.decode()
        raise Failed(Reason.AMBIGUOUS, f"{shown} is the beginning of several objects.", "rev")
    chosen = seen if len(seen) == 1 else commits
    return Meaning(chosen[0]) if chosen else None


def _take(reading: Reading, oid: ObjectId, step: Step) -> ObjectId:
    if isinstance(step, Peel):
        if step.kind is PeelKind.OBJECT:
            return oid
        return reading.peel(oid, _PEELED_TO[step.kind])
    graph = reading.graph
    number = graph.find(reading.peel(oid, ObjectType.COMMIT))
    count = step.generations if isinstance(step, Ancestor) else 1
    which = step.number if isinstance(step, Parent) else 1
    for _ in range(count if which else 0):
        parents = [] if number is None else graph.parents(number)
        if len(parents) < which:
            raise Failed(Reason.NOT_FOUND, "History does not go back so far.", "rev")
        number = parents[which - 1]
    if number is None:
        raise Failed(Reason.NOT_FOUND, "There is no such commit.", "rev")
    return graph.oid(number)

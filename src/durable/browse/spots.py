"""Where in a URL the rev ends and the path begins."""

from __future__ import annotations

from durable.browse.reading import Reading
from durable.browse.revs import find_ref, resolve
from durable.contract.message import Failed, Reason
from durable.contract.places import SplitRev, Spot, Unborn
from git import rev as revs
from git.errors import GitError
from git.objects import ObjectType

MAX_REV_PARTS = 100
"""Parts between slashes that a ref's name is looked for in: each is a look-up in the table. What
lies deeper is found by the ref's oid."""

_BRANCHES, _TAGS = b"refs/heads/", b"refs/tags/"


def split_rev(reading: Reading, question: SplitRev) -> Spot | Unborn:
    """Failed when the spot names nothing that leads to a commit."""
    parts = [part for part in question.spot.split(b"/") if part]
    if not parts:
        return _split_nothing(reading)
    for count in range(min(len(parts), MAX_REV_PARTS), 0, -1):
        rev = b"/".join(parts[:count])
        if _begins_with_ref(reading, rev):
            break
    else:
        if _is_below_unborn(reading, b"/".join(parts)):
            return _unborn(reading)
        rev, count = parts[0], 1
    meaning = resolve(reading, rev)
    if meaning.path is not None:
        raise Failed(Reason.NOT_FOUND, "A rev with a path of its own is not looked at.", "rev")
    commit_oid = reading.peel(meaning.oid, ObjectType.COMMIT)
    return Spot(rev, b"/".join(parts[count:]), meaning.refname, commit_oid)


def _unborn(reading: Reading) -> Unborn:
    return Unborn(reading.storage.refs.head_target(), *count_names(reading))


def count_names(reading: Reading) -> tuple[int, int]:
    """How many branches there are, and how many tags."""
    refs = reading.storage.refs
    return refs.count(_BRANCHES), refs.count(_TAGS)


def _split_nothing(reading: Reading) -> Spot | Unborn:
    target = reading.storage.refs.head_target()
    oid = reading.storage.refs.find(target)
    if oid is None:
        return _unborn(reading)
    commit_oid = reading.peel(oid, ObjectType.COMMIT)
    return Spot(_shortest(reading, target), b"", target, commit_oid)


def _shortest(reading: Reading, refname: bytes) -> bytes:
    """What a branch is called in URLs: in full where a tag has its short name, and would win."""
    short = refname.removeprefix(_BRANCHES)
    found = find_ref(reading, short)
    return short if found is not None and found.refname == refname else refname


def _begins_with_ref(reading: Reading, text: bytes) -> bool:
    try:
        rev = revs.decode(text)
    except GitError:
        return False
    return rev.path is None and find_ref(reading, rev.base) is not None


def _is_below_unborn(reading: Reading, spot: bytes) -> bool:
    """Whether the spot begins with HEAD's branch, and that has no commit yet."""
    target = reading.storage.refs.head_target()
    names = (b"HEAD", target, target.removeprefix(_BRANCHES))
    begins = any(spot == name or spot.startswith(name + b"/") for name in names)
    return begins and reading.storage.refs.find(target) is None

"""Which branches moved of late, from where to where, and what they brought: for the forge to know.

Read from the reflog, so that it does not matter whether somebody pushed or called the API.
"""

from __future__ import annotations

from dataclasses import dataclass

from durable.browse.log import read_log
from durable.browse.reading import Reading
from durable.contract.history import ReadLog
from durable.contract.message import Caller, Failed
from durable.reflog import Push
from durable.storage import Storage
from git import walk
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import RefUpdate

HEADS = b"refs/heads/"

MAX_MOVES = 100
"""Branches of one push that the forge is told of: a push of more mirrors a repository."""

MAX_COMMITS = 100
"""New commits of one branch whose messages are read, the newest: more are no day's work."""

MAX_MESSAGE = 10_000
"""Bytes of a message that are read: what it refers to stands in its first lines or its last."""


@dataclass(frozen=True, slots=True)
class NewCommit:
    oid: ObjectId
    message: bytes


@dataclass(frozen=True, slots=True)
class Move:
    """A branch that moved; `old` or `new` is the zero oid where it did not exist, or does not now.

    `is_forced`: what it led to before is not behind it any more. `commits` are new to the branch,
    and, unless it is the default branch, to that one, too.
    """

    actor: str
    branch: bytes
    old: ObjectId
    new: ObjectId
    is_default: bool
    is_forced: bool
    commits: tuple[NewCommit, ...]


def moves_since(storage: Storage, number: int) -> list[Move]:
    """What happened after the reflog's entry `number`, oldest first."""
    pushes: list[Push] = []
    for push in storage.reflog.iter_newest():
        if push.number <= number:
            break
        pushes.append(push)
    reading = Reading(storage, Caller(may_write=True), 0)
    moves = [
        _move(reading, push.actor, update)
        for push in reversed(pushes)
        for update in push.updates
        if update.refname.startswith(HEADS)
    ]
    return moves[:MAX_MOVES]


def is_merged(storage: Storage, oid: ObjectId, branch: bytes) -> bool:
    """Whether the branch leads to the commit."""
    tip = storage.refs.find(HEADS + branch)
    return tip is not None and _is_behind(Reading(storage, Caller(), 0), oid, tip)


def _move(reading: Reading, actor: str, update: RefUpdate) -> Move:
    default = reading.storage.refs.head_target()
    old, new = update.old_oid, update.new_oid
    is_forced = ZERO_OID not in (old, new) and not _is_behind(reading, old, new)
    known = old
    if update.refname != default:
        known = reading.storage.refs.find(default) or old
    return Move(
        actor=actor,
        branch=update.refname.removeprefix(HEADS),
        old=old,
        new=new,
        is_default=update.refname == default,
        is_forced=is_forced,
        commits=() if new == ZERO_OID else _commits(reading, new, known),
    )


def _commits(reading: Reading, new: ObjectId, known: ObjectId) -> tuple[NewCommit, ...]:
    """What `new` leads to and `known` does not."""
    excluded = b"" if known == ZERO_OID else known.hex().encode()
    try:
        page = read_log(reading, ReadLog(new.hex().encode(), excluded=excluded, limit=MAX_COMMITS))
    except Failed:
        return ()  # it is gone meanwhile
    return tuple(NewCommit(info.oid, info.commit.message[:MAX_MESSAGE]) for info in page.commits)


def _is_behind(reading: Reading, old: ObjectId, new: ObjectId) -> bool:
    before, after = reading.graph.find(old), reading.graph.find(new)
    return (
        before is not None and after is not None and walk.is_ancestor(reading.graph, before, after)
    )

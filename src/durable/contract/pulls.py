"""Questions about the refs that the forge keeps for pull requests."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Question
from durable.contract.writing import Done
from git.oid import ObjectId


def head_refname(number: int) -> bytes:
    """What leads to the head of the pull request of this number, whatever becomes of its branch."""
    return b"refs/pull/%d/head" % number


def staging_refname(oid: ObjectId) -> bytes:
    """What keeps commits of a fork until their pull request has a number."""
    return b"refs/pull/new/" + oid.hex().encode()


@dataclass(frozen=True, slots=True)
class KeepHead(Question[Done]):
    """Let the ref of the pull request `number` lead to a commit that is here.

    What kept the commit until now goes.
    """

    number: int
    oid: ObjectId

"""Commits as lists of many show them."""

from __future__ import annotations

from dataclasses import replace

from durable.browse.reading import Reading
from durable.contract.refs import CommitInfo
from git.oid import ObjectId

MAX_SUBJECT = 1_000
"""Bytes of a message's first line: beyond it, no list shows it."""


def commit_in_short(reading: Reading, oid: ObjectId) -> CommitInfo:
    """With the first line of its message, and of further headers only the encoding."""
    commit = reading.commit(oid)
    subject = commit.message.lstrip(b"\n").partition(b"\n")[0][:MAX_SUBJECT]
    extra = tuple(each for each in commit.extra if each[0] == b"encoding")
    return CommitInfo(oid, replace(commit, message=subject, extra=extra))

"""Commits and comparisons as diff and as mails, for whoever wants them in Git's own form."""

from __future__ import annotations

from typing import Protocol, TypeVar

from durable.contract.changes import Changes, ReadChanges
from durable.contract.history import ReadLog
from durable.contract.message import Message, Question
from durable.contract.refs import CommitInfo
from git.diff import mail, stat

MAX_FILES = 3_000
"""Files in one diff: all of which a repository's object tells."""

MAX_MAILS = 250
"""Commits in one series of mails."""

Given = TypeVar("Given", bound=Message)


class Ask(Protocol):
    """Asks the repository; what cannot be answered ends the visit."""

    async def __call__(self, question: Question[Given]) -> Given: ...


class TooLargeToShow(Exception):
    """`args[0]` is the sentence for whoever asked."""


async def read_diff(ask: Ask, head: bytes, base: bytes = b"", *, three_dots: bool = False) -> bytes:
    """What `git diff` writes, of `head` against `base` or its first parent; TooLargeToShow."""
    return _patch_of(await ask(ReadChanges(head, base, three_dots=three_dots, limit=MAX_FILES)))


async def read_mail(ask: Ask, info: CommitInfo, number: str = "") -> bytes:
    """What `git format-patch --stdout --no-signature -1` writes; TooLargeToShow.

    `number` is `<n>/<of>` in a series.
    """
    oid = info.oid.hex().encode()
    changes = await ask(ReadChanges(oid, limit=MAX_FILES, with_binary=True))
    patch = _patch_of(changes)
    stats = [
        stat.FileStat(
            each.change, each.additions, each.deletions, each.sizes if each.is_binary else None
        )
        for each in changes.files
    ]
    return mail.encode(info.oid, info.commit, stat.encode(stats), patch, number)


async def read_mails(ask: Ask, base: bytes, head: bytes) -> bytes:
    """The commits of `head` that `base` has not, one mail each, oldest first; TooLargeToShow."""
    page = await ask(ReadLog(head, excluded=base, limit=MAX_MAILS, oldest_first=True))
    if page.has_more:
        raise TooLargeToShow(f"There are more than {MAX_MAILS} commits in this patch.")
    # A merge is no mail: what it brings comes with its commits.
    infos = [info for info in page.commits if len(info.commit.parents) < 2]
    count, width = len(infos), len(str(len(infos)))
    numbers = [f"{at:0{width}}/{count}" if count > 1 else "" for at in range(1, count + 1)]
    mails = [await read_mail(ask, info, n) for info, n in zip(infos, numbers, strict=True)]
    return b"\n".join(mails)


def _patch_of(changes: Changes) -> bytes:
    if not changes.is_complete:
        raise TooLargeToShow("This is too large to be shown as one diff.")
    return b"".join(each.header + (each.hunks or b"") for each in changes.files)

"""Commits as lists and pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from durable.contract.refs import CommitInfo
from git.diff.mail import decode_text, message_text, split_message
from git.signature import Signature


@dataclass(frozen=True, slots=True)
class Person:
    """Who did something and when, as they said; `at` in seconds since 1970, `offset` as `+0200`."""

    name: str
    email: str
    at: int
    offset: str


@dataclass(frozen=True, slots=True)
class CommitItem:
    """`subject` is the first paragraph of the message in one line, `body` the rest.

    `is_signed` says that there is a signature, and nothing of what it is worth.
    """

    oid: str
    subject: str
    body: str
    author: Person
    committer: Person
    parents: tuple[str, ...]
    is_signed: bool

    @property
    def has_other_committer(self) -> bool:
        one, other = self.author, self.committer
        return (one.name, one.email) != (other.name, other.email)


@dataclass(frozen=True, slots=True)
class Day:
    """Commits of one day by their committer's clock; `date` as 2026-01-31."""

    date: str
    commits: tuple[CommitItem, ...]


def commit_item(info: CommitInfo) -> CommitItem:
    commit = info.commit
    subject, body = split_message(message_text(commit))
    return CommitItem(
        oid=info.oid.hex(),
        subject=subject or "(no message)",
        body=body,
        author=person_of(commit.author, commit.encoding),
        committer=person_of(commit.committer, commit.encoding),
        parents=tuple(parent.hex() for parent in commit.parents),
        is_signed=commit.gpgsig is not None,
    )


def commit_items(infos: Iterable[CommitInfo]) -> tuple[CommitItem, ...]:
    return tuple(map(commit_item, infos))


def person_of(signature: Signature, encoding: bytes | None = None) -> Person:
    name = decode_text(signature.name, encoding).strip()
    email = decode_text(signature.email, encoding).strip()
    return Person(
        name or email or "nobody", email, signature.seconds, signature.offset.decode("latin-1")
    )

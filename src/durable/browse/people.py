"""Who wrote commits, whatever they were called at the time: by the `.mailmap` of HEAD.

So does git in a bare repository, where `mailmap.blob` is `HEAD:.mailmap` by default.
"""

from __future__ import annotations

from collections import Counter

from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit, resolve_number
from durable.contract.history import Contributor, Contributors, ReadContributors, ReadLog
from durable.contract.message import Failed
from git import log
from git import signature as signatures
from git import tree as trees
from git.commit import Commit
from git.mailmap import MAX_MAILMAP, Mailmap
from git.objects import ObjectType
from git.signature import Signature

MAX_INFLATED = 20_000
"""Commits inflated for one answer that asks for people: about a second."""


class AskedPeople:
    """Whether commits are by the author and the committer that a question asks for."""

    def __init__(self, reading: Reading, question: ReadLog) -> None:
        self._asked = (question.author.lower(), question.committer.lower())
        self._mailmap = read_mailmap(reading) if any(self._asked) else Mailmap()

    def wrote(self, commit: Commit) -> bool:
        people = (commit.author, commit.committer)
        return all(
            part in _text(self._mailmap.map(person))
            for part, person in zip(self._asked, people, strict=True)
        )


def read_contributors(reading: Reading, question: ReadContributors) -> Contributors:
    counts: Counter[tuple[bytes, bytes]] = Counter()
    mailmap = read_mailmap(reading)
    tip = resolve_number(reading, question.rev)
    is_complete = True
    for count, number in enumerate(log.iter_log(reading.graph, [tip])):
        if count == MAX_INFLATED:
            is_complete = False
            break
        author = mailmap.map(reading.commit(reading.graph.oid(number)).author)
        counts[author.name, author.email] += 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    people = tuple(Contributor(name, email, commits) for (name, email), commits in ranked)
    return Contributors(people, is_complete)


def read_mailmap(reading: Reading) -> Mailmap:
    """What HEAD says of people; nobody is renamed where it says nothing."""
    try:
        head = resolve_commit(reading, b"HEAD")
    except Failed:
        return Mailmap()
    entry = reading.find_entry(reading.commit(head).tree, b".mailmap")
    objects = reading.storage.objects
    if entry is None or not trees.is_blob(entry.mode) or entry.mode == trees.SYMLINK:
        return Mailmap()
    if objects.read_size(entry.oid) > MAX_MAILMAP:
        return Mailmap()
    return Mailmap(objects.read(entry.oid, ObjectType.BLOB))


def _text(signature: Signature) -> bytes:
    return signatures.encode(signature).partition(b"> ")[0].lower()

"""What commits say that Git makes by itself, word for word.

git-fmt-merge-msg(1) for merges, git-merge(1) `--squash`, git-revert(1), git-cherry-pick(1) `-x`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable

from durable.contract.refs import CommitInfo
from git import signature
from git.commit import Commit
from git.oid import ObjectId, encode_hex
from git.signature import Signature
from git.tag import Tag

HEADS, TAGS = b"refs/heads/", b"refs/tags/"

UNNAMED = (b"refs/heads/main", b"refs/heads/master")
"""Branches that are not named in the message of a merge into them (merge.suppressDest)."""

SIGNED = b"-----BEGIN "
"""What the signature of a tag begins with, at the end of its message."""

_TRAILER = re.compile(rb"[A-Za-z0-9][A-Za-z0-9-]*\s*: ?.*|\(cherry picked from commit .*\)|[ \t].*")

Abbreviate = Callable[[ObjectId], bytes]


def subject_of(message: bytes) -> bytes:
    return message.lstrip(b"\n").partition(b"\n")[0]


def of_merge(refname: bytes, head: bytes, head_refname: bytes | None, tag: Tag | None) -> bytes:
    """Of the merge of `head`, as a person has called it, into a branch."""
    if head_refname is not None and head_refname.startswith(HEADS):
        what = b"branch '%b'" % head_refname.removeprefix(HEADS)
    elif head_refname is not None and head_refname.startswith(TAGS):
        what = b"tag '%b'" % head_refname.removeprefix(TAGS)
    else:
        what = b"commit '%b'" % head
    into = b"" if refname in UNNAMED else b" into " + refname.removeprefix(HEADS)
    words = b"" if tag is None else b"\n" + tag.message.partition(SIGNED)[0]
    return b"Merge %b%b\n%b" % (what, into, words)


def of_squash(commits: Iterable[CommitInfo], abbreviate: Abbreviate) -> bytes:
    """Of one commit in place of several, newest first."""
    pieces = [b"Squashed commit of the following:\n"]
    for info in commits:
        commit = info.commit
        pieces.append(b"\ncommit %b\n" % encode_hex(info.oid))
        if len(commit.parents) > 1:
            pieces.append(b"Merge: %b\n" % b" ".join(map(abbreviate, commit.parents)))
        author = commit.author
        pieces.append(b"Author: %b <%b>\n" % (author.name, author.email))
        pieces.append(b"Date:   %b\n\n" % _date(author))
        lines = in_utf8(commit).message.strip(b"\n").split(b"\n")
        pieces += (b"    %b\n" % line.rstrip() if line.strip() else b"\n" for line in lines)
    return b"".join(pieces)


def of_revert(info: CommitInfo, parent: ObjectId | None) -> bytes:
    """`parent` is given for a merge: what it is understood against."""
    subject = subject_of(in_utf8(info.commit).message)
    text = b'Revert "%b"\n\nThis reverts commit %b' % (subject, encode_hex(info.oid))
    if parent is not None:
        text += b", reversing\nchanges made to " + encode_hex(parent)
    return text + b".\n"


def with_origin(message: bytes, oid: ObjectId) -> bytes:
    """The message, tidied, and the commit that it was taken from with its change."""
    text = _tidy(message)
    if not _has_trailers(text):
        text += b"\n"
    return b"%b(cherry picked from commit %b)\n" % (text, encode_hex(oid))


def _tidy(message: bytes) -> bytes:
    """Without white space at the ends of lines and of the whole, and never two blank lines."""
    lines = b"\n".join(line.rstrip() for line in message.split(b"\n")).strip(b"\n")
    return re.sub(rb"\n{3,}", b"\n\n", lines) + b"\n"


def _has_trailers(message: bytes) -> bool:
    paragraphs = message.rstrip(b"\n").split(b"\n\n")
    lines = paragraphs[-1].split(b"\n")
    return len(paragraphs) > 1 and all(_TRAILER.fullmatch(line) for line in lines)


def in_utf8(commit: Commit) -> Commit:
    """The commit made anew in UTF-8, without headers that speak of the old one."""
    encoding = (commit.encoding or b"utf-8").decode("ascii", "replace")
    try:
        message = commit.message.decode(encoding).encode()
        line = signature.encode(commit.author).decode(encoding).encode()
    except (LookupError, UnicodeDecodeError):
        message, line = commit.message, signature.encode(commit.author)
    author = signature.decode(line)
    return Commit(commit.tree, commit.parents, author, commit.committer, (), message)


def _date(person: Signature) -> bytes:
    there = time.gmtime(person.seconds + 60 * person.offset_minutes)
    shown = time.strftime("%a %b @ %H:%M:%S %Y", there).replace("@", str(there.tm_mday))
    return shown.encode() + b" " + person.offset

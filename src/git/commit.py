"""Commits: a tree, the commits before it, who and when, twice, and why (git-commit-tree(1)).

    tree <40 digits>
    parent <40 digits>          none, one or several
    author <signature>
    committer <signature>
    <further headers>           encoding, gpgsig, mergetag, whatever tools have added

    <message>

`decode` is lenient below the tree and parents, so that any commit that Git can show can be shown;
`git.fsck` judges. `references` and `commit_time` read just that, for thousands of commits a push.
"""

from __future__ import annotations

import re
from binascii import Error as NotHexadecimal
from binascii import unhexlify
from dataclasses import dataclass

from git import headers, signature
from git.errors import ObjectFormatError
from git.headers import Headers
from git.oid import ObjectId, encode_hex
from git.signature import Signature

_TREE_LINE = len("tree ") + 41
_PARENT_LINE = len("parent ") + 41
_COMMITTER = re.compile(rb"(?:(?:tree|parent|author) [^\n]*\n)*+committer [^\n]*> *(\d+)")


@dataclass(frozen=True, slots=True)
class Commit:
    """`extra` holds the headers after the committer, in order, folded lines joined by newlines."""

    tree: ObjectId
    parents: tuple[ObjectId, ...]
    author: Signature
    committer: Signature
    extra: Headers
    message: bytes

    @property
    def encoding(self) -> bytes | None:
        """What names and message are written in; None means UTF-8, or so one hopes."""
        return headers.find(self.extra, b"encoding")

    @property
    def gpgsig(self) -> bytes | None:
        """The signature over the commit without this header: OpenPGP, SSH or X.509, armoured."""
        return headers.find(self.extra, b"gpgsig")


def references(data: bytes) -> tuple[ObjectId, list[ObjectId]]:
    """The tree and the parents; ObjectFormatError where they are malformed."""
    try:
        tree = ObjectId(unhexlify(data[5:45]))
        parents: list[ObjectId] = []
        at = _TREE_LINE
        while data.startswith(b"parent ", at):
            parents.append(ObjectId(unhexlify(data[at + 7 : at + 47])))
            at += _PARENT_LINE
            if data[at - 1 : at] != b"\n":
                raise ObjectFormatError("malformed parent line in a commit")
    except NotHexadecimal as error:
        raise ObjectFormatError("malformed object id in a commit") from error
    if not data.startswith(b"tree ") or data[45:46] != b"\n":
        raise ObjectFormatError("a commit must begin with a line 'tree <object id>'")
    return tree, parents


def commit_time(data: bytes) -> int:
    """Seconds since 1970 by the committer's clock; 0 when the commit does not say, as in Git."""
    match = _COMMITTER.match(data)
    return signature.decode_seconds(match[1]) if match else 0


def decode(data: bytes) -> Commit:
    tree, parents = references(data)
    block, message = headers.split(data, _TREE_LINE + len(parents) * _PARENT_LINE)
    found = headers.decode(block)
    return Commit(
        tree=tree,
        parents=tuple(parents),
        author=signature.decode(headers.find(found, b"author") or b""),
        committer=signature.decode(headers.find(found, b"committer") or b""),
        extra=headers.drop_first(found, b"author", b"committer"),
        message=message,
    )


def encode(commit: Commit) -> bytes:
    """The bytes a well-formed commit was decoded from; one without message gets its empty line."""
    lines = [b"tree %s\n" % encode_hex(commit.tree)]
    lines += [b"parent %s\n" % encode_hex(parent) for parent in commit.parents]
    lines += [
        b"author %s\n" % signature.encode(commit.author),
        b"committer %s\n" % signature.encode(commit.committer),
        headers.encode(commit.extra),
        b"\n",
        commit.message,
    ]
    return b"".join(lines)

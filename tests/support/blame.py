"""An answer about the lines of a file in the form of `git blame --line-porcelain`."""

from __future__ import annotations

import os
from collections.abc import Iterator

from durable.contract.blame import Blamed, LineOrigin
from git import signature
from git.commit import Commit
from git.diff.lines import split_lines
from git.diff.patch import quote
from tests.support.git_client import GitRepository


def blame_by_git(git: GitRepository, rev: str, path: bytes) -> bytes:
    asked = ("blame", "--line-porcelain", "--encoding=none", rev, "--", os.fsdecode(path))
    return git.git(*asked).output


def encode_porcelain(blamed: Blamed) -> bytes:
    return b"".join(_iter_lines(blamed))


def _iter_lines(blamed: Blamed) -> Iterator[bytes]:
    commits = {info.oid: info.commit for info in blamed.commits}
    content = split_lines(blamed.content)
    for hunk in blamed.hunks:
        origin = hunk.origin
        assert origin is not None
        for rank in range(hunk.lines):
            numbers = b"%d %d" % (origin.start + rank, hunk.start + rank)
            count = b" %d" % hunk.lines if not rank else b""
            yield b"%b %b%b\n" % (origin.commit_oid.hex().encode(), numbers, count)
            yield from _iter_headers(origin, commits[origin.commit_oid])
            line = content[hunk.start - 1 + rank]
            yield b"\t" + line + (b"" if line.endswith(b"\n") else b"\n")


def _iter_headers(origin: LineOrigin, commit: Commit) -> Iterator[bytes]:
    for role, person in ((b"author", commit.author), (b"committer", commit.committer)):
        name, _, rest = signature.encode(person).rpartition(b" <")
        email, _, time = rest.rpartition(b"> ")
        seconds, _, zone = time.partition(b" ")
        yield b"%b %b\n%b-mail <%b>\n" % (role, name, role, email)
        yield b"%b-time %b\n%b-tz %b\n" % (role, seconds, role, zone)
    yield b"summary %b\n" % commit.message
    if not commit.parents:
        yield b"boundary\n"
    if origin.previous_oid is not None:
        previous = quote(origin.previous_path or b"")
        yield b"previous %b %b\n" % (origin.previous_oid.hex().encode(), previous)
    yield b"filename %b\n" % quote(origin.path)

"""A repository to push whole: a real one if there is one, else one with all that is unusual.

SAMPLE_REPOSITORY in the environment is the path of a bundle.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

from tests.support.git_client import MINUTE, START, GitRepository

COMMITS = 500
MERGED_EVERY = 25
"""Commits of the main line between two merges; a side line takes part of them."""
TAGGED_EVERY = 50
LARGE_FILE = 5_000_000
MAIN = b"refs/heads/main"

_PERSON = b"Ren\xe9 <rene@example.com>"
"""Latin-1, in a repository that does not say so."""


def read_sample(folder: Path) -> GitRepository:
    """The bundle that SAMPLE_REPOSITORY names, or else the generated repository; bare."""
    bundle = os.environ.get("SAMPLE_REPOSITORY")
    repository = _bare(folder)
    if bundle:
        repository.git("fetch", "--quiet", bundle, "+refs/*:refs/*")
    else:
        fill(repository)
    return repository


def generate(folder: Path) -> GitRepository:
    """The generated repository, bare; always the same one."""
    repository = _bare(folder)
    fill(repository)
    return repository


def fill(repository: GitRepository) -> None:
    stream = b"".join(_Story().tell())
    repository.git("fast-import", "--quiet", stdin=stream)


def _bare(folder: Path) -> GitRepository:
    folder.mkdir(parents=True)
    repository = GitRepository(folder)
    repository.git("init", "--quiet", "--bare", "--initial-branch=main")
    return repository


class _Story:
    """A stream for `git fast-import`: a main line, side lines merged into it, tags, odd files."""

    def __init__(self) -> None:
        self._random = random.Random(20)  # noqa: S311 - the same repository every time
        self._lines = [self._line() for _ in range(200)]
        self._commit = 0
        self._main: list[int] = []

    def tell(self) -> Iterator[bytes]:
        yield from self._first()
        while self._commit < COMMITS:
            if self._commit % MERGED_EVERY == 0:
                yield from self._merge()
            else:
                yield from self._change(MAIN)
            if self._commit % TAGGED_EVERY == 0:
                yield from self._tags()
        names = b"heads/feature/a/b", b"heads/caf\xc3\xa9", b"heads/latin-\xe9", b"notes/commits"
        for back, name in enumerate(names, 7):
            yield self._branch(b"refs/" + name, back)

    def _first(self) -> Iterator[bytes]:
        yield self._header(MAIN, "the first")
        yield self._file(b"100644", b"empty", b"")
        yield self._file(b"100644", b"large.bin", self._random.randbytes(LARGE_FILE))
        yield self._file(b"100755", b"bin/run", b"#!/bin/sh\n")
        yield self._file(b"120000", b"bin/link", b"run")
        yield self._file(b"100644", b'"na\\303\\257ve.txt"', b"UTF-8")
        yield self._file(b"100644", b'"latin-\\351.txt"', b"a name that is not UTF-8")
        yield self._file(b"100644", b'"with \\"quotes\\" and \\ttab"', b"!")

    def _change(self, branch: bytes) -> Iterator[bytes]:
        yield self._header(branch, f"change {self._commit} caf\xe9")
        for _ in range(3):
            self._lines[self._random.randrange(len(self._lines))] = self._line()
        folder = self._random.randrange(12)
        yield self._file(b"100644", b"src/%d/long.txt" % folder, b"".join(self._lines))
        yield self._file(b"100644", b"src/%d/note" % folder, b"%d\n" % self._commit)

    def _merge(self) -> Iterator[bytes]:
        side = b"refs/heads/side-%d" % self._commit
        yield self._branch(side, 3)
        yield from self._change(side)
        yield from self._change(side)
        side_tip = self._commit
        yield self._header(MAIN, "merge")
        yield b"merge :%d\n" % side_tip
        yield self._file(b"100644", b"merged", b"%d\n" % self._commit)

    def _tags(self) -> Iterator[bytes]:
        number = self._commit
        yield self._branch(b"refs/tags/light-%d" % number, 1)
        tagged = number, self._main[-1], _PERSON, START + number
        yield b"tag v%d\nfrom :%d\ntagger %b %d +0100\n" % tagged
        yield self._data(b"version %d\n" % number)

    def _header(self, branch: bytes, message: str) -> bytes:
        self._commit += 1
        if branch == MAIN:
            self._main.append(self._commit)
        date = START + MINUTE * self._commit
        people = b"author %b %d -0330\ncommitter %b %d +0000\n" % (_PERSON, date, _PERSON, date)
        text = self._data(message.encode("latin-1"))
        return b"commit %b\nmark :%d\n%b%b" % (branch, self._commit, people, text)

    def _branch(self, refname: bytes, back: int) -> bytes:
        """A ref at the main line's commit that is `back`th from its tip."""
        return b"reset %b\nfrom :%d\n\n" % (refname, self._main[-back])

    def _file(self, mode: bytes, path: bytes, content: bytes) -> bytes:
        return b"M %b inline %b\n%b" % (mode, path, self._data(content))

    def _data(self, content: bytes) -> bytes:
        return b"data %d\n%b\n" % (len(content), content)

    def _line(self) -> bytes:
        return b"%x\n" % self._random.getrandbits(120)

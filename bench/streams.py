"""Generated repositories as `git fast-import` reads them; the same bytes at every run."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

BRANCH = "refs/heads/main"
START = 1_700_000_000
"""Seconds since 1970: the date of the first commit."""
WORDS = 4_000
LINES = 60
FILES_PER_FOLDER = 20
COMMITS_PER_TAG = 100


def history(commits: int, files: int) -> Iterator[bytes]:
    """Texts in two levels of folders; each commit changes a few lines of one of them.

    A commit brings five objects: itself, three trees and a blob.
    """
    random = Random(1)  # noqa: S311 - the same at every run
    words = [random.randbytes(random.randint(1, 5)).hex().encode() for _ in range(WORDS)]

    def line() -> bytes:
        return b" ".join(random.choices(words, k=8)) + b"\n"

    texts = [[line() for _ in range(LINES)] for _ in range(files)]
    yield _commit(0)
    for number, text in enumerate(texts):
        yield _file(_path(number), b"".join(text))
    for commit in range(1, commits):
        number = random.randrange(files)
        for _ in range(3):
            texts[number][random.randrange(LINES)] = line()
        yield _commit(commit) + _file(_path(number), b"".join(texts[number]))
        if commit % COMMITS_PER_TAG == 0:
            yield b"reset refs/tags/v%d\nfrom %b\n\n" % (commit, BRANCH.encode())


def incompressible(files: int, size: int) -> Iterator[bytes]:
    """One commit of `files` files of `size` random bytes."""
    random = Random(2)  # noqa: S311 - the same at every run
    yield _commit(0)
    for number in range(files):
        yield _file(_path(number), random.randbytes(size))


def with_large_files(files: int, size: int) -> Iterator[bytes]:
    """A little history, and then a commit of `files` files of `size` random bytes.

    Git keeps a pack of a hundred objects as it is, but takes smaller ones apart: of the large
    files alone it would be measured how fast it puts loose objects together again.
    """
    commits = 100
    yield from history(commits, FILES_PER_FOLDER)
    random = Random(3)  # noqa: S311 - the same at every run
    yield _commit(commits)
    for number in range(files):
        yield _file(f"large/{number}", random.randbytes(size))


def linear(commits: int) -> Iterator[bytes]:
    """One small file, and commits one after the other that change nothing."""
    yield _commit(0) + _file("README", b"Nothing happens here.\n")
    for commit in range(1, commits):
        yield _commit(commit)


def _path(number: int) -> str:
    folder = number // FILES_PER_FOLDER
    return f"area{folder % 10}/folder{folder}/file{number}.txt"


def _commit(number: int) -> bytes:
    message = b"Commit number %d\n" % number
    return b"commit %b\ncommitter Bench <bench@example.org> %d +0000\ndata %d\n%b" % (
        BRANCH.encode(),
        START + number * 60,
        len(message),
        message,
    )


def _file(path: str, content: bytes) -> bytes:
    return b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(content), content)

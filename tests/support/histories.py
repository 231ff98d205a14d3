"""Histories of files for real git, by `git fast-import`: always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from git.graph import CommitGraph
from git.graph_layer import NewCommits
from tests.support.dags import encoded_layer
from tests.support.git_client import START, GitRepository

MAIN = "refs/heads/main"


def bare(folder: Path) -> GitRepository:
    folder.mkdir(parents=True)
    repository = GitRepository(folder)
    repository.git("init", "--quiet", "--bare", "--initial-branch=main")
    return repository


def fill(repository: GitRepository, seed: int, commits: int = 40) -> GitRepository:
    """Branches that part and meet, files that change, move and go, tags of every kind."""
    repository.git("fast-import", "--quiet", stdin=b"".join(_Story(seed, commits).tell()))
    return repository


def fill_line(repository: GitRepository, commits: int) -> GitRepository:
    """A line of commits b1 … bn; each changes a long file and adds one, and no blob comes twice."""
    lines = [b"%032x\n" % (number * 0x9E3779B97F4A7C15) for number in range(100)]
    stream: list[bytes] = []
    for number in range(1, commits + 1):
        lines[number * 7 % 100] = b"changed %d\n" % number
        stream.append(
            b"commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 2\nc\n"
            % (START + 60 * number)
        )
        for path, content in ((b"long", b"".join(lines)), (b"d/%d" % number, b"%d" % number)):
            stream.append(b"M 100644 inline %b\ndata %d\n%b\n" % (path, len(content), content))
        stream.append(b"reset refs/heads/b%d\nfrom refs/heads/main\n\n" % number)
    repository.git("fast-import", "--quiet", stdin=b"".join(stream))
    return repository


class _Story:
    """Marks are 1, 2, 3 …; each commit begins a branch named after it, `main` is the last."""

    def __init__(self, seed: int, commits: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same history every time
        self._commits = commits
        self._lines = [self._line() for _ in range(120)]

    def tell(self) -> Iterator[bytes]:
        for number in range(1, self._commits + 1):
            yield from self._commit(number)
        yield b"reset refs/heads/main\nfrom :%d\n\n" % self._commits
        for number in range(7, self._commits, 9):
            yield b"reset refs/tags/light-%d\nfrom :%d\n\n" % (number, number)
            yield b"tag v%d\nfrom :%d\ntagger A <a@example.com> %d +0000\ndata 2\nt\n" % (
                number,
                number - 1,
                START + number,
            )

    def _commit(self, number: int) -> Iterator[bytes]:
        yield b"commit refs/heads/b%d\nmark :%d\ncommitter A <a@example.com> %d +0000\n" % (
            number,
            number,
            START + 60 * number,
        )
        yield b"data 2\nc\n"
        yield from self._parents(number)
        for _ in range(self._random.randint(1, 3)):
            yield self._change()
        yield b"\n"

    def _parents(self, number: int) -> Iterator[bytes]:
        if number == 1 or number % 17 == 0:
            return
        recent = list(range(max(1, number - 6), number))
        count = self._random.choice([1, 1, 1, 1, 2, 2, 4])
        first, *others = self._random.sample(recent, min(count, len(recent)))
        yield b"from :%d\n" % first
        for other in others:
            yield b"merge :%d\n" % other

    def _change(self) -> bytes:
        folders = [b"", b"a/", b"a/b/", b"a/b/c/", b"d/"]
        path = self._random.choice(folders) + b"f%d" % self._random.randrange(6)
        if self._random.random() < 0.1:
            return b"D %b\n" % path
        if self._random.random() < 0.15:
            return b"M 100644 inline %b\ndata 1\n%d\n" % (path, self._random.randrange(4))
        self._lines[self._random.randrange(120)] = self._line()
        content = b"".join(self._lines[: self._random.choice([1, 30, 120])])
        return b"M 100644 inline %b\ndata %d\n%b\n" % (path, len(content), content)

    def _line(self) -> bytes:
        return b"%032x\n" % self._random.getrandbits(128)


def read_objects(repository: GitRepository) -> dict[bytes, tuple[str, bytes]]:
    """Type and content of all objects there are, by oid."""
    listed = repository.git("cat-file", "--batch-all-objects", "--batch", "--unordered").output
    found: dict[bytes, tuple[str, bytes]] = {}
    at = 0
    while at < len(listed):
        end = listed.index(b"\n", at)
        hex_oid, kind, length = listed[at:end].decode().split()
        at = end + 1 + int(length) + 1
        found[bytes.fromhex(hex_oid)] = kind, listed[end + 1 : at - 1]
    return found


def oids_of(repository: GitRepository, *arguments: str) -> set[bytes]:
    """What `git rev-list` lists, objects without their paths."""
    lines = repository.git("rev-list", *arguments).output.splitlines()
    return {bytes.fromhex(line[:40].decode()) for line in lines}


def read_graph(repository: GitRepository, layer: int = 1000) -> CommitGraph:
    """The history of all refs, in layers of so many commits."""
    graph, new = CommitGraph(), NewCommits()
    asked = ("log", "--all", "--topo-order", "--reverse", "--format=%H %T %ct %P")
    for line in repository.read(*asked).splitlines():
        oid, tree, time, *parents = line.split()
        oids = [bytes.fromhex(parent) for parent in parents]
        new.add(bytes.fromhex(oid), bytes.fromhex(tree), oids, int(time))
        if len(new) == layer:
            graph.append_layer(encoded_layer(graph, len(graph), new))
            new = NewCommits()
    graph.append_layer(encoded_layer(graph, len(graph), new))
    return graph


def number_of(graph: CommitGraph, repository: GitRepository, rev: str) -> int:
    number = graph.find(bytes.fromhex(repository.oid(f"{rev}^0")))
    assert number is not None
    return number

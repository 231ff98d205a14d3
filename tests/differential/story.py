"""Histories with everything that makes sets of objects differ; the same for the same seed.

Lines that cross, merges of many, several roots, folders that are equal, empty or move, submodules,
links, tags of tags and of what is no commit.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.differential.world import Object, World
from tests.support.git_client import START

Folder = dict[bytes, "Node"]
Node = tuple[bytes, str] | Folder
"""A mode and a hex oid, or what is below."""

_NAMES = [b"a", b"b", b"c", b"a.c", b"lib", b"README"]
_LINES = 80


class Story:
    """`commits` and `tags` are all there are, oldest first."""

    def __init__(self, seed: int, commits: int) -> None:
        self.world = World()
        self.commits: list[str] = []
        self.tags: list[str] = []
        self._random = random.Random(seed)  # noqa: S311 - the same history every time
        self._folders: dict[str, Folder] = {}
        self._time = START
        self._lines = [self._line() for _ in range(_LINES)]
        while len(self.commits) < commits:
            self._grow()
        self._tag_all()

    def something(self, kind: str) -> str:
        """Some tree or blob of some commit."""
        commit = self._random.choice(self.commits)
        below = sorted(self.world.closure([commit], [commit]))
        fit = [one for one in below if self.world.kind(one) == kind]
        return self._random.choice(fit) if fit else self.something(kind)

    def _tag_all(self) -> None:
        """Tag commits, trees, blobs, and tags, three deep."""
        targets = self._random.sample(self.commits, 10)
        for target in [*targets, self.something("tree"), self.something("blob")]:
            self._tag(target)
        for _ in range(3):
            self._tag(self._random.choice(self.tags))
        self._tag(self.tags[-1])

    def _tag(self, target: str) -> None:
        self.tags.append(self.world.add_tag(target, f"tag-{len(self.tags)}", self._time))

    def _grow(self) -> None:
        """One commit more, or two that cross."""
        pair = self.commits[-2:]
        if len(pair) == 2 and self._random.random() < 0.06:
            self._commit(pair)
            self._commit(pair[::-1])
        else:
            self._commit(self._parents())

    def _parents(self) -> list[str]:
        if not self.commits or self._random.random() < 0.03:
            return []
        recent = self.commits[-7:]
        count = self._random.choice([1, 1, 1, 1, 1, 2, 2, 3, 5])
        return self._random.sample(recent, min(count, len(recent)))

    def _commit(self, parents: Sequence[str]) -> None:
        self._time += self._random.choice([0, 1, 60, 60, 3600])
        folder = _copied(self._folders[parents[0]]) if parents else {}
        for parent in parents[1:]:
            folder.update(_copied(self._folders[parent]))
        for _ in range(self._random.choice([0, 1, 1, 2, 3])):
            self._change(folder)
        message = b"%d\n" % len(self.commits)
        commit = self.world.add_commit(self._write(folder), parents, self._time, message)
        self._folders[commit] = folder
        self.commits.append(commit)

    def _change(self, folder: Folder) -> None:
        for _ in range(self._random.choice([0, 0, 1, 1, 2, 3])):
            below = folder.setdefault(self._random.choice(_NAMES), {})
            if not isinstance(below, dict):
                break
            folder = below
        name = self._random.choice(_NAMES)
        chance = self._random.random()
        if chance < 0.1:
            folder.pop(name, None)
        elif chance < 0.2 and folder:
            source = folder[self._random.choice(sorted(folder))]
            folder[name] = _copied(source) if isinstance(source, dict) else source
        elif chance < 0.25:
            folder[name] = {}
        elif chance < 0.3:
            folder[name] = (b"160000", f"{self._random.getrandbits(160):040x}")
        else:
            mode = self._random.choice([b"100644", b"100644", b"100755", b"120000"])
            folder[name] = (mode, self.world.add(Object("blob", self._content())))

    def _content(self) -> bytes:
        if self._random.random() < 0.2:
            return b"%d" % self._random.randrange(3)
        self._lines[self._random.randrange(_LINES)] = self._line()
        return b"".join(self._lines[: self._random.choice([0, 1, 5, 30, _LINES])])

    def _line(self) -> bytes:
        return b"%032x\n" % self._random.getrandbits(128)

    def _write(self, folder: Folder) -> str:
        return self.world.add_tree(
            (b"40000", name, self._write(node))
            if isinstance(node, dict)
            else (node[0], name, node[1])
            for name, node in folder.items()
        )


def _copied(folder: Folder) -> Folder:
    return {
        name: _copied(node) if isinstance(node, dict) else node for name, node in folder.items()
    }

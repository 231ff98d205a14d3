"""Merges that are hard, made for `git fast-import`: always the same for the same seed.

Small trees in which everything happens that Git has a word for: files and folders move, are
added, deleted and changed on both sides, turn into links, submodules and folders, cross each
other's histories.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.support.git_client import START, GitRepository

File = tuple[bytes, bytes]
"""Mode and content."""

_FOLDERS = (b"", b"a/", b"a/b/", b"c/", b"d/e/", b"z/")
_NAMES = (b"f", b"g", b"h", b"i.py", b"j", b"a", b"c")
_MODES = (b"100644",) * 12 + (b"100755", b"100755", b"120000", b"160000")


def fill(repository: GitRepository, seed: int, cases: int) -> list[tuple[str, str]]:
    """So many merges, as pairs of hex oids: ours and theirs."""
    made = [_Case(seed * 1_000_000 + number) for number in range(cases)]
    stream = b"".join(piece for number, case in enumerate(made) for piece in case.tell(number))
    repository.git("fast-import", "--quiet", stdin=stream)
    names = repository.read("for-each-ref", "--format=%(refname:short) %(objectname)").split()
    oids = dict(zip(names[::2], names[1::2], strict=True))
    return [(oids[f"ours-{number}"], oids[f"theirs-{number}"]) for number in range(cases)]


class _Case:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same case every time
        self._eol = self._random.choice((b"\n", b"\n", b"\n", b"\r\n"))
        self._marks = 0

    def tell(self, number: int) -> Iterator[bytes]:
        self._mark = number * 100
        base = self._tree()
        branch = b"refs/heads/%b-%d"
        ours, theirs = self._changed(base), self._changed(base)
        first = self._next()
        yield self._commit(branch % (b"ours", number), first, (), base)
        one, other = self._next(), self._next()
        yield self._commit(branch % (b"ours", number), one, (first,), ours)
        yield b"reset %b\nfrom :%d\n\n" % (branch % (b"theirs", number), first)
        yield self._commit(branch % (b"theirs", number), other, (first,), theirs)
        for _ in range(self._random.choice((0, 0, 0, 1, 2))):
            # Each merges the other, so that both are merge bases of what follows.
            ours, theirs = self._crossed(ours, theirs), self._crossed(theirs, ours)
            left, right = self._next(), self._next()
            yield self._commit(branch % (b"ours", number), left, (one, other), ours)
            yield self._commit(branch % (b"theirs", number), right, (other, one), theirs)
            one, other = left, right

    def _next(self) -> int:
        self._mark += 1
        return self._mark

    def _commit(
        self, refname: bytes, mark: int, parents: tuple[int, ...], tree: dict[bytes, File]
    ) -> bytes:
        date = START + 60 * (mark % 100)
        lines = [b"commit %b\nmark :%d\ncommitter A <a@example.com> %d +0000\ndata 0\n"]
        lines = [lines[0] % (refname, mark, date)]
        words = (b"from", *(b"merge",) * 9)
        lines += [b"%b :%d\n" % pair for pair in zip(words, parents, strict=False)]
        lines.append(b"deleteall\n")
        for path, (mode, content) in sorted(tree.items()):
            if mode == b"160000":
                lines.append(b"M 160000 %b %b\n" % (content, path))
            else:
                lines.append(b"M %b inline %b\ndata %d\n%b\n" % (mode, path, len(content), content))
        return b"".join((*lines, b"\n"))

    def _tree(self) -> dict[bytes, File]:
        tree: dict[bytes, File] = {}
        for _ in range(self._random.choice((2, 5, 12, 20))):
            self._put(tree, self._path(), self._file())
        return tree

    def _crossed(self, tree: dict[bytes, File], other: dict[bytes, File]) -> dict[bytes, File]:
        """A merge as somebody may have made it by hand, and something more."""
        merged = dict(tree)
        for path, file in other.items():
            if self._random.random() < 0.5:
                self._put(merged, path, file)
        return self._changed(merged)

    def _changed(self, tree: dict[bytes, File]) -> dict[bytes, File]:
        changed = dict(tree)
        steps = (self._edit,) * 4 + (self._move,) * 3
        steps += (self._move_folder,) * 2 + (self._add, self._add, self._delete, self._retype)
        for _ in range(self._random.choice((1, 2, 3, 5, 8))):
            self._random.choice(steps)(changed)
        return changed

    def _path(self) -> bytes:
        return self._random.choice(_FOLDERS) + self._random.choice(_NAMES)

    def _pick(self, tree: dict[bytes, File]) -> bytes:
        return self._random.choice(sorted(tree)) if tree else b"f"

    def _file(self) -> File:
        mode = self._random.choice(_MODES)
        if mode == b"160000":
            return mode, b"%040x" % self._random.getrandbits(160)
        if mode == b"120000":
            return mode, b"to-%d" % self._random.randrange(5)
        if self._random.random() < 0.1:
            return mode, self._random.choice((b"", b"\0\1", b"\0" + self._random.randbytes(40)))
        count = self._random.choice((1, 3, 10, 25))
        return mode, b"".join(self._line() for _ in range(count))

    def _line(self) -> bytes:
        return b"%d %d" % (self._random.randrange(9), self._random.randrange(40)) + self._eol

    def _put(self, tree: dict[bytes, File], path: bytes, file: File) -> None:
        """What is in the way, above or below, goes."""
        for other in list(tree):
            if other.startswith(path + b"/") or path.startswith(other + b"/"):
                del tree[other]
        tree[path] = file

    def _edit(self, tree: dict[bytes, File]) -> None:
        path = self._pick(tree)
        mode, content = tree.get(path, (b"100644", b""))
        if mode in (b"120000", b"160000") or b"\0" in content:
            tree.pop(path, None)
            self._put(tree, path, self._file())
            return
        lines = content.splitlines(keepends=True)
        for _ in range(self._random.choice((1, 1, 2, 4))):
            at = self._random.randrange(len(lines) + 1)
            lines[at : at + self._random.randrange(3)] = [self._line()] * self._random.randrange(3)
        edited = b"".join(lines)
        if self._random.random() < 0.1:
            edited = edited.rstrip(b"\r\n")
        self._put(tree, path, (mode, edited))

    def _move(self, tree: dict[bytes, File]) -> None:
        path = self._pick(tree)
        if path in tree:
            file = tree.pop(path)
            self._put(tree, self._path() + self._random.choice((b"", b"", b"2")), file)

    def _move_folder(self, tree: dict[bytes, File]) -> None:
        old = self._pick(tree).rpartition(b"/")[0]
        if not old:
            return
        new = self._random.choice((b"x", b"y/x", b"a/new", b"c", b"w", b""))
        moved = {path: tree.pop(path) for path in list(tree) if path.startswith(old + b"/")}
        for path, file in moved.items():
            rest = path[len(old) + 1 :]
            self._put(tree, new + b"/" + rest if new else rest, file)

    def _add(self, tree: dict[bytes, File]) -> None:
        near = self._pick(tree).rpartition(b"/")[0]
        if near and self._random.random() < 0.5:
            path = near + b"/" + self._random.choice((b"new", b"n2", b"f"))
        else:
            path = self._path()
        self._put(tree, path, self._file())

    def _delete(self, tree: dict[bytes, File]) -> None:
        tree.pop(self._pick(tree), None)

    def _retype(self, tree: dict[bytes, File]) -> None:
        path = self._pick(tree)
        mode, content = tree.get(path, (b"100644", b"x\n"))
        if mode in (b"100644", b"100755") and self._random.random() < 0.5:
            tree[path] = (b"100755" if mode == b"100644" else b"100644", content)
        elif self._random.random() < 0.5:
            self._put(tree, path + b"/" + self._random.choice(_NAMES), self._file())
        else:
            self._put(tree, path, self._file())

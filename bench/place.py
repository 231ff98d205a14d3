"""The client's side of one source and one server: its clones, and the commits that it pushes."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.contestants import Contestant
from bench.git import Command, GitFailed, git
from bench.repositories import Source

NEW_FILE = 2_000
"""Bytes, about, of what each new commit adds."""


class Place:
    """Everything lies under `folder`, which it makes.

    `author` pushes and `follower` fetches; both borrow the source's objects. Every commit of the
    author's is the same with every server.
    """

    def __init__(self, source: Source, contestant: Contestant, folder: Path) -> None:
        self.source = source
        self.contestant = contestant
        self.folder = folder
        self.author = folder / "author.git"
        self.follower = folder / "follower.git"
        self.repository = ""
        self.tip = ""
        self._rounds = 0
        self._commits = 0
        folder.mkdir(parents=True)

    @property
    def url(self) -> str:
        """Of the repository of this round."""
        return self.contestant.url(self.repository)

    def begin_repository(self) -> None:
        """Go on with a new repository, to be pushed to first of all."""
        self._rounds += 1
        self._commits = 0
        self.repository = f"{self.source.name}-{self._rounds}"
        self.contestant.make_repository(self.repository, self.source.branch)
        self.tip = git(self.source.path, "rev-parse", self.source.branch)
        for clone in (self.author, self.follower):
            shutil.rmtree(clone, ignore_errors=True)
            git(self.folder, "clone", "-q", "--mirror", "--shared", self.source.path, clone)
            git(clone, "remote", "set-url", "origin", self.url)
        git(self.author, "config", "--unset", "remote.origin.mirror")

    def commit(self) -> None:
        """Put one commit, with one new file, on the author's branch."""
        self._commits += 1
        index = {"GIT_INDEX_FILE": str(self.folder / "index")}
        text = b"".join(b"Line %d of the file.\n" % line for line in range(NEW_FILE // 22))
        content = b"%d\n%b" % (self._commits, text)
        blob = git(self.author, "hash-object", "-w", "--stdin", stdin=content)
        git(self.author, "read-tree", self.tip, environment=index)
        entry = f"100644,{blob},new-{self._commits}.txt"
        git(self.author, "update-index", "--add", "--cacheinfo", entry, environment=index)
        tree = git(self.author, "write-tree", environment=index)
        message = f"New file {self._commits}"
        self.tip = git(self.author, "commit-tree", tree, "-p", self.tip, "-m", message)
        git(self.author, "update-ref", self.source.branch, self.tip)

    def clear_clones(self) -> None:
        """Delete what `clone` made."""
        for clone in self.folder.glob("clone-*"):
            shutil.rmtree(clone)

    def clones(self, count: int, *options: str) -> list[Command]:
        """Commands that clone the repository into folders that do not exist."""
        return [
            ["clone", "-q", *options, self.url, self.folder / f"clone-{number}"]
            for number in range(count)
        ]

    def check_clones(self) -> None:
        """GitFailed unless every clone has what its branch needs."""
        for clone in self.folder.glob("clone-*"):
            git(clone, "cat-file", "-e", f"{self.tip}^{{tree}}")

    def check_blobless(self) -> None:
        """GitFailed unless every clone has its branch and no file.

        From a server that knows no filters git takes everything, and says nothing.
        """
        listing = ("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
        self.check_clones()
        for clone in self.folder.glob("clone-*"):
            if "blob" in git(clone, *listing).splitlines():
                raise GitFailed("the server did not heed the filter")

    def check_follower(self) -> None:
        """GitFailed unless the follower has the author's last commit."""
        git(self.follower, "cat-file", "-e", f"{self.tip}^{{tree}}")

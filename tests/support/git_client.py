"""Real git on this machine: its repositories, and nothing of the settings of whoever runs it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "LC_ALL": "C",
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "http:file",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}

START = 1_700_000_000
"""From here each commit is a minute younger than the one it follows."""
MINUTE = 60

SECONDS = 120
"""What any single command may take before it counts as hanging."""

TESTS_CONFIG = {
    "protocol.version": "2",
    "advice.detachedHead": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "fetch.fsckObjects": "true",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command wrote, and how it ended; `said` is what a person saw."""

    code: int
    output: bytes
    said: str

    @property
    def text(self) -> str:
        return self.output.decode().strip()


class GitRepository:
    """A repository in `folder`, with or without a work tree."""

    def __init__(self, folder: Path, config: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.config = {**TESTS_CONFIG, **(config or {})}

    def git(
        self,
        *arguments: str,
        stdin: bytes = b"",
        check: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run git here; unless `check` is off, it must succeed."""
        done = subprocess.run(
            self._command(arguments),
            cwd=self.folder,
            env={**ENVIRONMENT, **(environment or {})},
            input=stdin,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
        outcome = Outcome(
            done.returncode, done.stdout, done.stderr.decode("utf-8", "backslashreplace")
        )
        assert outcome.code == 0 or not check, f"git {arguments} says:\n{outcome.said}"
        return outcome

    def refused(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """What git says of a command that must fail."""
        outcome = self.git(*arguments, check=False, environment=environment)
        assert outcome.code != 0, f"git {arguments} succeeded:\n{outcome.said}"
        return outcome.said

    def start(
        self, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Git that runs beside the test; what it says is on its stderr."""
        return subprocess.Popen(
            self._command(arguments),
            cwd=self.folder,
            env={**ENVIRONMENT, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def read(self, *arguments: str) -> str:
        """The text that git prints."""
        return self.git(*arguments).text

    def commit(self, message: str, files: Mapping[str, bytes] | None = None) -> str:
        """Commit `files` onto what is checked out; the hex oid."""
        for path, content in (files or {}).items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        date = f"{self._date() + MINUTE} +0000"
        self.git("add", "--all")
        self.git(
            *("commit", "--quiet", "--allow-empty", "--message", message),
            environment={"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
        )
        return self.oid("HEAD")

    def commits(self, count: int, path: str = "file") -> list[str]:
        """`count` commits onto what is checked out, each of which changes `path`; hex oids,
        oldest first.
        """
        branch = self.git("symbolic-ref", "HEAD").output.strip()
        parent = self.git("rev-parse", "--verify", "--quiet", "HEAD", check=False).output
        stream: list[bytes] = []
        start = self._date()
        for number in range(count):
            date = start + (1 + number) * MINUTE
            content = b"line\n" * number + b"%d\n" % number
            stream.append(
                b"commit %b\ncommitter A <a@example.com> %d +0000\n" % (branch, date)
                + _data(f"{path} {number}".encode())
                + (b"from %b" % parent if parent and not number else b"")
                + b"M 100644 inline %b\n%b\n" % (path.encode(), _data(content))
            )
        self.git("fast-import", "--quiet", stdin=b"".join(stream))
        self.git("reset", "--quiet", "--hard")
        return self.read("rev-list", "--reverse", f"--max-count={count}", "HEAD").split()

    def merge(self, rev: str) -> None:
        """Merge `rev` into what is checked out."""
        date = f"{self._date() + MINUTE} +0000"
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        self.git("merge", "--quiet", "--no-edit", rev, environment=dates)

    def tag(self, name: str, rev: str = "HEAD") -> None:
        """An annotated tag."""
        date = f"{self._date()} +0000"
        self.git("tag", "-a", "-m", name, name, rev, environment={"GIT_COMMITTER_DATE": date})

    def oid(self, rev: str) -> str:
        """The hex oid of `rev`."""
        return self.read("rev-parse", "--verify", rev)

    def refs(self) -> dict[bytes, bytes]:
        """Hex oids by refname, without what is remembered of remotes."""
        lines = self.git("for-each-ref", "--format=%(objectname) %(refname)").output.splitlines()
        refs = (line.split(b" ", 1) for line in lines)
        return {name: oid for oid, name in refs if not name.startswith(b"refs/remotes/")}

    def reachable(self) -> set[bytes]:
        """Hex oids of all that these refs lead to."""
        lines = self.git("rev-list", "--objects", "--exclude=refs/remotes/*", "--all").output
        return {line.split(b" ")[0] for line in lines.splitlines()}

    def held(self) -> set[bytes]:
        """Hex oids of all objects that are here, reachable or not."""
        asked = ("cat-file", "--batch-all-objects", "--batch-check=%(objectname)", "--unordered")
        # Otherwise a partial clone asks its origin for each object that it lacks.
        return set(self.git(*asked, environment={"GIT_NO_LAZY_FETCH": "1"}).output.splitlines())

    def shallow(self) -> set[str]:
        """Hex oids of the commits where history is cut."""
        path = self.folder / self.read("rev-parse", "--git-dir") / "shallow"
        return set(path.read_text().split()) if path.exists() else set()

    def check(self) -> None:
        """`git fsck` has nothing to say against it."""
        self.git("fsck", "--full", "--strict", "--no-dangling", "--no-progress")

    def _date(self) -> int:
        """Of the commit that is checked out; START when there is none."""
        shown = self.git("log", "-1", "--format=%ct", check=False)
        return int(shown.output) if shown.code == 0 else START

    def _command(self, arguments: Sequence[str]) -> list[str]:
        settings = [f"{name}={value}" for name, value in self.config.items()]
        return ["git", *(word for setting in settings for word in ("-c", setting)), *arguments]


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def assert_equal(one: GitRepository, other: GitRepository) -> None:
    """Both are sound, and have the same refs and the same objects behind them."""
    one.check()
    other.check()
    assert one.refs() == other.refs()
    assert one.reachable() == other.reachable()

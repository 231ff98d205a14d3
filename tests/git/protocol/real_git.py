"""A small real repository, and what git's own server says about it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from git.oid import ObjectId
from git.refs import HEAD, AnyRef, Ref, Unborn

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_AUTHOR_DATE": "1700000000 +0000",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_COMMITTER_DATE": "1700000000 +0000",
}

_SERVER_CONFIG = {
    "uploadpack.allowFilter": "true",
    "uploadpack.allowRefInWant": "true",
    "uploadpack.allowSidebandAll": "true",
    "uploadpack.allowTipSHA1InWant": "true",
    "uploadpack.allowReachableSHA1InWant": "true",
    "receive.advertisePushOptions": "true",
    "http.receivepack": "true",
}


def git(
    directory: Path, *arguments: str, stdin: bytes = b"", protocol: str = "", check: bool = True
) -> bytes:
    """What git writes to its standard output; `protocol` is a `Git-Protocol` header."""
    environment = ENVIRONMENT | ({"GIT_PROTOCOL": protocol} if protocol else {})
    done = subprocess.run(
        ["git", *arguments],
        cwd=directory,
        env=environment,
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0 or not check, done.stderr.decode()
    return done.stdout


def create(directory: Path) -> None:
    """A bare repository whose HEAD, `refs/heads/trunk`, is unborn."""
    directory.mkdir()
    git(directory, "init", "-q", "--bare", "-b", "trunk", ".")
    for name, value in _SERVER_CONFIG.items():
        git(directory, "config", name, value)


def fill(directory: Path, commits: int = 5) -> None:
    """A line of commits on trunk, a branch with a slash, a plain and an annotated tag."""
    stream = [b"blob\nmark :1\ndata 2\nx\n\n"]
    for number in range(commits):
        stream.append(
            b"commit refs/heads/trunk\ncommitter A <a@example.com> %d +0000\ndata 2\nc\n"
            b"M 100644 :1 file%d\n\n" % (1700000000 + number, number)
        )
    git(directory, "fast-import", "--quiet", stdin=b"".join(stream))
    git(directory, "branch", "feature/x", "trunk~2")
    git(directory, "tag", "light", "trunk~1")
    git(directory, "tag", "-a", "v1", "-m", "first", "trunk")
    git(directory, "symbolic-ref", "refs/heads/alias", "refs/heads/trunk")


def head_of(directory: Path) -> AnyRef:
    target = git(directory, "symbolic-ref", "HEAD").strip()
    found = git(directory, "rev-parse", "--verify", "-q", "HEAD", check=False).decode().strip()
    if not found:
        return Unborn(target)
    return Ref(HEAD, ObjectId(bytes.fromhex(found)), symref_target=target)


def refs_of(directory: Path) -> Iterator[AnyRef]:
    """The listing as our own storage would give it."""
    yield head_of(directory)
    wanted = "%(objectname) %(*objectname) %(symref) %(refname)"
    for line in git(directory, "for-each-ref", f"--format={wanted}").splitlines():
        oid, peeled, symref, refname = line.split(b" ")
        yield Ref(
            refname,
            ObjectId(bytes.fromhex(oid.decode())),
            ObjectId(bytes.fromhex(peeled.decode())) if peeled else None,
            symref or None,
        )


def oids_of(directory: Path, *revs: str) -> list[ObjectId]:
    lines = git(directory, "rev-list", *revs).split()
    return [ObjectId(bytes.fromhex(line.decode())) for line in lines]

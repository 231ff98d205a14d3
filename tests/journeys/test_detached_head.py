"""Clones of a repository whose HEAD is a commit, beside those of git's own server."""

from __future__ import annotations

import json

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository

pytestmark = pytest.mark.workerd

JSON = {"content-type": "application/json"}


def put_head(remote: Remote, **fields: str) -> None:
    path = f"/api/v3/repos/{remote.name}/git/head"
    assert remote.ask("PUT", path, json.dumps(fields).encode(), JSON).status == 200


@pytest.fixture
def work(desk: Desk, remote: Remote) -> GitRepository:
    work = desk.repository(remote)
    work.commits(3)
    work.git("push", "--quiet", "origin", "main")
    return work


def state(clone: GitRepository) -> tuple[str, str]:
    """What is checked out: commit, and branch or nothing."""
    return clone.oid("HEAD"), clone.git("symbolic-ref", "--quiet", "HEAD", check=False).text


@pytest.mark.parametrize("version", ["0", "2"])
@pytest.mark.parametrize("rev", ["main", "main~2"])
def test_a_clone_checks_out_what_a_clone_from_git_does(
    desk: Desk, remote: Remote, work: GitRepository, version: str, rev: str
) -> None:
    put_head(remote, sha=work.oid(rev))
    bare = desk.repository(None, "main", "--bare")
    work.git("push", "--quiet", str(bare.folder), "main")
    bare.git("update-ref", "--no-deref", "HEAD", work.oid(rev))
    config = {"protocol.version": version, "advice.detachedHead": "false"}
    ours = desk.clone(remote.url, config=config)
    assert state(ours) == state(desk.clone(str(bare.folder), config=config))
    assert ours.oid("HEAD") == work.oid(rev)
    ours.check()
    listed = ours.read("ls-remote", "--symref", "origin").splitlines()
    assert listed[0] == f"{work.oid(rev)}\tHEAD"

    put_head(remote, ref="refs/heads/main")
    assert state(desk.clone(remote.url, config=config)) == (work.oid("main"), "refs/heads/main")

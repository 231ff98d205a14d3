"""What git says when it pushes to what is protected."""

from __future__ import annotations

import json

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository
from tests.support.people import add_person, url_for
from tests.support.server import Server

pytestmark = pytest.mark.workerd

JSON = {"content-type": "application/json"}


def put(remote: Remote, path: str, **fields: object) -> None:
    body = json.dumps(fields).encode()
    answer = remote.ask("PUT", f"/api/v3/repos/{remote.name}{path}", body, JSON)
    assert answer.status < 300, answer


@pytest.fixture(scope="module", autouse=True)
def writer(server: Server) -> None:
    add_person(server, "writer")


@pytest.fixture
def work(desk: Desk, server: Server, remote: Remote) -> GitRepository:
    """Three commits on main; writer may write, and pushes to `theirs`."""
    work = desk.repository(remote)
    work.commits(3)
    work.git("push", "--quiet", "origin", "main")
    put(remote, "/collaborators/writer", permission="write")
    work.git("remote", "add", "theirs", url_for(server, "writer", remote.name))
    return work


def test_a_protected_branch_goes_forward_and_says_why_it_does_not_go_back(
    remote: Remote, work: GitRepository
) -> None:
    put(remote, "/branches/main/protection")
    work.commits(1)
    work.git("push", "--quiet", "theirs", "main")
    said = work.refused("push", "--force", "theirs", "main~2:main")
    assert "! [remote rejected] main~2 -> main (protected branch hook declined)" in said
    assert "remote: main is protected: it may only move forward, not be forced." in said
    work.git("push", "--quiet", "--force", "origin", "main~2:main")


def test_a_pattern_protects_branches_and_tags_from_all_but_their_pushers(
    remote: Remote, work: GitRepository
) -> None:
    put(remote, "/protections/branches/release/*", pushers="admin", required_linear_history=True)
    put(remote, "/protections/tags/v*")
    work.git("push", "--quiet", "theirs", "main:refs/tags/v1", "main:refs/heads/release/0/fix")
    assert "v1 is protected: it may not be deleted" in work.refused("push", "theirs", ":v1")
    assert "only administrators may push" in work.refused("push", "theirs", "main:release/1")
    work.git("push", "--quiet", "origin", "main:refs/heads/release/2")
    work.git("switch", "--quiet", "--create", "side", "main~1")
    work.commit("aside", {"aside": b"1"})
    work.git("switch", "--quiet", "main")
    work.merge("side")
    said = work.refused("push", "origin", "main:release/2")
    assert f"its history is linear, and {work.oid('main')} is a merge" in said

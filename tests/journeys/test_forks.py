"""Forks by the API, and what git sees of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.people import add_person, url_for
from tests.support.server import Server

pytestmark = pytest.mark.workerd

JSON = {"content-type": "application/json"}


def ask(remote: Remote, method: str, path: str, **fields: object) -> tuple[int, Any]:
    """As the owner, below the repository's address in the API."""
    body = json.dumps(fields).encode() if fields else b""
    answer = remote.ask(method, f"/api/v3/repos/{remote.name}{path}", body, JSON if fields else {})
    return answer.status, json.loads(answer.body) if answer.body else None


@pytest.fixture
def work(desk: Desk, remote: Remote) -> GitRepository:
    """Three commits, a side branch and a tag, all pushed."""
    work = desk.repository(remote, "trunk")
    work.commits(3)
    work.tag("v1")
    work.git("branch", "side", "trunk~1")
    work.git("push", "--quiet", "origin", "trunk")
    work.git("push", "--quiet", "origin", "side", "v1")
    return work


def fork_of(remote: Remote, name: str, **fields: object) -> Remote:
    status, made = ask(remote, "POST", "/forks", name=name, **fields)
    assert status == 202, made
    return Remote(remote.server, made["full_name"])


def test_a_fork_is_a_whole_repository_that_outlives_its_parent(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    fork = fork_of(remote, "whole-fork")
    assert_equal(desk.mirror(fork), work)
    assert desk.clone(fork.url).read("symbolic-ref", "HEAD") == "refs/heads/trunk"
    assert ask(fork, "GET", "")[1]["parent"]["full_name"] == remote.name

    work.git("push", "--quiet", fork.url, "trunk:refs/heads/mine")
    assert ask(remote, "DELETE", "")[0] == 204
    work.git("branch", "mine", "trunk")
    assert_equal(desk.mirror(fork), work)


def test_a_fork_catches_up_and_git_fetches_what_came(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    fork = fork_of(remote, "follower", default_branch_only=True)
    clone = desk.clone(fork.url)
    assert set(clone.read("ls-remote", "origin").split()[1::2]) == {"HEAD", "refs/heads/trunk"}

    work.commits(20)
    work.git("push", "--quiet", "origin", "trunk")
    status, answer = ask(fork, "POST", "/merge-upstream", branch="trunk")
    assert (status, answer["merge_type"]) == (200, "fast-forward")
    clone.git("pull", "--quiet", "--ff-only")
    assert clone.oid("HEAD") == work.oid("trunk")
    clone.check()

    clone.commit("mine", {"mine": b"1"})
    clone.git("push", "--quiet")
    work.commits(1)
    work.git("push", "--quiet", "origin", "trunk")
    assert ask(fork, "POST", "/merge-upstream", branch="trunk")[0] == 409


def test_a_fork_of_something_private_is_hidden_from_who_may_not_read_that(
    desk: Desk, server: Server, remote: Remote, work: GitRepository
) -> None:
    add_person(server, "reader")
    fork = fork_of(remote, "private-fork")
    for each in (fork, remote):
        status, _ = ask(each, "PUT", "/collaborators/reader", permission="read")
        assert status == 204
    theirs = desk.clone(url_for(server, "reader", fork.name))
    assert theirs.oid("HEAD") == work.oid("trunk")
    assert ask(remote, "DELETE", "/collaborators/reader")[0] == 204
    assert "not found" in theirs.refused("fetch")


def test_many_objects_are_copied_and_are_sound(desk: Desk, remote: Remote) -> None:
    work = desk.repository(remote)
    work.commits(2_000)
    for number in range(40):
        work.commit(
            f"files {number}", {f"{number}/{n}": b"%d %d" % (number, n) * 9 for n in range(50)}
        )
    work.git("push", "--quiet", "origin", "main")
    assert_equal(desk.mirror(fork_of(remote, "large-fork")), work)

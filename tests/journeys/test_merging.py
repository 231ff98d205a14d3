"""Branches brought together on the server, and fetched by real git."""

from __future__ import annotations

import json
from typing import Any

import pytest
from github import Auth, Github, GithubException

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository
from tests.support.server import Server

pytestmark = pytest.mark.workerd

JSON = {"content-type": "application/json"}
LINES = b"".join(b"line %d\n" % number for number in range(40))


def post(remote: Remote, status: int, path: str, **fields: object) -> Any:
    body = json.dumps(fields).encode()
    answer = remote.ask("POST", f"/api/v3/repos/{remote.name}{path}", body, JSON)
    assert answer.status == status, answer
    return json.loads(answer.body) if answer.body else None


@pytest.fixture
def work(desk: Desk, remote: Remote) -> GitRepository:
    """`main` and `feature` have parted; `feature` has moved what `main` has changed."""
    work = desk.repository(remote)
    work.commit("base", {"src/a": LINES, "src/b": LINES + b"b\n", "c": b"1\n"})
    work.git("checkout", "--quiet", "-b", "feature")
    work.git("mv", "src", "source")
    work.commit("move")
    work.commit("add", {"source/new": b"new\n"})
    work.git("checkout", "--quiet", "main")
    work.commit("change", {"src/a": LINES.replace(b"line 7\n", b"seven\n")})
    work.git("push", "--quiet", "origin", "main", "feature")
    return work


def test_what_was_merged_on_the_server_is_what_git_merges(
    remote: Remote, work: GitRepository
) -> None:
    made = post(remote, 201, "/merges", base="main", head="feature")
    work.git("fetch", "--quiet")
    assert work.oid("origin/main") == made["sha"]
    work.merge("feature")
    assert work.oid("HEAD^{tree}") == work.oid("origin/main^{tree}")
    assert work.read("show", "origin/main:source/a").splitlines()[7] == "seven"
    assert post(remote, 204, "/merges", base="main", head="feature") is None
    work.check()


def test_changes_go_from_branch_to_branch_and_back(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    work.git("checkout", "--quiet", "-b", "rival", "main~1")
    work.commit("rival", {"src/a": LINES.replace(b"line 7\n", b"sieben\n")})
    work.git("push", "--quiet", "origin", "rival")
    told = post(remote, 409, "/merges", base="main", head="rival")
    assert [conflict["path"] for conflict in told["conflicts"]] == ["src/a"]
    told = post(remote, 409, "/cherry-picks", branch="feature", commits=["main", "rival"])
    assert told["stopped_at"] == work.oid("rival")
    post(remote, 201, "/cherry-picks", branch="feature", commits=["main"])
    post(remote, 201, "/reverts", branch="feature", commit="feature")
    post(remote, 201, "/rebases", branch="feature", onto="main")
    post(remote, 201, "/merges", base="main", head="feature", method="fast-forward")
    mirror = desk.mirror(remote)
    assert mirror.oid("main") == mirror.oid("feature")
    assert mirror.read("rev-list", "--count", f"{work.oid('main')}..main") == "3"
    assert mirror.read("show", "main:source/a").encode() == LINES.strip()


def test_pygithub_merges(server: Server, remote: Remote, work: GitRepository) -> None:
    owner = Auth.Login(server.account, server.password)
    github = Github(base_url=f"{server.url}/api/v3", auth=owner, retry=None)
    repository = github.get_repo(remote.name)
    merged = repository.merge("main", "feature", "Together")
    assert merged is not None
    assert merged.sha == repository.get_branch("main").commit.sha
    assert merged.commit.message == "Together"
    assert repository.merge("main", "feature") is None
    with pytest.raises(GithubException) as refused:
        repository.merge("main", "nothing")
    assert refused.value.status == 404

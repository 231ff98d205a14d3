"""Clones that know only part of the past; each is held beside a clone of git's own server."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import MINUTE, START, assert_equal
from tests.support.server import Server
from tests.support.twins import GitServer, Origin, clone_twins, make_origin

pytestmark = pytest.mark.workerd

COMMITS = 24


@pytest.fixture(scope="module")
def origin(server: Server, git_server: GitServer) -> Origin:
    """Main and a side line that was merged into it, a branch ahead of it, tags along the way."""
    origin = make_origin(git_server, Remote(server, f"{server.account}/shallow"))
    work = origin.repository
    work.commits(COMMITS // 2)
    work.tag("v1")
    work.git("switch", "--quiet", "--create", "side", "HEAD~4")
    work.commits(3, "side-file")
    work.git("tag", "light")
    work.git("switch", "--quiet", "main")
    work.merge("side")
    work.commits(COMMITS // 2, "other")
    work.tag("v2", "HEAD~2")
    work.git("switch", "--quiet", "--create", "ahead")
    work.commits(2, "ahead-file")
    work.git("switch", "--quiet", "main")
    origin.publish()
    return origin


@pytest.fixture(params=["0", "2"])
def config(request: pytest.FixtureRequest) -> dict[str, str]:
    return {"protocol.version": request.param}


@pytest.mark.parametrize(
    "options",
    [
        ["--depth=1"],
        ["--depth=5"],
        ["--depth=1", "--no-single-branch"],
        ["--depth=4", "--branch=ahead"],
        ["--depth=1", "--branch=v1"],
        ["--depth=1", "--no-tags"],
        ["--depth=1000"],
        [f"--shallow-since={START + (COMMITS - 6) * MINUTE}"],
        ["--shallow-exclude=v1"],
        ["--shallow-exclude=light", f"--shallow-since={START + 3 * MINUTE}"],
        ["--depth=2", "--filter=blob:none", "--no-checkout"],
    ],
    ids=" ".join,
)
def test_a_shallow_clone_has_exactly_what_git_would_send(
    desk: Desk, origin: Origin, config: dict[str, str], options: list[str]
) -> None:
    clone_twins(desk, origin, *options, config=config).assert_alike()


def test_a_shallow_clone_is_deepened_step_by_step_until_it_is_whole(
    desk: Desk, origin: Origin, config: dict[str, str]
) -> None:
    twins = clone_twins(desk, origin, "--depth=1", config=config)
    for step in (
        ["--depth=3"],
        ["--deepen=4"],
        [f"--shallow-since={START + 4 * MINUTE}"],
        ["--shallow-exclude=v1", "main"],
        ["--depth=2"],
        ["--unshallow"],
    ):
        twins.git("fetch", "--quiet", "origin", *step)
        twins.assert_alike()
    assert twins.ours.shallow() == set()


def test_a_shallow_clone_follows_what_is_pushed_and_pushes_itself(
    desk: Desk, remote: Remote, git_server: GitServer, config: dict[str, str]
) -> None:
    origin = make_origin(git_server, remote)
    origin.repository.commits(6)
    origin.publish()
    twins = clone_twins(desk, origin, "--depth=2", config=config)

    origin.repository.commits(3, "more")
    origin.publish()
    twins.git("fetch", "--quiet", "origin")
    twins.assert_alike()
    twins.git("fetch", "--quiet", "--depth=1", "origin")
    twins.assert_alike()

    twins.ours.git("reset", "--quiet", "--hard", "origin/main")
    twins.ours.commit("from a shallow clone", {"shallow": b"1\n"})
    twins.ours.git("push", "--quiet", "origin", "main")
    origin.repository.git("fetch", "--quiet", origin.remote.url, "main")
    origin.repository.git("reset", "--quiet", "--hard", "FETCH_HEAD")
    assert_equal(desk.mirror(remote), origin.repository)


def test_a_clone_of_a_shallow_clones_push_is_whole(desk: Desk, origin: Origin) -> None:
    shallow = desk.clone(origin.remote.url, "--depth=1")
    shallow.git("push", "--quiet", "origin", "HEAD:refs/heads/again")
    clone = desk.clone(origin.remote.url, "--branch=again")
    clone.check()
    assert clone.held() == origin.repository.reachable()
    shallow.git("push", "--quiet", "origin", "--delete", "again")


def test_a_name_that_is_excluded_must_exist(desk: Desk, origin: Origin) -> None:
    said = desk.refused_clone(origin.remote.url, "--shallow-exclude=nothing")
    assert "deepen-not is not a ref: nothing" in said


def test_a_history_without_commits_young_enough_is_refused_in_words(
    desk: Desk, origin: Origin
) -> None:
    said = desk.refused_clone(origin.remote.url, "--shallow-since=2090-01-01")
    assert "no commits selected for shallow requests" in said

"""Clones and fetches of whole histories, held beside those from git's own server."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository
from tests.support.twins import GitServer, Origin, Twins, clone_twins, make_origin

pytestmark = pytest.mark.workerd


@pytest.fixture(params=["0", "2"])
def config(request: pytest.FixtureRequest) -> dict[str, str]:
    return {"protocol.version": request.param}


@pytest.fixture
def origin(git_server: GitServer, remote: Remote) -> Origin:
    """Five commits on main, published."""
    origin = make_origin(git_server, remote)
    origin.repository.commits(5)
    origin.publish()
    return origin


def test_each_fetch_brings_what_is_new_and_then_nothing(
    desk: Desk, origin: Origin, config: dict[str, str]
) -> None:
    twins = clone_twins(desk, origin, config=config)
    work = origin.repository
    for step in range(3):
        work.commit(f"step {step}", {f"folder/{step}": b"%d\n" % step, "file": b"%d\n" % step})
        origin.publish()
        twins.git("fetch", "--quiet")
        twins.assert_alike()
        before = twins.ours.held()
        twins.git("fetch", "--quiet")
        assert twins.ours.held() == before


def test_a_fetch_sends_only_what_the_client_lacks(
    desk: Desk, origin: Origin, tmp_path: Path
) -> None:
    work = origin.repository
    noise = random.Random(1).randbytes(400_000)  # noqa: S311 - any bytes will do
    work.commit("large", {"noise": noise})
    origin.publish()
    clone = desk.clone(origin.remote.url)
    work.commit("small", {"file": b"one line\n"})
    origin.publish()

    trace = tmp_path / "pack"
    clone.git("fetch", "--quiet", environment={"GIT_TRACE_PACKFILE": str(trace)})

    assert trace.stat().st_size < 1000
    assert clone.oid("origin/main") == work.oid("main")


def test_a_fetch_after_much_work_of_ones_own_finds_the_common_past(
    desk: Desk, origin: Origin, config: dict[str, str]
) -> None:
    twins = clone_twins(desk, origin, config=config)
    mine = b"".join(
        b"commit refs/heads/mine\ncommitter A <a@b> %d +0000\ndata 4\nmine\n%b"
        b"M 100644 inline mine\ndata %d\n%d\n\n"
        % (1_800_000_000 + number, b"" if number else b"from refs/heads/main\n", 4, 1000 + number)
        for number in range(600)
    )
    for each in (twins.ours, twins.gits):
        each.git("fast-import", "--quiet", stdin=mine)
    origin.repository.commits(3, "theirs")
    origin.publish()
    twins.git("fetch", "--quiet", "origin")
    twins.assert_alike()


def test_histories_that_share_nothing_are_fetched_into_one_repository(
    desk: Desk, origin: Origin, config: dict[str, str]
) -> None:
    clone = desk.repository(origin.remote)
    clone.config.update(config)
    clone.commits(40, "unrelated")
    clone.git("fetch", "--quiet", "origin")
    clone.check()
    assert clone.oid("origin/main") == origin.repository.oid("main")
    assert clone.held() >= origin.repository.reachable()


def test_annotated_tags_follow_their_commits(
    desk: Desk, origin: Origin, config: dict[str, str]
) -> None:
    twins = clone_twins(desk, origin, config=config)
    origin.repository.commits(2, "more")
    origin.repository.tag("v1", "HEAD~1")
    origin.repository.tag("v1-again", "v1")
    origin.repository.git("tag", "light")
    origin.publish()
    twins.git("fetch", "--quiet")
    twins.assert_alike()
    assert {b"refs/tags/v1", b"refs/tags/light"} <= set(twins.ours.refs())


@pytest.mark.parametrize(
    "options",
    [
        ["--single-branch", "--branch=side"],
        ["--single-branch", "--no-tags"],
        ["--branch=v1"],
        ["--mirror"],
        ["--bare"],
        ["--no-tags"],
    ],
    ids=" ".join,
)
def test_a_clone_of_a_part_has_exactly_what_git_would_send(
    desk: Desk, origin: Origin, config: dict[str, str], options: list[str]
) -> None:
    add_side_line(origin)
    clone_twins(desk, origin, *options, config=config).assert_alike()


def test_branches_are_fetched_one_after_the_other(
    desk: Desk, origin: Origin, config: dict[str, str]
) -> None:
    add_side_line(origin)
    ours, gits = desk.repository(origin.remote), desk.repository()
    gits.git("remote", "add", "origin", origin.git_url)
    twins = Twins(ours, gits)
    for each in (ours, gits):
        each.config.update(config)
    for refspec in ("v1", "side", "main:refs/heads/copy", "+refs/*:refs/all/*"):
        twins.git("fetch", "--quiet", "origin", refspec)
        twins.assert_alike()


def test_what_was_deleted_and_rewritten_is_followed(
    desk: Desk, origin: Origin, config: dict[str, str]
) -> None:
    add_side_line(origin)
    twins = clone_twins(desk, origin, config=config)
    work = origin.repository
    work.git("branch", "--delete", "--force", "side")
    work.git("reset", "--quiet", "--hard", "HEAD~2")
    work.commit("instead", {"file": b"instead\n"})
    origin.publish()
    twins.git("fetch", "--quiet", "--prune")
    twins.assert_alike()


def test_what_no_ref_leads_to_any_more_is_not_given_out(
    desk: Desk, origin: Origin, config: dict[str, str]
) -> None:
    work = origin.repository
    lost = work.commit("secret", {"secret": b"x\n"})
    origin.publish()
    work.git("reset", "--quiet", "--hard", "HEAD~1")
    origin.publish()
    other = desk.repository(origin.remote)
    other.config.update(config)
    for oid in (lost, work.oid(f"{lost}^{{tree}}"), work.oid(f"{lost}:secret")):
        assert f"not our ref {oid}" in other.refused("fetch", "origin", oid)
    assert desk.mirror(origin.remote).held() == work.reachable()


def test_a_commit_is_fetched_by_its_oid(desk: Desk, origin: Origin, config: dict[str, str]) -> None:
    oid = origin.repository.oid("main~2")
    other = desk.repository(origin.remote)
    other.config.update(config)
    other.git("fetch", "--quiet", "--depth=1", "origin", oid)
    assert other.oid("FETCH_HEAD") == oid
    other.check()


def test_a_fetch_right_after_a_push_sees_it(desk: Desk, origin: Origin) -> None:
    clone = desk.clone(origin.remote.url)
    for _ in range(10):
        tip = origin.repository.commit("next")
        origin.repository.git("push", "--quiet", origin.remote.url, "main")
        assert clone.read("ls-remote", "origin", "main").split()[0] == tip
        clone.git("fetch", "--quiet")
        assert clone.oid("origin/main") == tip


def test_a_push_that_negotiates_sends_only_what_is_new(desk: Desk, origin: Origin) -> None:
    work = desk.clone(origin.remote.url)
    work.commit("more")
    work.git("-c", "push.negotiate=true", "push", "--quiet", "origin", "HEAD:refs/heads/new")
    assert desk.mirror(origin.remote).oid("new") == work.oid("HEAD")


def add_side_line(origin: Origin) -> None:
    work: GitRepository = origin.repository
    work.git("switch", "--quiet", "--create", "side", "HEAD~3")
    work.commits(3, "side-file")
    work.tag("v1", "HEAD~1")
    work.git("switch", "--quiet", "main")
    work.merge("side~1")
    work.tag("v2")
    origin.publish()

"""How a repository comes into being: by its owner's first push."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import assert_equal

pytestmark = pytest.mark.workerd


def make_empty(desk: Desk, remote: Remote) -> None:
    """Push a tag, which makes the repository but no branch, and take it back."""
    work = desk.repository(remote)
    work.commit("first")
    work.git("push", "--quiet", "origin", "HEAD:refs/tags/only")
    work.git("push", "--quiet", "--delete", "origin", "only")


def test_a_repository_that_nobody_pushed_to_cannot_be_cloned(desk: Desk, remote: Remote) -> None:
    assert "not found" in desk.refused_clone(remote.url)


def test_the_first_branch_pushed_is_the_one_that_clones_check_out(
    desk: Desk, remote: Remote
) -> None:
    work = desk.repository(remote, branch="trunk")
    work.commit("first", {"a": b"1\n"})
    work.git("push", "--quiet", "--set-upstream", "origin", "trunk")

    clone = desk.clone(remote.url)

    assert clone.read("symbolic-ref", "HEAD") == "refs/heads/trunk"
    assert (clone.folder / "a").read_bytes() == b"1\n"
    assert_equal(desk.mirror(remote), work)


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_an_empty_repository_can_be_cloned_and_filled(
    desk: Desk, remote: Remote, version: str
) -> None:
    make_empty(desk, remote)
    config = {"protocol.version": version}
    empty = desk.clone(remote.url, config=config)
    assert empty.refs() == {}

    empty.git("switch", "--quiet", "--orphan", "trunk")
    empty.commit("root", {"b": b"2\n"})
    empty.git("push", "--quiet", "origin", "trunk")

    clone = desk.clone(remote.url, config=config)
    assert clone.read("symbolic-ref", "HEAD") == "refs/heads/trunk"
    assert_equal(desk.mirror(remote), empty)


def test_a_clone_of_an_empty_repository_is_on_the_branch_that_the_server_would_choose(
    desk: Desk, remote: Remote
) -> None:
    make_empty(desk, remote)
    empty = desk.clone(remote.url, config={"init.defaultBranch": "something-else"})
    assert empty.read("symbolic-ref", "HEAD") == "refs/heads/main"


def test_main_is_the_default_branch_when_it_is_among_many_first_ones(
    desk: Desk, remote: Remote
) -> None:
    work = desk.repository(remote)
    work.commit("first")
    work.git("branch", "apples")
    work.git("branch", "zebras")
    work.git("push", "--quiet", "--all", "origin")
    assert desk.clone(remote.url).read("symbolic-ref", "HEAD") == "refs/heads/main"


def test_the_default_branch_stays_when_other_branches_follow(desk: Desk, remote: Remote) -> None:
    work = desk.repository(remote, branch="trunk")
    work.commit("first")
    work.git("push", "--quiet", "origin", "trunk")
    work.git("push", "--quiet", "origin", "trunk:main")
    assert desk.clone(remote.url).read("symbolic-ref", "HEAD") == "refs/heads/trunk"


def test_a_first_push_that_is_refused_leaves_no_repository_behind(
    desk: Desk, remote: Remote
) -> None:
    work = desk.repository(remote)
    work.commit("first")
    assert "deny updating a hidden ref" in work.refused("push", "origin", "HEAD:refs/pull/1/head")
    assert "not found" in desk.refused_clone(remote.url)


def test_the_address_works_with_and_without_its_ending(desk: Desk, remote: Remote) -> None:
    work = desk.repository()
    work.commit("first")
    work.git("push", "--quiet", remote.url.removesuffix(".git"), "main")
    assert desk.clone(remote.url).refs() == desk.clone(remote.url.removesuffix(".git")).refs()

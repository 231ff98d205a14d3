"""What people push from day to day."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.raw_push import EMPTY_PACK, Update, push, report

pytestmark = pytest.mark.workerd


@pytest.fixture
def work(desk: Desk, remote: Remote) -> GitRepository:
    """Three commits on main, pushed."""
    work = desk.repository(remote)
    work.commits(3)
    work.git("push", "--quiet", "--set-upstream", "origin", "main")
    return work


def test_one_commit_is_pushed_and_pulled(desk: Desk, remote: Remote, work: GitRepository) -> None:
    other = desk.clone(remote.url)
    work.commit("another", {"b": b"1\n"})
    work.git("push", "--quiet")

    other.git("pull", "--quiet", "--ff-only")

    assert other.oid("HEAD") == work.oid("HEAD")
    assert (other.folder / "b").read_bytes() == b"1\n"
    assert_equal(other, work)
    assert_equal(desk.mirror(remote), work)


def test_two_people_work_in_turns(desk: Desk, remote: Remote, work: GitRepository) -> None:
    other = desk.clone(remote.url)
    for turn in range(3):
        for person in (work, other):
            person.git("pull", "--quiet", "--ff-only", "origin", "main")
            person.commit(f"turn {turn}", {f"{person.folder.name}-{turn}": b"%d\n" % turn})
            person.git("push", "--quiet", "origin", "main")
    assert_equal(desk.mirror(remote), other)


def test_a_push_that_would_lose_commits_is_refused_by_the_client(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    other = desk.clone(remote.url)
    work.commit("mine", {"b": b"1\n"})
    work.git("push", "--quiet")
    other.commit("theirs", {"c": b"1\n"})
    assert "[rejected]" in other.refused("push")
    assert_equal(desk.mirror(remote), work)


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_a_branch_can_be_replaced_by_force(
    desk: Desk, remote: Remote, work: GitRepository, version: str
) -> None:
    work.config["protocol.version"] = version
    other = desk.clone(remote.url, config={"protocol.version": version})
    work.git("reset", "--quiet", "--hard", "HEAD~2")
    work.commit("instead", {"b": b"1\n"})
    work.git("push", "--quiet", "--force")
    other.git("fetch", "--quiet")
    assert other.oid("origin/main") == work.oid("main")
    assert_equal(desk.mirror(remote), work)


def test_force_with_lease_gives_way_to_what_others_have_pushed(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    other = desk.clone(remote.url)
    work.commit("new", {"b": b"1\n"})
    work.git("push", "--quiet")
    other.git("commit", "--quiet", "--amend", "--message", "mine")

    assert "stale info" in other.refused("push", "--force-with-lease")
    other.git("fetch", "--quiet")
    other.git("push", "--quiet", "--force-with-lease=main:origin/main")

    assert desk.mirror(remote).oid("main") == other.oid("main")


def test_a_branch_is_made_and_deleted(desk: Desk, remote: Remote, work: GitRepository) -> None:
    work.git("push", "--quiet", "origin", "main~1:refs/heads/feature/a")
    assert b"refs/heads/feature/a" in desk.mirror(remote).refs()
    work.git("push", "--quiet", "origin", "--delete", "feature/a")
    assert_equal(desk.mirror(remote), work)


def test_the_default_branch_cannot_be_deleted(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    work.git("push", "--quiet", "origin", "main:other")
    said = work.refused("push", "origin", "--delete", "main")
    assert "deletion of the current branch prohibited" in said
    assert set(desk.mirror(remote).refs()) == {b"refs/heads/main", b"refs/heads/other"}


def test_tags_are_pushed_moved_by_force_and_deleted(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    work.tag("v1")
    work.git("tag", "light", "HEAD~1")
    work.git("push", "--quiet", "--tags")
    assert_equal(desk.mirror(remote), work)

    work.git("tag", "--delete", "v1")
    work.tag("v1", "HEAD~1")
    assert "already exists" in work.refused("push", "origin", "v1")
    work.git("push", "--quiet", "--force", "origin", "v1")
    work.git("tag", "--delete", "light")
    work.git("push", "--quiet", "origin", "--delete", "light")
    assert_equal(desk.mirror(remote), work)


def test_tags_may_stand_for_any_kind_of_object(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    work.tag("on-a-tree", "HEAD^{tree}")
    work.tag("on-a-blob", "HEAD:file")
    work.tag("on-a-tag", "on-a-tree")
    work.git("tag", "plain-blob", "HEAD:file")
    work.git("push", "--quiet", "--tags")
    assert_equal(desk.mirror(remote), work)
    clone = desk.clone(remote.url)
    assert clone.held() == work.reachable()


def test_a_whole_mirror_follows_what_was_deleted(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    for name in ("one", "two/a", "two/b"):
        work.git("branch", name)
    work.git("push", "--quiet", "--mirror", remote.url)
    work.git("branch", "--delete", "two/a", "two/b", "one")
    work.git("branch", "two")
    work.commit("more")
    # The name `two` is free only once `two/a` has gone, in the same push.
    work.git("push", "--quiet", "--mirror", remote.url)
    mirror = desk.mirror(remote)
    assert set(mirror.read("branch", "--format=%(refname:short)").split()) == {"main", "two"}
    assert mirror.oid("main") == work.oid("main")


def test_atomic_means_that_one_bad_ref_keeps_the_others_from_moving(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    before = desk.mirror(remote)
    work.commit("more")
    refspecs = ("main", "main:refs/heads/new", "main:refs/pull/1/head")

    said = work.refused("push", "--atomic", "origin", *refspecs)

    assert "deny updating a hidden ref" in said
    assert said.count("atomic push failure") == 2
    assert_equal(desk.mirror(remote), before)


def test_without_atomic_the_good_refs_move(desk: Desk, remote: Remote, work: GitRepository) -> None:
    work.commit("more")
    said = work.refused("push", "origin", "main", "main:refs/pull/1/head")
    assert "deny updating a hidden ref" in said
    assert_equal(desk.mirror(remote), work)


def test_names_cannot_be_a_branch_and_a_folder_of_branches(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    work.git("push", "--quiet", "origin", "main:refs/heads/a/b")
    for name in ("a", "a/b/c"):
        said = work.refused("push", "origin", f"main:refs/heads/{name}")
        assert "refname conflict ('refs/heads/a/b' exists)" in said
    assert set(desk.mirror(remote).refs()) == {b"refs/heads/a/b", b"refs/heads/main"}


@pytest.mark.parametrize(
    ("option", "clone"),
    [("repo.private=false", "public"), ("repo.private=true", "private")],
)
def test_a_push_option_decides_who_sees_a_new_repository(
    desk: Desk, remote: Remote, option: str, clone: str
) -> None:
    work = desk.repository(remote)
    work.commits(2)
    work.git("push", "--quiet", "--push-option", option, "origin", "main")
    if clone == "public":
        assert_equal(desk.clone(remote.public_url, "--mirror"), work)
    else:
        assert "could not read Username" in desk.refused_clone(remote.public_url)


def test_what_is_known_is_pushed_again_under_another_name(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    work.git("branch", "copy", "main~1")
    work.git("push", "--quiet", "origin", "copy")
    assert_equal(desk.mirror(remote), work)


def test_a_merge_of_two_lines_is_pushed(desk: Desk, remote: Remote, work: GitRepository) -> None:
    work.git("switch", "--quiet", "--create", "side", "HEAD~2")
    work.commit("side", {"s": b"1\n"})
    work.git("switch", "--quiet", "main")
    work.merge("side")
    work.git("push", "--quiet", "--all")
    assert_equal(desk.mirror(remote), work)


def test_a_history_with_a_root_of_its_own_is_pushed_beside_the_first(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    work.git("switch", "--quiet", "--orphan", "pages")
    work.commit("pages", {"index.html": b"<p>\n"})
    work.git("push", "--quiet", "origin", "pages")
    assert_equal(desk.mirror(remote), work)


def test_a_repository_with_a_submodule_is_pushed_and_cloned(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    elsewhere = "1234567890123456789012345678901234567890"
    modules = b'[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n'
    work.git("update-index", "--add", "--cacheinfo", f"160000,{elsewhere},lib")
    (work.folder / ".gitmodules").write_bytes(modules)
    work.git("add", ".gitmodules")
    work.git("commit", "--quiet", "--message", "with a submodule")
    work.git("push", "--quiet")

    assert_equal(desk.mirror(remote), work)
    clone = desk.clone(remote.url)
    assert f"160000 commit {elsewhere}\tlib" in clone.read("ls-tree", "HEAD")
    assert desk.clone(remote.url, "--depth", "1").read("ls-tree", "HEAD") == clone.read(
        "ls-tree", "HEAD"
    )


def test_patterns_select_what_ls_remote_lists(remote: Remote, work: GitRepository) -> None:
    work.tag("v1")
    work.git("push", "--quiet", "origin", "v1", "main:refs/heads/feature/x", "main:refs/heads/y")

    def listed(*asked: str) -> set[str]:
        return {line.split("\t")[1] for line in work.read("ls-remote", *asked).splitlines()}

    every = {"HEAD", "refs/heads/main", "refs/heads/feature/x", "refs/heads/y"}
    tags = {"refs/tags/v1", "refs/tags/v1^{}"}
    for version in ("0", "1", "2"):
        work.config["protocol.version"] = version
        assert listed("origin") == every | tags
        assert listed("--heads", "origin") == every - {"HEAD"}
        assert listed("--tags", "--refs", "origin") == {"refs/tags/v1"}
        assert listed("origin", "feature/*") == {"refs/heads/feature/x"}
        assert listed("origin", "refs/heads/none") == set()


def test_head_stands_for_a_branch_and_cannot_be_pushed_to(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    update = Update(b"HEAD", work.oid("main"), work.oid("main~1"))
    assert report(push(remote, update, EMPTY_PACK)) == ["unpack ok", "ng HEAD funny refname"]
    clone = desk.clone(remote.url)
    assert clone.read("symbolic-ref", "HEAD") == "refs/heads/main"
    assert clone.oid("HEAD") == work.oid("main")

"""Clients other than git, from the first clone to the last push; git looks at what they have."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, Remote
from tests.support.foreign_clients import Client, Dulwich, IsomorphicGit, LibGit2, PushRefused
from tests.support.git_client import GitRepository, assert_equal
from tests.support.sample_repository import read_sample
from tests.support.server import Server

pytestmark = pytest.mark.workerd

MAIN = "refs/heads/main"


@pytest.fixture(params=[LibGit2, Dulwich, IsomorphicGit], ids=lambda client: client.name)
def client(request: pytest.FixtureRequest) -> Client:
    return request.param()


@pytest.fixture(params=[LibGit2, Dulwich], ids=lambda client: client.name)
def whole(request: pytest.FixtureRequest) -> LibGit2 | Dulwich:
    """Those that can have all refs of a repository, not only its branches and tags."""
    return request.param()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    return read_sample(tmp_path_factory.mktemp("foreign") / "sample")


@pytest.fixture(scope="module")
def published(server: Server, sample: GitRepository) -> Remote:
    """The sample, pushed by git."""
    remote = Remote(server, f"{server.account}/foreign-sample")
    sample.git("push", "--quiet", "--mirror", remote.url)
    return remote


@pytest.fixture
def work(desk: Desk, remote: Remote) -> GitRepository:
    """Some commits, a branch and tags, pushed."""
    work = desk.repository(remote)
    work.commits(40)
    work.tag("v1", "HEAD~3")
    work.git("tag", "light", "HEAD~5")
    work.git("branch", "feature/x", "HEAD~2")
    work.git("push", "--quiet", "--all", "origin")
    work.git("push", "--quiet", "--tags", "origin")
    return work


def cloned(client: Client, desk: Desk, remote: Remote, depth: int = 0) -> GitRepository:
    folder = desk.folder / "foreign"
    client.clone(remote.url, folder, depth=depth)
    return GitRepository(folder)


def all_refs(repository: GitRepository) -> set[str]:
    return set(repository.read("for-each-ref", "--format=%(objectname)").split())


def test_a_whole_repository_is_fetched(
    desk: Desk, whole: LibGit2 | Dulwich, published: Remote, sample: GitRepository
) -> None:
    whole.mirror(published.url, desk.folder / "mirror")
    assert_equal(GitRepository(desk.folder / "mirror"), sample)


def test_a_whole_repository_is_pushed(
    desk: Desk, remote: Remote, whole: LibGit2 | Dulwich, sample: GitRepository
) -> None:
    whole.push_all(sample.folder, remote.url)
    assert_equal(desk.mirror(remote), sample)


def test_isomorphic_git_clones_and_pushes_the_branches_of_a_whole_repository(
    desk: Desk, remote: Remote, published: Remote, sample: GitRepository
) -> None:
    clone = cloned(IsomorphicGit(), desk, published)
    clone.check()
    head = clone.read("symbolic-ref", "HEAD")
    branches = sample.read("for-each-ref", "--format=%(objectname)", "refs/heads", "refs/tags")
    expected = sample.read("rev-list", "--objects", "--no-object-names", *branches.split())
    assert clone.held() == {oid.encode() for oid in expected.split()}

    IsomorphicGit().push(clone.folder, remote.url, head, head)
    mirror = desk.mirror(remote)
    assert mirror.refs() == {head.encode(): sample.refs()[head.encode()]}
    expected = sample.read("rev-list", "--objects", "--no-object-names", head)
    assert mirror.reachable() == {oid.encode() for oid in expected.split()}


def test_a_clone_has_every_branch_and_tag(
    desk: Desk, remote: Remote, client: Client, work: GitRepository
) -> None:
    clone = cloned(client, desk, remote)
    clone.check()
    assert all_refs(clone) >= all_refs(work)
    assert clone.held() == work.reachable()


def test_a_clone_follows_what_others_push(
    desk: Desk, remote: Remote, client: Client, work: GitRepository
) -> None:
    clone = cloned(client, desk, remote)
    for step in range(3):
        work.commits(20, f"step-{step}")
        work.tag(f"step-{step}")
        work.git("push", "--quiet", "--follow-tags", "origin", "main")
        client.fetch(clone.folder, remote.url)
        assert clone.oid("refs/remotes/origin/main") == work.oid("main")
    clone.check()
    assert clone.held() >= work.reachable()


def test_a_branch_is_pushed_moved_replaced_and_deleted(
    desk: Desk, remote: Remote, client: Client, work: GitRepository
) -> None:
    url, branch = remote.url, "refs/heads/topic/one"
    own = desk.clone(url)
    own.commits(3, "mine")
    client.push(own.folder, url, MAIN, branch)
    assert desk.mirror(remote).oid(branch) == own.oid("main")

    own.commits(2, "more")
    client.push(own.folder, url, MAIN, branch)
    assert desk.mirror(remote).oid(branch) == own.oid("main")

    own.git("reset", "--quiet", "--hard", "HEAD~3")
    own.commits(1, "instead")
    client.push(own.folder, url, MAIN, branch, force=True)
    assert desk.mirror(remote).oid(branch) == own.oid("main")

    client.delete(own.folder, url, branch)
    assert_equal(desk.mirror(remote), work)


def test_a_first_push_makes_a_repository(desk: Desk, remote: Remote, client: Client) -> None:
    own = desk.repository(branch="trunk")
    own.commits(5)
    client.push(own.folder, remote.url, "refs/heads/trunk", "refs/heads/trunk")
    assert_equal(desk.mirror(remote), own)
    assert desk.clone(remote.url).read("symbolic-ref", "HEAD") == "refs/heads/trunk"


def test_three_megabytes_are_pushed_and_cloned(desk: Desk, remote: Remote, client: Client) -> None:
    own = desk.repository()
    own.commit("large", {"large": bytes(range(256)) * 4 * 3072, "empty": b""})
    client.push(own.folder, remote.url, MAIN, MAIN)
    assert_equal(desk.mirror(remote), own)
    clone = cloned(client, desk, remote)
    assert clone.held() == own.reachable()


def test_a_shallow_clone_has_one_commit(
    desk: Desk, remote: Remote, client: Client, work: GitRepository
) -> None:
    clone = cloned(client, desk, remote, depth=1)
    clone.check()
    assert work.oid("main") in clone.shallow()
    assert clone.read("rev-list", "--count", "refs/remotes/origin/main") == "1"


def test_a_refused_push_is_told_why(
    desk: Desk, remote: Remote, client: Client, work: GitRepository
) -> None:
    before = desk.mirror(remote)
    with pytest.raises(PushRefused, match="deny updating a hidden ref"):
        client.push(work.folder, remote.url, MAIN, "refs/pull/1/head")
    assert_equal(desk.mirror(remote), before)

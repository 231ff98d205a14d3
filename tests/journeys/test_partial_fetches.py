"""Clones that leave objects out and fetch them when they are needed."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, Remote
from tests.support.server import Server
from tests.support.twins import GitServer, Origin, clone_twins, make_origin

pytestmark = pytest.mark.workerd

LARGE = b"a line that repeats itself\n" * 2000


@pytest.fixture(scope="module")
def origin(server: Server, git_server: GitServer) -> Origin:
    """Folders three deep, files small and large, an annotated tag."""
    origin = make_origin(git_server, Remote(server, f"{server.account}/partial"))
    work = origin.repository
    for number in range(8):
        line = b"%d\n" % number
        work.commit(
            f"change {number}",
            {
                "small": line,
                f"folder/{number % 3}/deeper/file": line * 3,
                f"folder/large-{number % 2}": LARGE + line,
            },
        )
    work.tag("v1", "HEAD~3")
    work.git("tag", "a-blob", "HEAD~2:small")
    origin.publish()
    return origin


@pytest.fixture(params=["0", "2"])
def config(request: pytest.FixtureRequest) -> dict[str, str]:
    return {"protocol.version": request.param}


@pytest.mark.parametrize(
    "filter_spec",
    [
        "blob:none",
        "blob:limit=0",
        "blob:limit=1k",
        "blob:limit=1m",
        "tree:0",
        "tree:1",
        "tree:2",
        "tree:3",
        "object:type=commit",
        "object:type=tree",
        "object:type=blob",
        "object:type=tag",
        "combine:blob:limit=1k+tree:3",
    ],
)
def test_a_filter_leaves_out_exactly_what_git_would_leave_out(
    desk: Desk, origin: Origin, config: dict[str, str], filter_spec: str
) -> None:
    options = (f"--filter={filter_spec}", "--no-checkout")
    clone_twins(desk, origin, *options, config=config).assert_alike()


@pytest.mark.parametrize("filter_spec", ["blob:none", "tree:0", "blob:limit=1k"])
def test_what_was_left_out_comes_when_it_is_needed(
    desk: Desk, origin: Origin, config: dict[str, str], filter_spec: str
) -> None:
    twins = clone_twins(desk, origin, f"--filter={filter_spec}", config=config)
    assert (twins.ours.folder / "folder/large-1").read_bytes() == LARGE + b"7\n"
    twins.git("checkout", "--quiet", "HEAD~5")
    assert (twins.ours.folder / "folder/large-0").read_bytes() == LARGE + b"2\n"
    twins.git("log", "--patch", "--all", "--", "folder/1")
    twins.assert_alike()


def test_a_partial_clone_follows_what_is_pushed_and_pushes_itself(
    desk: Desk, remote: Remote, git_server: GitServer, config: dict[str, str]
) -> None:
    origin = make_origin(git_server, remote)
    origin.repository.commits(5)
    origin.publish()
    twins = clone_twins(desk, origin, "--filter=blob:none", "--no-checkout", config=config)
    origin.repository.commits(3, "more")
    origin.publish()
    twins.git("fetch", "--quiet", "origin")
    twins.assert_alike()

    twins.ours.git("reset", "--quiet", "--hard", "origin/main")
    pushed = twins.ours.commit("from a partial clone", {"partial": b"1\n"})
    twins.ours.git("push", "--quiet", "origin", "main")
    assert desk.mirror(remote).oid("main") == pushed


def test_a_partial_clone_is_made_whole(desk: Desk, origin: Origin, config: dict[str, str]) -> None:
    twins = clone_twins(desk, origin, "--filter=tree:0", "--no-checkout", config=config)
    twins.git("fetch", "--quiet", "--refetch", "--no-filter", "origin")
    twins.assert_alike()
    assert twins.ours.held() == origin.repository.reachable()


@pytest.mark.parametrize("version", ["0", "2"])
def test_single_objects_are_fetched_by_their_oids(desk: Desk, origin: Origin, version: str) -> None:
    work = origin.repository
    oids = [work.oid(rev) for rev in ("HEAD~4", "HEAD~6:folder", "HEAD~5:small", "v1")]
    for oid in oids:
        other = desk.repository(origin.remote)
        other.config["protocol.version"] = version
        other.git("fetch", "--quiet", "--no-tags", "origin", oid)
        other.check()
        expected = work.read("rev-list", "--objects", "--no-object-names", oid).split()
        assert other.held() == {each.encode() for each in expected}


def test_a_filter_by_a_file_of_patterns_is_refused_in_words(desk: Desk, origin: Origin) -> None:
    said = desk.refused_clone(origin.remote.url, "--filter=sparse:oid=HEAD:small", "--no-checkout")
    assert "sparse" in said

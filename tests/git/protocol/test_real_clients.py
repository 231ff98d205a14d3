"""The real git client against our protocol, with git's own object store behind it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from git.protocol.receive_pack import Action
from tests.git.protocol import real_git, real_server
from tests.git.protocol.real_server import Server


@dataclass
class Client:
    """A git client in one protocol version; `said` is what it showed to the person."""

    directory: Path
    version: int
    said: str = ""

    def git(self, *arguments: str, check: bool = True, **environment: str) -> str:
        done = subprocess.run(
            ["git", "-c", f"protocol.version={self.version}", *arguments],
            cwd=self.directory,
            env=real_git.ENVIRONMENT | {"GIT_TERMINAL_PROMPT": "0"} | environment,
            capture_output=True,
            check=False,
            text=True,
        )
        self.said = done.stderr
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout

    def commit(self, message: str) -> None:
        """One commit on top, younger than all that the server has."""
        date = "1800000000 +0000"
        self.git("commit", "-q", "--allow-empty", "-m", message, GIT_COMMITTER_DATE=date)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    directory = tmp_path / "server.git"
    real_git.create(directory)
    with real_server.serving(directory) as running:
        yield running


@pytest.fixture
def full(server: Server) -> Server:
    real_git.fill(server.directory)
    return server


@pytest.fixture(params=[0, 1, 2])
def version(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def anywhere(tmp_path: Path, version: int) -> Client:
    return Client(tmp_path, version)


@pytest.fixture
def cloned(anywhere: Client, full: Server, version: int) -> Client:
    anywhere.git("clone", "-q", full.url, "work")
    return Client(anywhere.directory / "work", version)


def refs_of(client: Client) -> list[str]:
    return client.git("for-each-ref", "--format=%(objectname) %(refname)").splitlines()


def test_a_mirror_is_the_same_repository(anywhere: Client, full: Server) -> None:
    anywhere.git("clone", "-q", "--mirror", full.url, "mirror.git")
    mirror = Client(anywhere.directory / "mirror.git", anywhere.version)
    assert refs_of(mirror) == refs_of(Client(full.directory, 2))
    assert mirror.git("symbolic-ref", "HEAD") == "refs/heads/trunk\n"
    mirror.git("fsck", "--full", "--strict")


def test_a_clone_checks_out_what_head_stands_for(cloned: Client) -> None:
    assert cloned.git("rev-parse", "--abbrev-ref", "HEAD") == "trunk\n"
    assert cloned.git("tag") == "light\nv1\n"


def test_an_empty_repository_can_be_cloned(anywhere: Client, server: Server) -> None:
    anywhere.git("clone", server.url, "work")
    assert "You appear to have cloned an empty repository" in anywhere.said
    head = Client(anywhere.directory / "work", 2).git("symbolic-ref", "HEAD")
    # Only version 2 can tell of a branch that does not exist yet.
    assert (head == "refs/heads/trunk\n") == (anywhere.version == 2)


def test_histories_that_went_apart_are_fetched_from_where_they_did(
    cloned: Client, full: Server, tmp_path: Path
) -> None:
    for number in range(40):
        cloned.commit(f"ours {number}")
    other = Client(tmp_path, 2)
    other.git("clone", "-q", str(full.directory), "other")
    other = Client(tmp_path / "other", 2)
    other.commit("theirs")
    other.git("push", "-q", "origin", "trunk")
    full.requests.clear()
    cloned.git("fetch", "-q", "origin")
    assert cloned.git("rev-parse", "origin/trunk") == other.git("rev-parse", "trunk")
    assert sum(b"have " in body for body in full.requests) >= 2
    cloned.git("fsck", "--full", "--strict")


def test_unrelated_histories_are_fetched_whole(anywhere: Client, full: Server) -> None:
    anywhere.git("init", "-q", "-b", "unrelated", "work")
    work = Client(anywhere.directory / "work", anywhere.version)
    for number in range(50):
        work.commit(f"unrelated {number}")
    work.git("fetch", "-q", full.url, "trunk:fetched")
    assert work.git("rev-list", "--count", "fetched") == "5\n"
    assert sum(b"have " in body for body in full.requests) >= 2


def test_a_fetch_of_nothing_new_asks_for_nothing(cloned: Client, full: Server) -> None:
    full.requests.clear()
    cloned.git("fetch", "-q", "origin")
    assert not any(b"want " in body for body in full.requests)


def test_history_is_cut_deepened_and_made_whole(anywhere: Client, full: Server) -> None:
    anywhere.git("clone", "-q", "--depth=1", full.url, "work")
    work = Client(anywhere.directory / "work", anywhere.version)
    assert work.git("rev-list", "--count", "HEAD") == "1\n"
    work.git("fetch", "-q", "--depth=3")
    assert work.git("rev-list", "--count", "HEAD") == "3\n"
    work.git("fetch", "-q", "--unshallow")
    assert work.git("rev-list", "--count", "HEAD") == "5\n"
    assert not (work.directory / ".git" / "shallow").exists()
    work.git("fsck", "--full", "--strict")


@pytest.mark.parametrize("version", [2])
def test_with_sideband_all_everything_is_framed(anywhere: Client, full: Server) -> None:
    anywhere.git("clone", "-q", "--depth=2", full.url, "work", GIT_TEST_SIDEBAND_ALL="1")
    work = Client(anywhere.directory / "work", 2)
    work.git("fetch", "-q", "--unshallow", GIT_TEST_SIDEBAND_ALL="1")
    assert work.git("rev-list", "--count", "HEAD") == "5\n"
    assert any(b"sideband-all" in body for body in full.requests)


@pytest.mark.parametrize("version", [2])
def test_refs_are_wanted_by_name_where_that_is_offered(cloned: Client, full: Server) -> None:
    cloned.git("fetch", "-q", "origin", "refs/tags/v1:refs/tags/copy", "--depth=1")
    assert any(b"want-ref refs/tags/v1" in body for body in full.requests)
    assert cloned.git("rev-parse", "copy") == cloned.git("rev-parse", "v1")


@pytest.mark.parametrize("version", [2])
def test_messages_reach_the_person(anywhere: Client, full: Server) -> None:
    anywhere.git("clone", full.url, "work")
    assert "remote: a message for the person" in anywhere.said


def test_branches_and_tags_are_pushed_changed_and_deleted(cloned: Client, full: Server) -> None:
    cloned.commit("one")
    cloned.git("tag", "-a", "v2", "-m", "second")
    cloned.git("push", "-q", "origin", "trunk", "HEAD:refs/heads/topic", "v2")
    cloned.git("push", "-q", "--force", "origin", "HEAD~2:topic", ":feature/x")
    ours, theirs = cloned, Client(full.directory, 2)
    assert theirs.git("rev-parse", "trunk") == ours.git("rev-parse", "HEAD")
    assert theirs.git("rev-parse", "topic") == ours.git("rev-parse", "HEAD~2")
    assert "feature/x" not in theirs.git("branch", "--list")
    actions = [update.action for push in full.pushes for update in push.updates]
    assert sorted(action.value for action in actions) == [
        "create", "create", "delete", "update", "update",
    ]  # fmt: skip
    assert Action.DELETE in actions
    theirs.git("fsck", "--full", "--strict")


def test_a_refusal_is_shown_beside_its_ref(cloned: Client) -> None:
    cloned.git("push", "origin", "HEAD:protected", "HEAD:open", check=False)
    assert "[remote rejected] HEAD -> protected (protected branch hook declined" in cloned.said
    assert "ask an owner" in cloned.said
    assert "[new branch]      HEAD -> open" in cloned.said


def test_a_large_push_is_probed_and_then_sent(cloned: Client, full: Server) -> None:
    (cloned.directory / "large").write_bytes(os.urandom(1_200_000))
    cloned.git("add", "large")
    cloned.commit("large")
    full.requests.clear()
    cloned.git("push", "-q", "origin", "trunk")
    probe, push = full.requests
    assert probe == b"0000"
    assert len(push) > 1_200_000
    assert full.pushes[0].is_probe


def test_push_options_and_atomicity_are_asked_for(cloned: Client, full: Server) -> None:
    cloned.git(
        "push", "-q", "--atomic", "-o", "ci.skip", "-o", "a=b c", "origin", "HEAD:x", "HEAD:y"
    )
    (push,) = full.pushes
    assert push.push_options == (b"ci.skip", b"a=b c")
    assert push.capabilities.atomic
    assert push.capabilities.report_status_v2

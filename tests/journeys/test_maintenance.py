"""Upkeep of a repository, some seconds after a push: clients notice nothing but speed."""

from __future__ import annotations

import json
import time

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.quarantine import Quarantine
from tests.support.sample_repository import generate
from tests.support.server import Server

pytestmark = pytest.mark.workerd

PUSHES = 12
FEW = 3
SECONDS = 60


def packs(remote: Remote) -> int:
    return json.loads(remote.get("stats").body)["packs"]


def wait_for_upkeep(remote: Remote) -> None:
    """Return when there are few packs."""
    deadline = time.monotonic() + SECONDS
    while packs(remote) > FEW:
        assert time.monotonic() < deadline, packs(remote)
        time.sleep(0.2)


@pytest.fixture
def busy(desk: Desk, remote: Remote) -> GitRepository:
    """The sample, and more pushes after it than there should be packs; some commits were lost."""
    sample = generate(desk.folder / "sample")
    sample.git("push", "--quiet", "--mirror", remote.url)
    work = desk.clone(remote.url)
    for number in range(PUSHES):
        work.commit(f"change {number}", {f"many/{number}": b"%d\n" % number})
        work.git("push", "--quiet", "origin", "main")
    work.git("reset", "--quiet", "--hard", "HEAD~2")
    work.git("push", "--quiet", "--force", "origin", "main")
    assert packs(remote) > PUSHES
    return desk.mirror(remote)


def test_many_packs_become_few_and_nothing_is_missing(
    desk: Desk, remote: Remote, busy: GitRepository
) -> None:
    clone = desk.clone(remote.url)
    wait_for_upkeep(remote)
    assert_equal(desk.mirror(remote), busy)
    work = desk.clone(remote.url)
    work.commit("after it", {"after": b"1\n"})
    work.git("push", "--quiet", "origin", "main")
    clone.git("pull", "--quiet", "--ff-only")
    clone.check()
    assert clone.oid("main") == work.oid("main")


def test_upkeep_that_was_under_way_when_the_server_died_is_done_again(
    desk: Desk, mortal: Server, remote: Remote, quarantine: Quarantine, busy: GitRepository
) -> None:
    quarantine.wait_for(packs=1)
    mortal.kill_workerd()

    mortal.restart()

    assert_equal(desk.mirror(remote), busy)
    wait_for_upkeep(remote)
    quarantine.wait_for(packs=0)
    assert_equal(desk.mirror(remote), busy)

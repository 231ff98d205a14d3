"""What a restart, a crash or a pulled cable leaves of a repository: all that was there before."""

from __future__ import annotations

import subprocess
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.heavy_pack import heavy_pack
from tests.support.line import Fault, Line, Moment, Way
from tests.support.quarantine import Quarantine
from tests.support.raw_push import RECEIVE, Update, encode_commands, report
from tests.support.sample_repository import generate
from tests.support.server import Server

pytestmark = pytest.mark.workerd

IN_THE_PACK = Moment(Way.UP, b"PACK", 1_500_000)
CAPABILITIES = b"report-status side-band-64k"
SECONDS = 60

IN_THE_SECOND_PASS = Moment(Way.DOWN, b"Resolving deltas:")


@pytest.fixture
def sample(desk: Desk) -> GitRepository:
    """Much to push, and a branch `base` that shares nothing with the rest."""
    sample = generate(desk.folder / "sample")
    tree = sample.git("mktree").text
    sample.git("update-ref", "refs/heads/base", sample.read("commit-tree", tree, "-m", "base"))
    return sample


@dataclass(frozen=True, slots=True)
class Heavy:
    """A push of few bytes that takes seconds once it was received."""

    remote: Remote
    repository: GitRepository
    body: bytes

    @contextmanager
    def pushed_through(self, line: Line) -> Generator[None]:
        """A push that breaks off, while the block runs."""
        broken = Remote(self.remote.server, self.remote.name, line.port)
        with ThreadPoolExecutor() as pool:
            push = pool.submit(broken.post, RECEIVE, self.body)
            yield
            line.cut()
            assert isinstance(push.exception(SECONDS), (OSError, HTTPException)), push

    def push(self) -> None:
        lines = report(self.remote.post(RECEIVE, self.body))
        assert lines == ["unpack ok", "ok refs/heads/heavy"]


@pytest.fixture
def heavy(desk: Desk, remote: Remote, sample: GitRepository, quarantine: Quarantine) -> Heavy:
    """Onto the branch `base`, which is there already; `quarantine` has to be there before it."""
    assert quarantine.packs() == 0
    sample.git("push", "--quiet", remote.url, "base")
    oid, pack = heavy_pack()
    repository = desk.clone(remote.url, "--mirror")
    repository.git("index-pack", "--stdin", stdin=pack)
    repository.git("update-ref", "refs/heads/heavy", oid)
    commands = encode_commands([Update(b"refs/heads/heavy", new=oid)], CAPABILITIES)
    return Heavy(remote, repository, commands + pack)


def end(process: subprocess.Popen[bytes]) -> str:
    """What a client said that must fail."""
    said = process.communicate(timeout=SECONDS)[1].decode()
    assert process.returncode != 0, said
    return said


def test_what_was_pushed_before_a_restart_is_cloned_after_it(
    desk: Desk, server: Server, remote: Remote, sample: GitRepository
) -> None:
    sample.git("push", "--quiet", "--mirror", remote.url)
    server.restart()
    assert_equal(desk.mirror(remote), sample)
    work = desk.clone(remote.url)
    work.commit("after the restart", {"new": b"1\n"})
    work.git("push", "--quiet")
    server.restart()
    assert desk.mirror(remote).oid("main") == work.oid("main")


def test_a_push_whose_pack_was_arriving_when_the_server_died_leaves_nothing_behind(
    desk: Desk,
    mortal: Server,
    remote: Remote,
    sample: GitRepository,
    quarantine: Quarantine,
) -> None:
    sample.git("push", "--quiet", remote.url, "base")
    before = desk.mirror(remote)
    with Line(mortal.port, IN_THE_PACK) as line:
        push = sample.start("push", "--mirror", line.through(remote.url))
        line.wait_for_fault()
        quarantine.wait_for(packs=1)
        mortal.kill_workerd()
    end(push)
    assert quarantine.packs() == 1

    mortal.restart()

    assert_equal(desk.mirror(remote), before)
    assert quarantine.packs() == 0
    sample.git("push", "--quiet", "--mirror", remote.url)
    assert_equal(desk.mirror(remote), sample)


def test_a_push_whose_deltas_were_being_resolved_when_the_server_died_leaves_nothing_behind(
    desk: Desk,
    mortal: Server,
    remote: Remote,
    heavy: Heavy,
    quarantine: Quarantine,
) -> None:
    before = desk.mirror(remote)
    with Line(mortal.port, IN_THE_SECOND_PASS) as line, heavy.pushed_through(line):
        line.wait_for_fault()
        mortal.kill_workerd()
    assert quarantine.packs() == 1

    mortal.restart()

    assert_equal(desk.mirror(remote), before)
    assert quarantine.packs() == 0
    heavy.push()
    assert_equal(desk.mirror(remote), heavy.repository)


def test_a_first_push_that_was_under_way_when_the_server_died_can_be_made_again(
    desk: Desk,
    mortal: Server,
    remote: Remote,
    sample: GitRepository,
    quarantine: Quarantine,
) -> None:
    with Line(mortal.port, IN_THE_PACK) as line:
        push = sample.start("push", "--mirror", line.through(remote.url))
        line.wait_for_fault()
        quarantine.wait_for(packs=1)
        mortal.kill_workerd()
    end(push)

    mortal.restart()

    assert desk.clone(remote.url).refs() == {}
    sample.git("push", "--quiet", "--mirror", remote.url)
    assert_equal(desk.mirror(remote), sample)


def wait_for_the_end(
    server: Server, repository: GitRepository, remote: Remote, quarantine: Quarantine
) -> None:
    """Wait until nothing is left of a push whose client is gone.

    The platform may never go on with such a request: then what it has left goes when the
    repository's object next wakes.
    """
    if not quarantine.is_soon(packs=0):
        server.restart()
        repository.git("ls-remote", remote.url, check=False)
        quarantine.wait_for(packs=0)


def test_a_client_that_goes_away_in_the_middle_of_its_pack_leaves_nothing_behind(
    desk: Desk,
    server: Server,
    remote: Remote,
    sample: GitRepository,
    quarantine: Quarantine,
) -> None:
    sample.git("push", "--quiet", remote.url, "base")
    before = desk.mirror(remote)
    with Line(server.port, IN_THE_PACK) as line:
        push = sample.start("push", "--mirror", line.through(remote.url))
        line.wait_for_fault()
        line.cut()
    end(push)

    wait_for_the_end(server, sample, remote, quarantine)
    assert_equal(desk.mirror(remote), before)
    sample.git("push", "--quiet", "--mirror", remote.url)
    assert_equal(desk.mirror(remote), sample)


def test_a_first_push_that_a_client_breaks_off_leaves_nothing_and_can_be_made_again(
    desk: Desk, server: Server, remote: Remote, sample: GitRepository, quarantine: Quarantine
) -> None:
    with Line(server.port, IN_THE_PACK) as line:
        push = sample.start("push", "--mirror", line.through(remote.url))
        line.wait_for_fault()
        quarantine.wait_for(packs=1)
        line.cut()
    end(push)

    wait_for_the_end(server, sample, remote, quarantine)
    assert not sample.git("ls-remote", remote.url, check=False).output
    sample.git("push", "--quiet", "--mirror", remote.url)
    assert_equal(desk.mirror(remote), sample)


def test_a_client_that_does_not_wait_for_the_answer_finds_its_push_done_or_not_begun(
    desk: Desk,
    server: Server,
    remote: Remote,
    heavy: Heavy,
    quarantine: Quarantine,
) -> None:
    before = desk.mirror(remote).refs()
    with Line(server.port, IN_THE_SECOND_PASS) as line, heavy.pushed_through(line):
        line.wait_for_fault()
    wait_for_the_end(server, heavy.repository, remote, quarantine)
    assert desk.mirror(remote).refs() in (before, heavy.repository.refs())
    heavy.repository.git("push", "--quiet", remote.url, "heavy")
    assert_equal(desk.mirror(remote), heavy.repository)


def test_a_pack_that_was_changed_on_its_way_is_refused_in_words_that_git_shows(
    desk: Desk, server: Server, remote: Remote, sample: GitRepository
) -> None:
    sample.git("push", "--quiet", remote.url, "base")
    before = desk.mirror(remote)
    with Line(server.port, IN_THE_PACK, Fault.FLIP) as line:
        said = sample.refused("push", line.through(remote.url), "main")
    assert "error: remote unpack failed: " in said
    assert "! [remote rejected] main -> main (unpacker error)" in said
    assert_equal(desk.mirror(remote), before)
    sample.git("push", "--quiet", "--mirror", remote.url)
    assert_equal(desk.mirror(remote), sample)


def test_others_work_on_while_a_push_is_slow(
    desk: Desk, server: Server, remote: Remote, sample: GitRepository
) -> None:
    sample.git("push", "--quiet", remote.url, "base")
    with Line(server.port, IN_THE_PACK) as line:
        push = sample.start("push", "--mirror", line.through(remote.url))
        line.wait_for_fault()
        other = desk.clone(remote.url)
        other.commit("meanwhile", {"meanwhile": b"1\n"})
        other.git("push", "--quiet", "origin", "HEAD:meanwhile")
        line.release()
        push.communicate(timeout=SECONDS)
    assert push.returncode == 0
    mirror = desk.mirror(remote)
    assert mirror.oid("meanwhile") == other.oid("HEAD")
    assert sample.refs().items() <= mirror.refs().items()


def test_a_clone_that_is_cut_off_does_not_look_complete(
    desk: Desk, server: Server, remote: Remote, sample: GitRepository
) -> None:
    sample.git("push", "--quiet", "--mirror", remote.url)
    with Line(server.port, Moment(Way.DOWN, b"PACK", 1_000_000)) as line:
        clone = GitRepository(desk.folder).start("clone", line.through(remote.url), "cut")
        line.wait_for_fault()
        line.cut()
    end(clone)
    assert not (desk.folder / "cut").exists()

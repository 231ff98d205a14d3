"""Pushes with much of something: refs, bytes, files; and how they travel."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.raw_push import RECEIVE, Update, encode_commands, pack_of, report

pytestmark = pytest.mark.workerd

MIB = 1 << 20
BRANCHES = 1200


@pytest.fixture
def work(desk: Desk, remote: Remote) -> GitRepository:
    """Three commits on main, pushed."""
    work = desk.repository(remote)
    work.commits(3)
    work.git("push", "--quiet", "--set-upstream", "origin", "main")
    return work


def noise(size: int) -> bytes:
    """Bytes that cannot be compressed."""
    return hashlib.shake_256(b"noise").digest(size)


def test_twelve_hundred_branches_are_pushed_at_once_listed_and_deleted(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    oid = work.oid("main")
    names = [f"refs/heads/team-{number % 7}/topic-{number}" for number in range(BRANCHES)]
    work.git("update-ref", "--stdin", stdin="".join(f"create {n} {oid}\n" for n in names).encode())
    work.git("push", "--quiet", "--all", "origin")
    assert len(work.read("ls-remote", "--heads", "origin").splitlines()) == BRANCHES + 1
    assert_equal(desk.mirror(remote), work)

    work.git("update-ref", "--stdin", stdin="".join(f"delete {n}\n" for n in names[1:]).encode())
    work.git("push", "--quiet", "--prune", "origin", "refs/heads/*:refs/heads/*")
    assert_equal(desk.mirror(remote), work)


def test_a_push_above_the_clients_buffer_is_announced_by_a_probe_and_sent_in_chunks(
    desk: Desk, remote: Remote, work: GitRepository, tmp_path: Path
) -> None:
    work.commit("three megabytes", {"noise": noise(3 * MIB)})
    trace = tmp_path / "curl"
    work.git("push", "--quiet", environment={"GIT_TRACE_CURL": str(trace)})
    headers = trace.read_text(errors="replace")
    assert "header: Content-Length: 4" in headers
    assert "header: Transfer-Encoding: chunked" in headers
    assert_equal(desk.mirror(remote), work)


@pytest.mark.parametrize("limit", ["1000", "65520", "100000000"])
def test_it_does_not_matter_where_a_client_divides_its_push(
    desk: Desk, remote: Remote, work: GitRepository, limit: str
) -> None:
    work.commit("noise", {"noise": noise(MIB), "text": b"text\n" * 1000})
    work.git("-c", f"http.postBuffer={limit}", "push", "--quiet")
    assert_equal(desk.mirror(remote), work)


def test_a_file_of_64_megabytes_of_zeros_comes_back(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    work.commit("zeros", {"zeros": b"\0" * (64 * MIB)})
    work.git("push", "--quiet")
    clone = desk.clone(remote.url)
    assert (clone.folder / "zeros").read_bytes() == b"\0" * (64 * MIB)
    assert_equal(desk.mirror(remote), work)


def test_a_line_is_changed_in_a_file_of_20_megabytes(
    desk: Desk, remote: Remote, work: GitRepository, tmp_path: Path
) -> None:
    lines = noise(10 * MIB).hex(sep="\n", bytes_per_sep=32).encode()
    assert len(lines) > 20 * MIB
    work.commit("large", {"large": lines})
    work.git("push", "--quiet")
    clone = desk.clone(remote.url)

    work.commit("a line", {"large": lines[: 5 * MIB] + b"changed\n" + lines[5 * MIB :]})
    work.git("push", "--quiet")

    trace = tmp_path / "pack"
    clone.git("pull", "--quiet", environment={"GIT_TRACE_PACKFILE": str(trace)})
    assert trace.stat().st_size < 100_000
    assert_equal(clone, work)
    assert_equal(desk.mirror(remote), work)


@pytest.mark.parametrize("size", [1, 65_515, 65_516, 999_999, 1_900_000, 2_000_000, 4 * MIB + 1])
def test_files_around_every_boundary_come_back(desk: Desk, remote: Remote, size: int) -> None:
    work = desk.repository(remote)
    work.commit("file", {"noise": noise(size), "zeros": b"\0" * size})
    work.git("push", "--quiet", "origin", "main")
    assert_equal(desk.mirror(remote), work)


def test_thin_packs_are_completed(desk: Desk, remote: Remote, work: GitRepository) -> None:
    text = b"".join(b"line %d\n" % number for number in range(5000))
    work.commit("text", {"text": text})
    work.git("push", "--quiet")
    old, new = work.oid("HEAD"), work.commit("change", {"text": text + b"one more\n"})
    pack = pack_of(work, new, f"^{old}", thin=True)
    assert len(pack) < 1000

    commands = encode_commands([Update(b"refs/heads/main", old, new)])
    lines = report(remote.post(RECEIVE, commands + pack))

    assert lines == ["unpack ok", "ok refs/heads/main"]
    assert_equal(desk.mirror(remote), work)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip"])
def test_a_push_may_be_compressed(
    desk: Desk, remote: Remote, work: GitRepository, encoding: str
) -> None:
    old, new = work.oid("HEAD"), work.commit("zeros", {"zeros": b"\0" * MIB, "noise": noise(MIB)})
    commands = encode_commands([Update(b"refs/heads/main", old, new)])
    body = gzip.compress(commands + pack_of(work, new, f"^{old}"))
    lines = report(remote.post(RECEIVE, body, {"Content-Encoding": encoding}))
    assert lines == ["unpack ok", "ok refs/heads/main"]
    assert_equal(desk.mirror(remote), work)


def test_a_fetch_request_may_be_compressed(desk: Desk, remote: Remote, work: GitRepository) -> None:
    request = b"0032want %b\n00000009done\n" % work.oid("main").encode()
    plain = remote.post("git-upload-pack", request)
    packed = remote.post("git-upload-pack", gzip.compress(request), {"Content-Encoding": "gzip"})
    assert plain.body.startswith(b"0008NAK\nPACK")
    assert packed.body == plain.body


def test_ten_thousand_files_in_one_commit_come_back(desk: Desk, remote: Remote) -> None:
    work = desk.repository(remote)
    stream = b"".join(
        b"M 100644 inline %d/%d/file\ndata %d\n%d\n" % (n % 100, n // 100, len(str(n)), n)
        for n in range(10_000)
    )
    commit = b"commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 0\n" + stream
    work.git("fast-import", "--quiet", stdin=commit)
    work.git("push", "--quiet", "origin", "main")
    assert_equal(desk.mirror(remote), work)

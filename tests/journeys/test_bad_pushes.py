"""Pushes that cannot be right: each is answered in words, and leaves the repository as it was."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.raw_push import (
    EMPTY_PACK,
    RECEIVE,
    ZERO,
    Update,
    encode_commands,
    pack_of,
    push,
    report,
)
from tests.support.server import Server

pytestmark = pytest.mark.workerd

MAIN = b"refs/heads/main"
SMALL_LIMIT = 1_000_000

BAD_NAMES = [
    b"refs/heads/a..b",
    b"refs/heads/.a",
    b"refs/heads/a.lock",
    b"refs/heads/a b",
    b"refs/heads/a\x7f",
    b"refs/heads/a//b",
    b"refs/heads/a/",
    b"refs/heads/@{",
    b"refs/../x",
    b"refs/x",
    b"HEAD",
    b"heads/x",
    b"refs/heads/" + b"x" * 2000,
]

NO_PUSHES = [
    b"0032not an oid",
    b"zzzz",
    b"0004",
    b"0009hello0000",
    b"fff0" + b"x" * 10,
    b"001",
    b"",
]


@dataclass(frozen=True, slots=True)
class Scene:
    """A repository with two commits on the server, and a third that is about to be pushed."""

    remote: Remote
    work: GitRepository
    old: str
    new: str

    def update(self, ref: bytes = MAIN) -> Update:
        return Update(ref, self.old, self.new)

    def pack(self) -> bytes:
        """What is missing on the server: a commit, a tree and a blob."""
        return pack_of(self.work, self.new, f"^{self.old}")


@pytest.fixture
def scene(desk: Desk, remote: Remote) -> Iterator[Scene]:
    """After the test everything must be as it was before, and the right push must succeed."""
    work = desk.repository(remote)
    old = work.commits(2)[-1]
    work.git("push", "--quiet", "origin", "main")
    before = desk.mirror(remote)
    new = work.commit("third", {"file": b"changed\n" * 50})

    yield Scene(remote, work, old, new)

    assert_equal(desk.mirror(remote), before)
    work.git("push", "--quiet", "origin", "main")
    assert_equal(desk.mirror(remote), work)


def signed(pack: bytes) -> bytes:
    """With its checksum."""
    return pack + hashlib.sha1(pack).digest()


def test_a_pack_that_ends_early_is_refused(scene: Scene) -> None:
    pack = scene.pack()
    for size in (3, 11, 12, 40, len(pack) - 25, len(pack) - 20, len(pack) - 1):
        first, *others = report(push(scene.remote, scene.update(), pack[:size]))
        assert first.startswith("unpack "), first
        assert first != "unpack ok", size
        assert others == ["ng refs/heads/main unpacker error"]


def test_a_pack_that_never_comes_is_missed(scene: Scene) -> None:
    first, *_ = report(push(scene.remote, scene.update()))
    assert first not in ("unpack ok", "unpack ")


def test_a_pack_with_a_flipped_byte_is_refused(scene: Scene) -> None:
    for at in (0, 5, 9, 14, 60, -21, -1):
        pack = bytearray(scene.pack())
        pack[at] ^= 0x55
        first, *others = report(push(scene.remote, scene.update(), bytes(pack)))
        assert first.startswith("unpack "), first
        assert first != "unpack ok", at
        assert others == ["ng refs/heads/main unpacker error"]


def test_bytes_after_a_pack_are_refused(scene: Scene) -> None:
    first, *_ = report(push(scene.remote, scene.update(), scene.pack() + b"more"))
    assert first != "unpack ok"


def test_a_delta_against_an_object_that_nobody_has_is_refused_by_its_name(scene: Scene) -> None:
    nobody = "12" * 20
    delta = zlib.compress(b"\x04\x01\x90\x01")
    entry = bytes([0x70 | 4]) + bytes.fromhex(nobody) + delta
    pack = signed(b"PACK" + (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + entry)
    first, *_ = report(push(scene.remote, scene.update(), pack))
    assert nobody in first


def test_a_commit_without_its_tree_is_refused_by_the_trees_name(scene: Scene) -> None:
    pack = scene.work.git("pack-objects", "--stdout", "-q", stdin=f"{scene.new}\n".encode()).output
    first, *_ = report(push(scene.remote, scene.update(), pack))
    assert scene.work.oid("HEAD^{tree}") in first


def test_a_tree_without_one_of_its_files_is_refused_by_the_files_name(scene: Scene) -> None:
    names = f"{scene.new}\n{scene.work.oid('HEAD^{tree}')}\n".encode()
    pack = scene.work.git("pack-objects", "--stdout", "-q", stdin=names).output
    first, *_ = report(push(scene.remote, scene.update(), pack))
    assert scene.work.oid("HEAD:file") in first


def test_a_commit_without_its_parent_is_refused(scene: Scene) -> None:
    tree = scene.work.oid("HEAD^{tree}")
    fourth = scene.work.read("commit-tree", tree, "-p", scene.new, "-m", "fourth")
    pack = scene.work.git("pack-objects", "--stdout", "-q", stdin=f"{fourth}\n".encode()).output
    first, *_ = report(push(scene.remote, Update(MAIN, scene.old, fourth), pack))
    assert first != "unpack ok"


def test_a_ref_to_an_object_that_was_not_sent_is_refused(scene: Scene) -> None:
    lines = report(push(scene.remote, scene.update(), EMPTY_PACK))
    assert lines == ["unpack ok", "ng refs/heads/main missing necessary objects"]


def test_a_branch_that_is_no_commit_is_refused(scene: Scene) -> None:
    said = scene.work.refused("push", "origin", "main^{tree}:refs/heads/new")
    assert "invalid new value provided (a branch must be a commit)" in said


def test_a_shallow_clone_cannot_be_pushed_where_its_history_is_not(
    desk: Desk, remote: Remote, scene: Scene
) -> None:
    shallow = desk.clone(remote.url, "--depth=1")
    elsewhere = Remote(remote.server, f"{remote.name}-elsewhere")
    said = shallow.refused("push", elsewhere.url, "main")
    assert f"remote unpack failed: missing object {scene.work.oid('main~2')}" in said
    assert "not found" in desk.refused_clone(elsewhere.url)


def test_names_that_no_ref_may_have_are_refused(scene: Scene) -> None:
    updates = [Update(name, ZERO, scene.new) for name in BAD_NAMES]
    lines = report(scene.remote.post(RECEIVE, encode_commands(updates) + scene.pack()))
    assert lines == ["unpack ok", *(f"ng {name.decode()} funny refname" for name in BAD_NAMES)]


def test_an_update_from_an_old_value_that_is_no_more_is_refused(scene: Scene) -> None:
    stale = Update(MAIN, scene.work.oid("main~2"), scene.new)
    lines = report(push(scene.remote, stale, scene.pack()))
    assert lines == ["unpack ok", "ng refs/heads/main incorrect old value provided"]


def test_a_branch_that_exists_cannot_be_created(scene: Scene) -> None:
    lines = report(push(scene.remote, Update(MAIN, ZERO, scene.new), scene.pack()))
    assert lines == ["unpack ok", "ng refs/heads/main reference already exists"]


def test_a_branch_cannot_be_deleted_from_a_stale_value(scene: Scene) -> None:
    lines = report(push(scene.remote, Update(b"refs/heads/x", scene.new, ZERO)))
    assert lines == ["unpack ok", "ng refs/heads/x incorrect old value provided"]


def test_one_ref_cannot_be_updated_twice(scene: Scene) -> None:
    commands = encode_commands([scene.update(), scene.update()])
    lines = report(scene.remote.post(RECEIVE, commands + scene.pack()))
    assert lines == ["unpack ok", *["ng refs/heads/main multiple updates for ref not allowed"] * 2]


def test_what_is_no_push_at_all_is_answered_in_words(scene: Scene) -> None:
    for body in NO_PUSHES:
        response = scene.remote.post(RECEIVE, body)
        assert response.status in (200, 400), body
        assert len(response.body) > 8, body
        assert b"internal" not in response.body, body


def test_another_content_type_is_refused(scene: Scene) -> None:
    response = push(scene.remote, scene.update(), scene.pack(), Content_Type="text/plain")
    assert response.status == 415
    assert b"application/x-git-receive-pack-request" in response.body


def test_another_content_encoding_is_refused(scene: Scene) -> None:
    response = push(scene.remote, scene.update(), scene.pack(), Content_Encoding="br")
    assert response.status == 415
    assert b"gzip" in response.body


def test_gzip_that_is_none_is_refused(scene: Scene) -> None:
    response = push(scene.remote, scene.update(), scene.pack(), Content_Encoding="gzip")
    assert b"gzip" in response.body


def test_gzip_that_ends_early_is_refused(scene: Scene) -> None:
    body = gzip.compress(encode_commands([scene.update()]) + scene.pack())
    response = scene.remote.post(RECEIVE, body[:-30], {"Content-Encoding": "gzip"})
    assert b"unpack ok" not in response.body
    assert len(response.body) > 8


def test_sha_256_is_refused_in_words(scene: Scene) -> None:
    commands = encode_commands([scene.update()], b"report-status object-format=sha256")
    assert b"sha256" in scene.remote.post(RECEIVE, commands + scene.pack()).body


def test_a_body_over_the_limit_is_refused_in_words_that_git_shows(
    desk: Desk, tmp_path: Path
) -> None:
    with Server(tmp_path / "server", settings={"MAX_REQUEST_BODY": str(SMALL_LIMIT)}) as server:
        remote = Remote(server, f"{server.account}/small")
        work = desk.repository(remote)
        work.commit("first", {"a": b"1\n"})
        work.git("push", "--quiet", "origin", "main")
        before = desk.mirror(remote)
        noise = hashlib.shake_256(b"noise").digest(2 * SMALL_LIMIT)
        work.commit("too large", {"noise": noise})

        # Up to the size of its buffer git tells the length of what it sends; else it is counted.
        for buffer in ("10000000", "65536"):
            said = work.refused("-c", f"http.postBuffer={buffer}", "push", "origin", "main")

            assert "larger than the 1,000,000 bytes" in said
            assert "push in several steps" in said
            assert_equal(desk.mirror(remote), before)

"""A row of stored bytes that is no longer what was written: noticed, told, never served as good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from durable import chunks
from tests.support.conversation import encode_v0, encode_v2
from tests.support.fetches import oids_in, reached, want
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill_line
from tests.support.origin import MAIN, NEW, Origin, joined, pack_of
from tests.support.raw_push import ZERO, Update

FLIPS = 12
"""Places in each row at which a byte is changed."""


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    return fill_line(bare(tmp_path_factory.mktemp("line") / "r.git"), 8)


@pytest.fixture(params=[("b8",), ("b3", "b8")], ids=["one pack", "two packs"])
def stored(
    request: pytest.FixtureRequest, line: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Origin]:
    """The line, pushed in one step or two, in chunks small enough to be several."""
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 1500)
    origin = Origin()
    old, known = ZERO, list[str]()
    for rev in request.param:
        data = pack_of(line, rev, *known, thin=bool(known))
        origin.push(Update(MAIN, old, line.oid(rev)), pack=data)
        old, known = line.oid(rev), [f"^{rev}"]
    yield origin
    origin.close()


@dataclass(frozen=True)
class Flip:
    """A byte changed in a row of `chunks`."""

    row: int
    at: int

    def apply(self, origin: Origin) -> bytes:
        """Damage the row, in a life that remembers nothing; what it was."""
        ((data,),) = origin.sql.rows("SELECT data FROM chunks WHERE id = ?", self.row)
        changed = data[: self.at] + bytes([data[self.at] ^ 0x21]) + data[self.at + 1 :]
        origin.sql.rows("UPDATE chunks SET data = ? WHERE id = ?", changed, self.row)
        origin.wake()
        return data

    def undo(self, origin: Origin, data: bytes) -> None:
        origin.sql.rows("UPDATE chunks SET data = ? WHERE id = ?", data, self.row)
        origin.wake()


def flips(origin: Origin) -> list[Flip]:
    """Places all over the stored bytes, the first and last byte of every row among them."""
    found: list[Flip] = []
    for row, length in origin.sql.rows("SELECT id, length(data) FROM chunks"):
        places = {length * step // (FLIPS - 1) for step in range(FLIPS - 1)} | {length - 1}
        found.extend(Flip(row, at) for at in sorted(places))
    return found


def test_chosen_objects_are_right_or_the_answer_breaks_off_with_an_error(
    stored: Origin, line: GitRepository
) -> None:
    expected = reached(line, "b7")
    noticed = 0
    for flip in flips(stored):
        data = flip.apply(stored)
        fetched = stored.fetch(*want(line, "b7"), "ofs-delta", "done")
        flip.undo(stored, data)
        if fetched.error:
            assert not fetched.is_complete, flip
            noticed += 1
        else:
            assert oids_in(fetched, line) == expected, flip
    assert noticed > 20
    assert oids_in(stored.fetch(*want(line, "b7"), "ofs-delta", "done"), line) == expected


def test_whole_packs_are_right_or_real_git_refuses_them(
    stored: Origin, line: GitRepository, tmp_path: Path
) -> None:
    noticed = 0
    for number, flip in enumerate(flips(stored)[::3]):
        data = flip.apply(stored)
        fetched = stored.fetch(*want(line, "b8"), "ofs-delta", "done")
        flip.undo(stored, data)
        if fetched.error:
            assert not fetched.is_complete, flip
            noticed += 1
            continue
        client = bare(tmp_path / str(number))
        taken = client.git("index-pack", "--strict", "--stdin", stdin=fetched.pack, check=False)
        walk = client.git("rev-list", "--objects", line.oid("b8"), check=False)
        if taken.code or walk.code:
            noticed += 1
        else:
            assert client.held() == line.reachable(), flip
    assert noticed > 10


def test_a_push_that_leans_on_damage_is_refused_and_leaves_no_trace(
    stored: Origin, line: GitRepository
) -> None:
    side = line.read("commit-tree", "b7^{tree}", "-p", "b8", "-m", "side")
    thin = pack_of(line, "b7", "^b6", thin=True)
    # One name that may not be keeps the good one from moving, so that each flip meets the same.
    updates = [Update(NEW, ZERO, line.oid("b7")), Update(b"refs/heads/a..b", ZERO, side)]
    noticed = 0
    for flip in flips(stored):
        data = flip.apply(stored)
        damaged = stored.tables()
        report = stored.push(*updates, pack=thin, capabilities=b"report-status atomic")
        assert report[1].startswith("ng refs/heads/new ")
        assert stored.tables() == damaged, flip
        noticed += report[0] != "unpack ok"
        flip.undo(stored, data)
    assert noticed > 5


def test_a_missing_row_is_noticed(stored: Origin, line: GitRepository) -> None:
    for (row,) in stored.sql.rows("SELECT id FROM chunks"):
        ((data,),) = stored.sql.rows("SELECT data FROM chunks WHERE id = ?", row)
        stored.sql.rows("DELETE FROM chunks WHERE id = ?", row)
        stored.wake()
        fetched = stored.fetch(*want(line, "b7"), "ofs-delta", "done")
        if fetched.is_complete:
            assert oids_in(fetched, line) == reached(line, "b7")
        else:
            assert fetched.error
        stored.sql.rows("INSERT INTO chunks VALUES (?, ?)", row, data)


def test_a_ref_without_its_object_is_told(origin: Origin, source: GitRepository) -> None:
    origin.take(source, "refs/tags/v16")
    origin.sql.rows("DELETE FROM packs")
    origin.wake()
    fetched = origin.fetch(*want(source, "v16"), "done")
    assert fetched.error == f"upload-pack: not our ref {source.oid('v16')}"


@pytest.mark.parametrize("version", [0, 2])
def test_a_damaged_tag_is_told_before_any_pack(
    version: int, origin: Origin, source: GitRepository
) -> None:
    origin.take(source, "refs/tags/v16")
    ((row, data),) = origin.sql.rows(
        "SELECT chunks.id, data FROM chunks, packs WHERE chunks.id >> 20 = packs.id"
    )
    origin.sql.rows("UPDATE chunks SET data = ? WHERE id = ?", data[:12] + bytes(len(data)), row)
    origin.wake()
    (asked,) = want(source, "v16")
    fetched = origin.fetch(asked, "done") if version == 2 else origin.fetch_v0([asked])
    assert "damaged" in fetched.error
    assert fetched.pack == b""


@pytest.mark.parametrize("version", ["version=2", None])
def test_damage_that_a_fetch_meets_is_told_to_whoever_runs_the_server(
    version: str | None, stored: Origin, line: GitRepository
) -> None:
    (wanted,) = want(line, "b7")
    asked = encode_v2("fetch", [wanted, "done"]) if version else encode_v0([wanted], ["done"])
    noted: list[Exception] = []
    joined(stored.repository.upload_pack(version, asked, noted.append))
    joined(stored.repository.upload_pack(version, b"000cnonsense", noted.append))
    assert noted == []
    stored.sql.rows("UPDATE chunks SET data = zeroblob(length(data))")
    stored.wake()
    answer = joined(stored.repository.upload_pack(version, asked, noted.append))
    assert len(noted) == 1
    assert str(noted[0]).encode() in answer

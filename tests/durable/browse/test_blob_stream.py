from __future__ import annotations

from collections.abc import Iterator

import pytest

from git.oid import ObjectId
from git.pack.limits import MAX_HELD_OBJECT
from tests.support.git_client import GitRepository
from tests.support.stored import Stored

LINES = b"".join(b"line %d\n" % number for number in range(2_000))
LONG = bytes(range(256)) * (MAX_HELD_OBJECT // 256 + 1)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    git = GitRepository(tmp_path_factory.mktemp("blobs") / "work")
    git.folder.mkdir()
    git.git("init", "--quiet", "--initial-branch=main")
    git.commit("first", {"lines": LINES, "long": LONG, "empty": b""})
    stored = Stored(git)
    yield stored
    stored.close()


def oid(stored: Stored, path: str) -> ObjectId:
    return ObjectId(bytes.fromhex(stored.git.git("rev-parse", f"HEAD:{path}").text))


@pytest.mark.parametrize(
    ("start", "stop"), [(0, len(LINES)), (0, 1), (7, 20), (len(LINES) - 1, len(LINES)), (5, 5)]
)
def test_any_part_can_be_had(stored: Stored, start: int, stop: int) -> None:
    stream = stored.repository.blob(oid(stored, "lines"), start, stop)
    assert not stream.is_binary
    assert b"".join(stream.pieces) == LINES[start:stop]


@pytest.mark.parametrize(
    ("start", "stop"),
    [(0, 10), (250_000, 300_000), (len(LONG) - 300_000, len(LONG)), (262_144, 524_288)],
)
def test_what_is_too_long_to_be_held_is_cut_as_it_comes(
    stored: Stored, start: int, stop: int
) -> None:
    stream = stored.repository.blob(oid(stored, "long"), start, stop)
    assert stream.is_binary
    assert b"".join(stream.pieces) == LONG[start:stop]


def test_nothing_is_inflated_behind_the_end_of_a_part(stored: Stored) -> None:
    stream = stored.repository.blob(oid(stored, "long"), 0, 10)
    assert sum(1 for _ in stream.pieces) == 2


def test_an_empty_file_has_no_bytes(stored: Stored) -> None:
    stream = stored.repository.blob(oid(stored, "empty"), 0, 0)
    assert b"".join(stream.pieces) == b""

"""A clone of all there is gets packs as they were received."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from durable import chunks, entry_copy, upload_pack
from tests.support.fetches import is_whole, oids_in, reached, want
from tests.support.git_client import START, GitRepository
from tests.support.histories import bare, fill_line, oids_of
from tests.support.origin import MAIN, Origin, create, pack_of
from tests.support.packs import Elsewhere
from tests.support.raw_push import EMPTY_PACK, ZERO, Update

DATE = f"{START + 1_000_000} +0000"
DATES = {"GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE}


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """A line of commits b1 … b12, of which each pushed on its own brings nothing twice."""
    return fill_line(bare(tmp_path_factory.mktemp("line") / "r.git"), 12)


@pytest.fixture
def served(line: GitRepository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Origin]:
    """All of the line, in four packs and many chunks."""
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 1000)
    origin = Origin()
    old = ZERO
    for rev, known in (("b3", ""), ("b6", "^b3"), ("b7", "^b6"), ("b12", "^b7")):
        data = pack_of(line, rev, *([known] if known else []), thin=True)
        origin.push(Update(MAIN, old, line.oid(rev)), pack=data)
        old = line.oid(rev)
    assert origin.count("packs") == 4
    yield origin
    origin.close()


def test_a_clone_of_one_pack_is_that_pack_byte_for_byte(
    origin: Origin, line: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 1000)
    data = pack_of(line, "b12")
    origin.push(create(line, "b12", MAIN), pack=data)
    fetched = origin.fetch(*want(line, "b12"), "ofs-delta", "done")
    assert is_whole(fetched)
    assert fetched.pack == data


def test_a_clone_of_several_packs_is_one_pack_of_their_entries(
    served: Origin, line: GitRepository, client: GitRepository
) -> None:
    fetched = served.clone(client, "ofs-delta")
    assert is_whole(fetched)
    assert client.oid("main") == line.oid("main")
    assert client.held() == line.reachable()
    client.check()
    bodies = sum(row[0] - 32 for row in served.sql.rows("SELECT body_size FROM packs"))
    assert len(fetched.pack) == bodies + 32


@pytest.mark.parametrize("run", [1, entry_copy.LONG_RUN])
@pytest.mark.parametrize("spec", ["blob:none", "blob:limit=0", "blob:limit=60", "blob:limit=1m"])
def test_all_but_some_blobs_is_told_by_type_and_size_alone(
    spec: str, run: int, served: Origin, line: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_copy, "LONG_RUN", run)
    monkeypatch.setattr(entry_copy, "MAX_RUN", 4)
    monkeypatch.delattr(upload_pack, "ObjectWalk")
    fetched = served.fetch(*want(line, "b12"), "ofs-delta", f"filter {spec}", "done")
    assert not is_whole(fetched)
    expected = oids_of(line, "--objects", f"--filter={spec}", "b12")
    assert oids_in(fetched, Elsewhere()) == expected


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["filter blob:none", "ofs-delta"], id="filter"),
        pytest.param(["deepen 3", "ofs-delta"], id="depth"),
        pytest.param(["HAVE b3", "ofs-delta"], id="something had"),
        pytest.param(["SHALLOW b12", "ofs-delta"], id="shallow"),
        pytest.param([], id="no ofs-delta"),
    ],
)
def test_a_client_that_cannot_use_all_gets_chosen_objects(
    lines: list[str], served: Origin, line: GitRepository
) -> None:
    lines = [
        " ".join(
            line.oid(word) if word.startswith("b") and word[1:].isdigit() else word.lower()
            for word in each.split()
        )
        for each in lines
    ]
    assert is_whole(served.fetch(*want(line, "b12"), "ofs-delta", "done"))
    assert not is_whole(served.fetch(*want(line, "b12"), *lines, "done"))


def test_a_client_that_wants_less_than_all_gets_chosen_objects(
    served: Origin, line: GitRepository
) -> None:
    fetched = served.fetch(*want(line, "b7"), "ofs-delta", "done")
    assert not is_whole(fetched)
    assert oids_in(fetched, line) == reached(line, "b7")


def test_a_ref_that_is_not_wanted_and_not_behind_keeps_packs_from_being_whole(
    served: Origin, line: GitRepository
) -> None:
    served.push(Update(b"refs/heads/old", ZERO, line.oid("b5")), pack=EMPTY_PACK)
    assert is_whole(served.fetch(*want(line, "b12"), "ofs-delta", "done"))
    assert not is_whole(served.fetch(*want(line, "b5"), "ofs-delta", "done"))
    served.push(Update(MAIN, line.oid("b12"), line.oid("b9")), pack=EMPTY_PACK)
    assert not is_whole(served.fetch(*want(line, "b9"), "ofs-delta", "done"))


def test_some_of_the_other_refs_are_not_whole_packs(served: Origin, line: GitRepository) -> None:
    sides = [
        line.git("commit-tree", "b12^{tree}", "-p", "b12", "-m", message, environment=DATES).text
        for message in ("one", "other")
    ]
    for side in sides:
        name = b"refs/notes/" + side.encode()
        served.push(Update(name, ZERO, side), pack=pack_of(line, side, "^b12"))
    main = want(line, "b12")
    one, other = (f"want {side}" for side in sides)
    assert is_whole(served.fetch(*main, "ofs-delta", "done"))
    assert is_whole(served.fetch(*main, one, other, "ofs-delta", "done"))
    some = served.fetch(*main, one, "ofs-delta", "done")
    assert not is_whole(some)
    assert oids_in(some, line) == reached(line, "b12", sides[0])


def test_an_object_in_two_packs_keeps_packs_from_being_whole(
    served: Origin, line: GitRepository, client: GitRepository
) -> None:
    served.push(create(line, "b12"), pack=pack_of(line, "b12", "^b7"))
    assert served.count("packs") == 5
    assert not is_whole(served.clone(client, "ofs-delta"))
    assert client.held() == line.reachable()


def test_what_leans_on_other_refs_is_not_cloned_without_them(
    origin: Origin, line: GitRepository, client: GitRepository, tmp_path: Path
) -> None:
    # The branch's delta has its base where a plain clone does not look.
    origin.push(create(line, "b3", MAIN), pack=pack_of(line, "b3"))
    notes = b"refs/notes/n"
    origin.push(create(line, "b6", notes), pack=pack_of(line, "b6", "^b3", thin=True))
    side = line.read("commit-tree", "b9^{tree}", "-p", "b3", "-m", "side")
    thin = pack_of(line, side, "^b6", thin=True)
    origin.push(Update(MAIN, line.oid("b3"), side), pack=thin)
    fetched = origin.give(client, f"want {side}", "ofs-delta")
    assert fetched.is_complete
    client.git("rev-list", "--objects", side)

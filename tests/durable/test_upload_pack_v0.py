from __future__ import annotations

from collections.abc import Iterator

import pytest

from durable import chunks
from git.pack.entry import OFS_DELTA, REF_DELTA
from git.protocol import pktline, sideband
from git.protocol.pktline import Special
from tests.support.conversation import Fetched, decode_v0, encode_v0
from tests.support.fetches import have, oids_in, reached, want
from tests.support.git_client import GitRepository
from tests.support.origin import Origin, joined, take_in
from tests.support.packs import kinds_of

BANDED = "side-band-64k ofs-delta multi_ack_detailed thin-pack"


@pytest.fixture(scope="module")
def served(source: GitRepository) -> Iterator[Origin]:
    """All of the source; not to be pushed to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_SIZE", 2000)
        origin = Origin()
        assert origin.take(source, "refs/heads/b20")[0] == "unpack ok"
        others = [name.decode() for name in source.refs() if name != b"refs/heads/b20"]
        assert origin.take(source, *others, known=["b20"])[0] == "unpack ok"
        yield origin
        origin.close()


def needs(source: GitRepository, words: str, *revs: str) -> list[str]:
    """Wants, with capabilities after the first."""
    first, *others = want(source, *revs)
    return [f"{first} {words}", *others]


def upload_pack(source: GitRepository, asked: list[str], haves: list[str]) -> Fetched:
    """What git's own server answers."""
    answer = source.git(
        *("-c", "uploadpack.allowAnySHA1InWant=true", "-c", "uploadpack.allowFilter=true"),
        *("upload-pack", "--stateless-rpc", "."),
        stdin=encode_v0(asked, haves),
    )
    return decode_v0(answer.output, asked)


@pytest.mark.parametrize("words", [BANDED, "side-band", "side-band-64k", "no-progress", ""])
def test_all_of_a_branch_comes_however_it_is_carried(
    words: str, served: Origin, source: GitRepository, client: GitRepository
) -> None:
    fetched = served.fetch_v0(needs(source, words, "b33"))
    assert fetched.acknowledgments == ["NAK"]
    take_in(client, fetched.pack)
    assert {bytes.fromhex(oid.decode()) for oid in client.held()} == reached(source, "b33")
    if not fetched.is_complete:
        assert "side-band" not in words
        assert not fetched.progress


@pytest.mark.parametrize(
    ("words", "longest"),
    [("side-band", sideband.MAX_DATA_SMALL), ("side-band-64k", sideband.MAX_DATA)],
)
def test_frames_are_no_longer_than_the_client_takes(
    words: str, longest: int, served: Origin, source: GitRepository
) -> None:
    answer = served.answer_v0(needs(source, words, "b33"))
    lengths = [
        len(packet) - 1
        for packet in list(pktline.decode_all(answer))[1:]
        if not isinstance(packet, Special)
    ]
    assert max(lengths) <= longest
    assert lengths.count(longest) >= sum(lengths) // longest - 2


def test_a_bare_pack_that_breaks_off_has_no_end(
    source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 2000)
    origin = Origin()
    origin.take(source, "refs/heads/b33")
    asked = needs(source, "", "b33")
    whole = origin.answer_v0(asked)
    damage_last_chunk(origin)
    origin.wake()
    broken = origin.answer_v0(asked)
    assert broken != whole
    assert len(broken) < len(whole)
    assert not broken.endswith(whole[-20:])
    origin.close()


def damage_last_chunk(origin: Origin) -> None:
    rows = origin.sql.rows(
        "SELECT chunks.id, data FROM chunks, packs WHERE chunks.id >> 20 = packs.id ORDER BY 1"
    )
    row, data = rows[-1]
    flipped = bytes(byte ^ 0xFF if at > 100 else byte for at, byte in enumerate(data))
    origin.sql.rows("UPDATE chunks SET data = ? WHERE id = ?", flipped, row)


HAVES = [
    pytest.param(["b20"], ["done"], id="one"),
    pytest.param(["b20", "b10"], ["done"], id="two"),
    pytest.param(["b20"], [], id="not done"),
    pytest.param([], ["done"], id="nothing"),
    pytest.param(["b20"], ["have " + "1" * 40], id="and something unknown"),
    pytest.param([], ["have " + "1" * 40, "done"], id="something unknown"),
]


@pytest.mark.parametrize(("haves", "lines"), HAVES)
@pytest.mark.parametrize(
    "words",
    [
        "multi_ack_detailed side-band-64k thin-pack ofs-delta",
        "multi_ack_detailed no-done side-band-64k thin-pack ofs-delta",
        "multi_ack side-band-64k thin-pack ofs-delta",
    ],
)
def test_what_is_common_is_acknowledged_as_git_does(
    haves: list[str], lines: list[str], words: str, served: Origin, source: GitRepository
) -> None:
    asked = needs(source, f"{words} no-progress", "main")
    told = [*have(source, *haves), *lines]
    ours, theirs = served.fetch_v0(asked, told), upload_pack(source, asked, told)
    assert ours.acknowledgments == theirs.acknowledgments
    assert bool(ours.pack) == bool(theirs.pack)
    if ours.pack:
        had = reached(source, *haves) if haves else set[bytes]()
        assert oids_in(ours, source) >= reached(source, "main") - had


SHALLOW = [
    ["deepen 1"],
    ["deepen 5"],
    ["deepen-since 1700001200"],
    ["deepen-not b20"],
]


@pytest.mark.parametrize("lines", SHALLOW, ids=str)
def test_history_is_cut_as_git_cuts_it(
    lines: list[str], served: Origin, source: GitRepository
) -> None:
    words = f"{BANDED} shallow deepen-since deepen-not no-progress"
    asked = [*needs(source, words, "main", "b31"), *lines]
    ours, theirs = served.fetch_v0(asked), upload_pack(source, asked, ["done"])
    assert (ours.shallow, ours.unshallow) == (theirs.shallow, theirs.unshallow)
    assert oids_in(ours, source) == oids_in(theirs, source)


def test_a_request_that_ends_after_its_wants_gets_the_shallow_list_alone(
    served: Origin, source: GitRepository
) -> None:
    asked = [*needs(source, f"{BANDED} shallow", "main"), "deepen 2"]
    body = encode_v0(asked, []).removesuffix(pktline.FLUSH)
    fetched = decode_v0(joined(served.repository.upload_pack(None, body)), asked)
    assert fetched.shallow == served.fetch_v0(asked).shallow != set()
    assert fetched.acknowledgments == []
    assert fetched.pack == b""


def test_a_filter_is_kept_to(served: Origin, source: GitRepository) -> None:
    asked = [*needs(source, f"{BANDED} filter", "main"), "filter tree:1"]
    expected = upload_pack(source, asked, ["done"])
    assert oids_in(served.fetch_v0(asked), source) == oids_in(expected, source)


def test_without_ofs_delta_bases_are_told_by_oid(served: Origin, source: GitRepository) -> None:
    for words, kind in (("side-band-64k", REF_DELTA), ("side-band-64k ofs-delta", OFS_DELTA)):
        fetched = served.fetch_v0(needs(source, words, "b37"))
        assert kind in kinds_of(fetched.pack)
        assert (OFS_DELTA in kinds_of(fetched.pack)) == ("ofs-delta" in words)
        assert oids_in(fetched, source) == reached(source, "b37")


def test_tags_of_what_is_sent_come_along(served: Origin, source: GitRepository) -> None:
    for words, tags in ((BANDED, False), (f"{BANDED} include-tag", True)):
        fetched = served.fetch_v0(needs(source, words, "b6"))
        assert (bytes.fromhex(source.oid("v7")) in oids_in(fetched, source)) == tags


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["want " + "1" * 40], f"upload-pack: not our ref {'1' * 40}"),
        (["want nonsense"], "not an object id"),
        (["nonsense"], "unexpected line: 'nonsense'"),
        (["MAIN", "deepen-not none"], "deepen-not is not a ref: none"),
        (["MAIN", "filter blob:none"], "filtering capability not negotiated"),
    ],
)
def test_what_cannot_be_had_is_told_in_words(
    asked: list[str], message: str, served: Origin, source: GitRepository
) -> None:
    (main,) = want(source, "main")
    fetched = served.fetch_v0([line.replace("MAIN", main) for line in asked])
    assert message in fetched.error
    assert fetched.pack == b""


def test_a_request_that_asks_for_nothing_is_answered_with_nothing(served: Origin) -> None:
    assert joined(served.repository.upload_pack(None, b"0000")) == b""

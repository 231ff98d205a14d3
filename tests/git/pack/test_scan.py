from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import LimitExceeded, PackFormatError
from git.pack import scan
from git.pack.entry import encode_header
from git.pack.limits import MAX_HELD_OBJECT, MAX_OBJECT_SIZE
from git.pack.scan import PackScanner
from git.pack.table import MAX_ENTRIES
from tests.support.packs import HEADER, TRAILER, ofs_delta, pack, pieces, ref_delta, whole

BASE_OID = bytes(range(20))
DELTA = b"\x04\x04\x90\x04"


@pytest.fixture(autouse=True, params=[scan.INFLATE_STEP, 64], ids=["", "short steps"])
def step(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Short entries are read at once when much is there: with short steps, nearly all are."""
    monkeypatch.setattr(scan, "INFLATE_STEP", request.param)
    return request.param


Seen = tuple[int, int, int, int | bytes | None, bytes]


@dataclass
class Sink:
    """Keeps the entries; streamed ones look like the others, and `streamed_pieces` counts."""

    entries: list[Seen] = field(default_factory=list[Seen])
    streamed_pieces: int = 0
    longest_piece: int = 0
    _parts: list[bytes] = field(default_factory=list[bytes])
    _size: int = 0

    def entry(
        self, offset: int, crc: int, kind: int, base: int | bytes | None, data: bytes
    ) -> None:
        self.entries.append((offset, crc, kind, base, data))

    def begin_streamed(self, size: int) -> None:
        self._parts = []
        self._size = size

    def streamed(self, data: bytes) -> None:
        self.streamed_pieces += 1
        self.longest_piece = max(self.longest_piece, len(data))
        self._parts.append(data)

    def end_streamed(self, offset: int, crc: int) -> None:
        data = b"".join(self._parts)
        assert len(data) == self._size
        self.entries.append((offset, crc, 3, None, data))


def scanned(received: Iterable[bytes]) -> Sink:
    sink = Sink()
    scanner = PackScanner(sink)
    for piece in received:
        scanner.receive(piece)
    scanner.close()
    return sink


def refusal(received: Iterable[bytes]) -> str:
    """Why a pack is not taken."""
    with pytest.raises(PackFormatError) as refused:
        scanned(received)
    return str(refused.value)


FIRST = whole(b"the first")
ENTRIES = [
    FIRST,
    whole(b"", 3),
    whole(b"tree of old", 2),
    ref_delta(BASE_OID, DELTA),
    ofs_delta(len(FIRST) + 300, DELTA),
    whole(bytes(200_000)),
    whole(b"commit", 1),
    whole(b"tag", 4),
]
PACK = pack(ENTRIES)


def expected() -> list[Seen]:
    offsets = [HEADER]
    for entry in ENTRIES:
        offsets.append(offsets[-1] + len(entry))
    contents: list[tuple[int, int | bytes | None, bytes]] = [
        (3, None, b"the first"),
        (3, None, b""),
        (2, None, b"tree of old"),
        (7, BASE_OID, DELTA),
        (6, offsets[4] - len(FIRST) - 300, DELTA),
        (3, None, bytes(200_000)),
        (1, None, b"commit"),
        (4, None, b"tag"),
    ]
    return [
        (offset, zlib.crc32(entry), *content)
        for offset, entry, content in zip(offsets, ENTRIES, contents, strict=False)
    ]


def test_entries_come_whole_with_where_they_stand_and_their_checksum() -> None:
    assert scanned([PACK]).entries == expected()


def test_a_pack_may_be_split_at_every_byte() -> None:
    for at in range(len(PACK) + 1):
        assert scanned([PACK[:at], PACK[at:]]).entries == expected(), at


@pytest.mark.parametrize("length", [1, 2, 3, 7, 64, 65536])
def test_a_pack_may_come_in_pieces_of_any_length(length: int) -> None:
    assert scanned(pieces(PACK, length)).entries == expected()


@pytest.mark.parametrize("length", [1, 5, 1000, 1 << 20])
def test_a_long_blob_is_handed_on_in_bounded_pieces(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "STREAMED_BLOB", 100_000)
    sink = scanned(pieces(PACK, length))
    assert sink.entries == expected()
    assert sink.streamed_pieces >= 4
    assert sink.longest_piece <= scan.INFLATE_STEP


def test_a_pack_without_objects_is_a_pack() -> None:
    assert scanned([pack([])]).entries == []
    assert scanned(pieces(pack([]), 1)).entries == []


def test_how_far_a_pack_goes_is_known_at_its_end() -> None:
    scanner = PackScanner(Sink())
    for piece in pieces(PACK, 100):
        scanner.receive(piece)
    assert scanner.entries == len(ENTRIES)
    assert scanner.size == len(PACK) - TRAILER
    assert scanner.trailer == PACK[-TRAILER:]


def test_a_pack_that_ends_early_is_refused_wherever_it_ends() -> None:
    for end in range(len(PACK)):
        assert "the pack ends" in refusal([PACK[:end]]), end


def test_a_refusal_says_how_much_is_missing() -> None:
    assert refusal([PACK[:-TRAILER]]).endswith("0 of 8 objects are missing")
    assert refusal([PACK[: HEADER + 3]]).endswith("8 of 8 objects are missing")
    assert refusal([PACK[: HEADER - 1]]) == "the pack ends inside its header"
    assert refusal([]) == "the pack ends inside its header"


def test_nothing_may_follow_a_pack() -> None:
    for received in ([PACK + b"x"], [PACK, b"x"], pieces(PACK + b"PACK", 1)):
        assert refusal(received) == "there are bytes after the end of the pack"


def test_a_wrong_checksum_is_refused() -> None:
    wrong = PACK[:-1] + bytes([PACK[-1] ^ 1])
    assert refusal([wrong]) == "the pack's checksum does not fit its content"


@given(st.integers(0, len(PACK) - 1), st.integers(1, 255), st.sampled_from([1, 13, len(PACK)]))
def test_any_changed_byte_is_noticed(at: int, change: int, length: int) -> None:
    changed = PACK[:at] + bytes([PACK[at] ^ change]) + PACK[at + 1 :]
    with pytest.raises((PackFormatError, LimitExceeded)):
        scanned(pieces(changed, length))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"P0CK", "does not begin with 'PACK'"),
        (b"<html>", "does not begin with 'PACK'"),
        (b"\0" * 40, "does not begin with 'PACK'"),
        (b"PACK\0\0\0\3" + bytes(4), "pack version 3 is not supported"),
        (b"PACK\0\0\0\1" + bytes(4), "pack version 1 is not supported"),
        (pack([bytes([0 << 4 | 1])]), "unknown type 0"),
        (pack([bytes([5 << 4 | 1])]), "unknown type 5"),
        (pack([b"\xb0" + b"\xff" * 30]), "more than 64 bits"),
        (pack([b"\x61" + b"\xff" * 30]), "more than 64 bits"),
        (pack([b"\x31" + b"no zlib stream"]), "the entry at 12 is damaged"),
        (pack([encode_header(3, 3) + zlib.compress(b"four")]), "the entry at 12 is longer"),
        (pack([encode_header(3, 0) + zlib.compress(b"1")]), "the entry at 12 is longer"),
        (pack([encode_header(3, 5) + zlib.compress(b"four")]), "the entry at 12 is shorter"),
        (pack([FIRST, FIRST], count=1), "bytes after the end"),
        (pack([FIRST], count=0), "bytes after the end"),
    ],
)
def test_what_is_no_pack_is_refused_in_words(data: bytes, message: str) -> None:
    for length in (1, len(data)):
        with pytest.raises(PackFormatError, match=message):
            scanned(pieces(data, length))


def test_a_header_that_counts_one_too_many_makes_an_entry_of_the_trailer() -> None:
    for count in (2, 3, 1000):
        with pytest.raises((PackFormatError, LimitExceeded)):
            scanned([pack([FIRST], count=count)])


def test_a_stream_with_a_preset_dictionary_is_refused() -> None:
    packer = zlib.compressobj(zdict=b"dictionary")
    packed = packer.compress(b"dictionary") + packer.flush()
    assert "is damaged" in refusal([pack([encode_header(3, 10) + packed])])


def test_a_bomb_is_inflated_no_further_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "STREAMED_BLOB", 10)
    sink = Sink()
    scanner = PackScanner(sink)
    with pytest.raises(PackFormatError, match="longer than it says"):
        scanner.receive(pack([encode_header(3, 100) + zlib.compress(bytes(50_000_000))]))
    assert sink.longest_piece <= 101


def test_more_objects_than_are_handled_are_refused_by_the_header_alone() -> None:
    with pytest.raises(LimitExceeded, match="number of objects in the pack"):
        PackScanner(Sink()).receive(b"PACK\0\0\0\2" + (MAX_ENTRIES + 1).to_bytes(4, "big"))
    PackScanner(Sink()).receive(b"PACK\0\0\0\2" + MAX_ENTRIES.to_bytes(4, "big"))


@pytest.mark.parametrize(
    ("kind", "limit"),
    [(3, MAX_OBJECT_SIZE), *[(kind, MAX_HELD_OBJECT) for kind in (1, 2, 4, 6, 7)]],
)
def test_an_object_too_large_is_refused_before_it_comes(kind: int, limit: int) -> None:
    rest = {6: b"\x01", 7: BASE_OID}.get(kind, b"")
    PackScanner(Sink()).receive(pack([])[:8] + b"\0\0\0\1" + encode_header(kind, limit) + rest)
    with pytest.raises(LimitExceeded, match="the size of a"):
        scanned([pack([encode_header(kind, limit + 1) + rest])])

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.protocol import pktline, sideband
from git.protocol.sideband import Band


def payloads(wire: bytes) -> list[bytes]:
    found: list[bytes] = []
    for packet in pktline.decode_all(wire):
        assert isinstance(packet, bytes)
        found.append(packet)
    return found


def test_a_frame_is_a_packet_that_begins_with_its_band() -> None:
    assert b"".join(sideband.encode(Band.PROGRESS, b"hello\n")) == b"000b\x02hello\n"
    assert sideband.frame_header(65515, Band.DATA) == b"fff0\x01"


def test_a_keepalive_is_a_frame_without_data() -> None:
    assert sideband.KEEPALIVE == b"0005\x01"
    assert sideband.KEEPALIVE_BEFORE_PACK == b"0005\x02"


@pytest.mark.parametrize("max_data", [sideband.MAX_DATA, sideband.MAX_DATA_SMALL])
def test_long_data_is_cut_into_full_frames(max_data: int) -> None:
    data = bytes(range(256)) * 600
    sizes = [len(frame) for frame in sideband.encode(Band.DATA, data, max_data)]
    assert set(sizes[:-1]) == {max_data + 5}
    assert max(sizes) in (65520, 1000)


@given(st.binary(max_size=300), st.sampled_from(Band), st.integers(1, 40))
def test_frames_carry_exactly_the_data(data: bytes, band: Band, max_data: int) -> None:
    found = payloads(b"".join(sideband.encode(band, data, max_data)))
    assert b"".join(payload[1:] for payload in found) == data
    assert all(payload[0] == band for payload in found)


@given(st.lists(st.binary(max_size=60), max_size=12), st.integers(1, 40))
def test_frames_around_pieces_are_full_whatever_the_pieces(
    pieces: list[bytes], max_data: int
) -> None:
    found = payloads(b"".join(sideband.frames(pieces, Band.DATA, max_data)))
    assert b"".join(payload[1:] for payload in found) == b"".join(pieces)
    assert all(len(payload) == 1 + max_data for payload in found[:-1])
    assert all(len(payload) > 1 for payload in found)


@given(st.lists(st.binary(max_size=60), max_size=12), st.integers(1, 40))
def test_pieces_are_sliced_and_never_copied(pieces: list[bytes], max_data: int) -> None:
    views = [memoryview(piece) for piece in pieces]
    parts = list(sideband.frames(views, Band.DATA, max_data))
    assert all(len(part) == 5 for part in parts if isinstance(part, bytes))
    sources = {id(part.obj) for part in parts if isinstance(part, memoryview)}
    assert sources <= {id(piece) for piece in pieces}
    assert b"".join(parts) == b"".join(sideband.frames(pieces, Band.DATA, max_data))


def test_frames_are_handed_out_as_soon_as_they_are_full() -> None:
    taken: list[int] = []

    def arriving() -> Iterator[bytes]:
        for number in range(3):
            taken.append(number)
            yield bytes(10)

    framed = sideband.frames(arriving(), Band.DATA, 15)
    assert next(framed) == sideband.frame_header(15, Band.DATA)
    assert taken == [0, 1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, Grüße, 日本", "plain text, Grüße, 日本"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31mred\x1b[0m", "?[31mred?[0m"),
        ("bell\x07 back\x08 del\x7f nul\0 cr\r", "bell? back? del? nul? cr?"),
        ("c1 \x9b31m", "c1 ?31m"),
        ("evil\u202egpj.exe", "evil?gpj.exe"),
        ("zero\u200bwidth \u2028line", "zero?width ?line"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
    ],
)
def test_text_for_a_terminal_has_nothing_that_a_terminal_obeys(text: str, shown: str) -> None:
    assert sideband.clean_text(text) == shown.encode()


@given(st.text())
def test_cleaning_clean_text_changes_nothing(text: str) -> None:
    shown = sideband.clean_text(text)
    assert sideband.clean_text(shown.decode()) == shown
    assert not {0x1B, 0x07, 0x08, 0x0D, 0x7F}.intersection(shown)


def test_messages_are_clean_lines_on_their_bands() -> None:
    assert b"".join(sideband.encode_progress("a\x1bb")) == b"0009\x02a?b\n"
    assert b"".join(sideband.encode_error("no")) == b"0008\x03no\n"

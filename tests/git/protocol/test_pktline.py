from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import PktLineError
from git.protocol import pktline
from git.protocol.pktline import Decoder, Packet, Special

packets = st.lists(st.one_of(st.binary(max_size=50), st.sampled_from(Special)), max_size=8)


def encoded(conversation: list[Packet]) -> bytes:
    return b"".join(
        packet.value if isinstance(packet, Special) else pktline.encode(packet)
        for packet in conversation
    )


def drained(decoder: Decoder) -> list[Packet]:
    found: list[Packet] = []
    while (packet := decoder.next_packet()) is not None:
        found.append(packet)
    return found


@pytest.mark.parametrize(
    ("payload", "wire"),
    [
        (b"", b"0004"),
        (b"a\n", b"0006a\n"),
        (b"foobar\n", b"000bfoobar\n"),
        (bytes(pktline.MAX_PAYLOAD), b"fff0" + bytes(pktline.MAX_PAYLOAD)),
    ],
)
def test_a_payload_is_framed_by_its_length(payload: bytes, wire: bytes) -> None:
    assert pktline.encode(payload) == wire
    assert list(pktline.decode_all(wire)) == [payload]


def test_a_payload_larger_than_a_packet_cannot_be_encoded() -> None:
    with pytest.raises(PktLineError, match="cannot hold 65,517 bytes"):
        pktline.encode(bytes(pktline.MAX_PAYLOAD + 1))


@pytest.mark.parametrize(
    ("wire", "special"),
    [
        (b"0000", Special.FLUSH),
        (b"0001", Special.DELIMITER),
        (b"0002", Special.RESPONSE_END),
    ],
)
def test_the_shortest_lengths_are_packets_of_their_own(wire: bytes, special: Special) -> None:
    assert list(pktline.decode_all(wire)) == [special]
    assert special.value == wire


def test_the_digits_of_a_length_may_be_upper_case() -> None:
    assert list(pktline.decode_all(b"000A123456")) == [b"123456"]


@pytest.mark.parametrize(
    "wire",
    [
        b"0003",
        b"-004",
        b"+00a",
        b"0x0a",
        b" 00a",
        b"00 a",
        b"1_00",
        b"zzzz",
        b"\xff\xff\xff\xff",
        b"fff1" + bytes(70000),
        b"ffff" + bytes(70000),
        b"PACK",
        b"HTTP/1.1 200",
    ],
)
def test_a_length_that_is_none_breaks_the_stream(wire: bytes) -> None:
    decoder = Decoder()
    decoder.receive(wire)
    with pytest.raises(PktLineError, match="bad packet length"):
        decoder.next_packet()


@pytest.mark.parametrize("wire", [b"0", b"000", b"0005", b"0009peel"])
def test_a_stream_may_not_end_inside_a_packet(wire: bytes) -> None:
    decoder = Decoder()
    decoder.receive(wire)
    assert decoder.next_packet() is None
    with pytest.raises(PktLineError, match="ends inside a packet"):
        decoder.close()
    with pytest.raises(PktLineError, match="ends inside a packet"):
        list(pktline.decode_all(wire))


def test_a_stream_may_end_between_packets() -> None:
    decoder = Decoder()
    decoder.close()
    decoder.receive(b"0000")
    assert decoder.next_packet() is Special.FLUSH
    decoder.close()


@given(packets)
def test_what_was_encoded_is_decoded(conversation: list[Packet]) -> None:
    assert list(pktline.decode_all(encoded(conversation))) == conversation


@given(packets, st.binary(max_size=3))
def test_it_does_not_matter_how_the_bytes_are_cut(conversation: list[Packet], rest: bytes) -> None:
    wire = encoded(conversation) + rest
    for cut in range(len(wire) + 1):
        decoder = Decoder()
        decoder.receive(wire[:cut])
        found = drained(decoder)
        decoder.receive(wire[cut:])
        assert found + drained(decoder) == conversation
        assert decoder.take_rest() == rest


@given(packets)
def test_bytes_may_come_one_by_one(conversation: list[Packet]) -> None:
    decoder = Decoder()
    found: list[Packet] = []
    for byte in encoded(conversation):
        decoder.receive(bytes([byte]))
        found += drained(decoder)
    assert found == conversation
    decoder.close()


@given(packets, st.binary())
def test_what_follows_the_packets_is_handed_over_untouched(
    conversation: list[Packet], pack: bytes
) -> None:
    decoder = Decoder()
    decoder.receive(encoded(conversation) + pack)
    assert [decoder.next_packet() for _ in conversation] == conversation
    assert decoder.take_rest() == pack
    assert decoder.take_rest() == b""
    decoder.close()


@given(st.binary(max_size=200))
def test_noise_is_refused_or_decoded_but_never_crashes(noise: bytes) -> None:
    decoder = Decoder()
    decoder.receive(noise)
    found: list[Packet] = []
    with suppress(PktLineError):
        found = drained(decoder)
    assert len(encoded(found)) <= len(noise)


@pytest.mark.parametrize(
    ("payload", "line"), [(b"a\n", b"a"), (b"a", b"a"), (b"a\n\n", b"a\n"), (b"", b"")]
)
def test_a_line_is_a_payload_without_its_one_line_feed(payload: bytes, line: bytes) -> None:
    assert pktline.chomp(payload) == line


def test_an_error_is_a_packet_and_is_cut_to_fit_one() -> None:
    assert pktline.encode_error(b"no such ref") == b"0013ERR no such ref"
    assert len(pktline.encode_error(bytes(100_000))) == pktline.HEADER_SIZE + pktline.MAX_PAYLOAD


@given(st.lists(st.binary(max_size=20)), st.integers(1, 30))
def test_gathered_pieces_are_the_same_bytes_in_fewer_pieces(pieces: list[bytes], size: int) -> None:
    gathered = list(pktline.gather(pieces, size))
    assert b"".join(gathered) == b"".join(pieces)
    assert all(len(piece) >= size for piece in gathered[:-1])

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.oid import ObjectId, encode_hex
from git.protocol import pktline
from git.protocol.fetch_response import FetchResponse
from git.protocol.pktline import Packet, Special
from tests.git.protocol import real_git

A = ObjectId(b"\xaa" * 20)
B = ObjectId(b"\xbb" * 20)
HEX_A = b"a" * 40
HEX_B = b"b" * 40
PLAIN = FetchResponse()
FRAMED = FetchResponse(sideband_all=True)


def packets_of(pieces: Iterable[bytes]) -> list[Packet]:
    return list(pktline.decode_all(b"".join(pieces)))


def test_what_is_common_is_acknowledged() -> None:
    assert packets_of(PLAIN.encode_acknowledgments([A, B], ready=False)) == [
        b"acknowledgments\n",
        b"ACK " + HEX_A + b"\n",
        b"ACK " + HEX_B + b"\n",
        Special.FLUSH,
    ]


def test_with_nothing_in_common_there_is_one_nak() -> None:
    assert packets_of(PLAIN.encode_acknowledgments([], ready=False)) == [
        b"acknowledgments\n",
        b"NAK\n",
        Special.FLUSH,
    ]


def test_only_after_ready_does_anything_follow() -> None:
    assert packets_of(PLAIN.encode_acknowledgments([A], ready=True))[-2:] == [
        b"ready\n",
        Special.DELIMITER,
    ]


def test_shallow_lines_have_no_line_feed() -> None:
    assert packets_of(PLAIN.encode_shallow_info([A], [B])) == [
        b"shallow-info\n",
        b"shallow " + HEX_A,
        b"unshallow " + HEX_B,
        Special.DELIMITER,
    ]


def test_wanted_refs_are_told_with_what_they_lead_to() -> None:
    assert packets_of(PLAIN.encode_wanted_refs([(b"refs/heads/main", A)])) == [
        b"wanted-refs\n",
        HEX_A + b" refs/heads/main\n",
        Special.DELIMITER,
    ]


def test_the_pack_is_announced() -> None:
    assert PLAIN.encode_packfile_header() == b"000dpackfile\n"
    assert FRAMED.encode_packfile_header() == b"000e\x01packfile\n"


def test_an_error_before_the_pack_is_a_packet_or_a_frame() -> None:
    assert PLAIN.encode_error("unknown ref x\x1b") == b"0016ERR unknown ref x?"
    assert FRAMED.encode_error("unknown ref x") == b"0013\x03unknown ref x\n"


@given(st.lists(st.binary(min_size=20, max_size=20).map(ObjectId), max_size=4), st.booleans())
def test_with_sideband_all_the_same_lines_stand_on_band_1(
    oids: list[ObjectId],
    ready: bool,
) -> None:
    refs = [(b"refs/heads/" + encode_hex(oid), oid) for oid in oids]
    for plain, framed in (
        (
            PLAIN.encode_acknowledgments(oids, ready=ready),
            FRAMED.encode_acknowledgments(oids, ready=ready),
        ),
        (PLAIN.encode_shallow_info(oids, oids), FRAMED.encode_shallow_info(oids, oids)),
        (PLAIN.encode_wanted_refs(refs), FRAMED.encode_wanted_refs(refs)),
    ):
        expected = [p if isinstance(p, Special) else b"\x01" + p for p in packets_of(plain)]
        assert packets_of(framed) == expected


@pytest.mark.parametrize("response", [PLAIN, FRAMED])
def test_git_answers_with_the_same_sections(response: FetchResponse, filled: Path) -> None:
    tip, parent, *_ = real_git.oids_of(filled, "trunk")
    arguments = [
        b"no-progress", b"want-ref refs/heads/trunk", b"have " + encode_hex(parent),
        b"have " + HEX_B, b"deepen 1",
    ]  # fmt: skip
    if response.sideband_all:
        arguments.append(b"sideband-all")
    theirs = real_git.git(
        filled,
        "upload-pack",
        "--stateless-rpc",
        ".",
        stdin=pktline.encode(b"command=fetch")
        + b"0001"
        + b"".join(map(pktline.encode, arguments))
        + b"0000",
        protocol="version=2",
    )
    before_pack = theirs[: theirs.index(response.encode_packfile_header())]
    sections = before_pack.split(pktline.DELIMITER)
    ours = b"".join(
        [
            *response.encode_acknowledgments([parent], ready=True),
            *response.encode_wanted_refs([(b"refs/heads/trunk", tip)]),
            *response.encode_shallow_info([tip], []),
        ]
    )
    # Not in the same order: see the module.
    assert sorted(sections) == sorted(ours.split(pktline.DELIMITER))
    assert theirs[len(before_pack) :].startswith(response.encode_packfile_header())

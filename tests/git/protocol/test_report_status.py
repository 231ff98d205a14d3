from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.oid import ObjectId
from git.protocol import pktline, report_status
from git.protocol.pktline import Packet, Special
from git.protocol.receive_pack import PushCapabilities
from git.protocol.report_status import PushReport, RefReport, RefStatus, Rewrite
from tests.git.protocol import real_git

PLAIN = PushCapabilities(report_status=True)
VERSION_2 = PushCapabilities(report_status=True, report_status_v2=True)
FRAMED = PushCapabilities(report_status_v2=True, side_band_64k=True)
A = ObjectId(b"\xaa" * 20)
B = ObjectId(b"\xbb" * 20)


def lines_of(report: PushReport, capabilities: PushCapabilities) -> list[Packet]:
    return list(pktline.decode_all(b"".join(report_status.encode(report, capabilities))))


def inside(frames: list[Packet]) -> list[Packet]:
    """The report that frames of side-band 1 carry."""
    data = b""
    for frame in frames:
        assert isinstance(frame, bytes)
        assert frame[:1] == b"\x01"
        data += frame[1:]
    return list(pktline.decode_all(data))


MIXED = PushReport(
    (
        RefReport(b"refs/heads/a", RefStatus.OK),
        RefReport(b"refs/heads/b", RefStatus.STALE),
        RefReport(b"refs/heads/c", RefStatus.PROTECTED, "two reviews are missing"),
    )
)
MIXED_LINES = [
    b"unpack ok\n",
    b"ok refs/heads/a\n",
    b"ng refs/heads/b incorrect old value provided\n",
    b"ng refs/heads/c protected branch hook declined (two reviews are missing)\n",
    Special.FLUSH,
]


def test_every_ref_is_reported_with_its_reason() -> None:
    assert lines_of(MIXED, PLAIN) == MIXED_LINES


def test_version_2_is_the_same_where_nothing_was_rewritten() -> None:
    assert lines_of(MIXED, VERSION_2) == MIXED_LINES


def test_with_side_band_the_report_lies_in_frames_before_a_last_flush() -> None:
    *frames, end = lines_of(MIXED, FRAMED)
    assert inside(frames) == MIXED_LINES
    assert end is Special.FLUSH


def test_a_client_that_asks_for_no_report_gets_none() -> None:
    assert lines_of(MIXED, PushCapabilities()) == []
    assert lines_of(MIXED, PushCapabilities(side_band_64k=True)) == [Special.FLUSH]


REWRITTEN = PushReport(
    (
        RefReport(
            b"refs/for/main",
            RefStatus.OK,
            rewrite=Rewrite(b"refs/pull/1/head", A, B, forced_update=True),
        ),
        RefReport(b"refs/heads/x", RefStatus.OK, rewrite=Rewrite(new_oid=B)),
        RefReport(b"refs/heads/y", RefStatus.STALE, rewrite=Rewrite(new_oid=B)),
    )
)


def test_version_2_says_what_was_done_instead() -> None:
    assert lines_of(REWRITTEN, VERSION_2) == [
        b"unpack ok\n",
        b"ok refs/for/main\n",
        b"option refname refs/pull/1/head\n",
        b"option old-oid " + b"a" * 40 + b"\n",
        b"option new-oid " + b"b" * 40 + b"\n",
        b"option forced-update\n",
        b"ok refs/heads/x\n",
        b"option new-oid " + b"b" * 40 + b"\n",
        b"ng refs/heads/y incorrect old value provided\n",
        Special.FLUSH,
    ]


def test_version_1_cannot_say_it() -> None:
    assert lines_of(REWRITTEN, PLAIN)[1:3] == [b"ok refs/for/main\n", b"ok refs/heads/x\n"]


def test_a_pack_that_was_not_taken_in_is_said_first() -> None:
    report = PushReport(
        (RefReport(b"refs/heads/a", RefStatus.PACK_FAILED),),
        unpack_error="the pack exceeds\nthe limit of \x1b[1m100 bytes",
    )
    assert lines_of(report, PLAIN) == [
        b"unpack the pack exceeds the limit of ?[1m100 bytes\n",
        b"ng refs/heads/a unpacker error\n",
        Special.FLUSH,
    ]


def test_a_long_reason_is_cut_between_characters() -> None:
    report = PushReport((), unpack_error="x" + "ü" * 10_000)
    line = lines_of(report, PLAIN)[0]
    assert isinstance(line, bytes)
    assert len(line) <= len(b"unpack \n") + report_status.MAX_REASON
    assert line.decode().rstrip("\n").endswith("ü")


def test_a_name_as_long_as_a_packet_still_gets_its_line() -> None:
    report = PushReport((RefReport(b"refs/" + b"x" * 65_000, RefStatus.INVALID_NAME, "y" * 2000),))
    line = lines_of(report, PLAIN)[1]
    assert isinstance(line, bytes)
    assert len(line) == pktline.MAX_PAYLOAD
    assert line.startswith(b"ng refs/xxx")


@pytest.mark.parametrize("status", RefStatus)
def test_a_reason_is_one_line_of_plain_text(status: RefStatus) -> None:
    assert status.value.isascii()
    assert status.value.isprintable()


@given(
    st.lists(
        st.builds(
            RefReport,
            st.binary(min_size=1, max_size=30).map(lambda name: name.replace(b"\n", b"-")),
            st.sampled_from(RefStatus),
            st.text(max_size=20),
        ),
        max_size=5,
    ),
    st.sampled_from([PLAIN, VERSION_2, FRAMED]),
)
def test_a_report_has_one_line_for_each_ref(
    refs: list[RefReport], capabilities: PushCapabilities
) -> None:
    packets = lines_of(PushReport(tuple(refs)), capabilities)
    if capabilities.side_band_64k:
        assert packets.pop() is Special.FLUSH
        packets = inside(packets)
    assert packets.pop() is Special.FLUSH
    assert len(packets) == 1 + len(refs)
    for packet, ref in zip(packets[1:], refs, strict=True):
        assert isinstance(packet, bytes)
        word = b"ok " if ref.status is RefStatus.OK else b"ng "
        assert packet.startswith(word + ref.refname)
        assert packet.endswith(b"\n")
        assert packet.count(b"\n") == 1


def test_git_reports_in_the_same_words(tmp_path: Path) -> None:
    repository = tmp_path / "r.git"
    real_git.create(repository)
    real_git.fill(repository)
    tip = real_git.oids_of(repository, "trunk")[0].hex().encode()
    old = real_git.oids_of(repository, "trunk~2")[0].hex().encode()
    zero = b"0" * 40
    updates = [
        (tip, zero, b"refs/heads/trunk"),
        (zero, tip, b"refs/heads/bad..name"),
        (zero, tip, b"refs/heads/good"),
        (old, zero, b"refs/heads/feature/x"),
    ]
    first = b"\0 report-status-v2 side-band-64k agent=x"
    body = b""
    for old_oid, new_oid, refname in updates:
        body += pktline.encode(b"%b %b %b%b" % (old_oid, new_oid, refname, first))
        first = b""
    pack = real_git.git(repository, "pack-objects", "--stdout")
    theirs = real_git.git(
        repository, "receive-pack", "--stateless-rpc", ".", stdin=body + b"0000" + pack
    )
    report = PushReport(
        (
            RefReport(b"refs/heads/trunk", RefStatus.CURRENT_BRANCH),
            RefReport(b"refs/heads/bad..name", RefStatus.INVALID_NAME),
            RefReport(b"refs/heads/good", RefStatus.OK),
            RefReport(b"refs/heads/feature/x", RefStatus.OK),
        )
    )
    # What git says to the person, on side-band 2, is not part of the report.
    found = [
        packet
        for packet in pktline.decode_all(theirs)
        if isinstance(packet, Special) or packet.startswith(b"\x01")
    ]
    assert found == lines_of(report, FRAMED)

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import GitError, LimitExceeded, PktLineError, ProtocolError, UnexpectedLine
from git.filter import Filter
from git.oid import ObjectId
from git.protocol import command, fetch, pktline, upload_pack_v0
from git.protocol.fetch import Deepen
from git.protocol.upload_pack_v0 import MultiAck, UploadPackRequest

A = ObjectId(b"\xaa" * 20)
B = ObjectId(b"\xbb" * 20)
C = ObjectId(b"\xcc" * 20)
WANT_A = b"want " + b"a" * 40
WANT_B = b"want " + b"b" * 40
HAVE_B = b"have " + b"b" * 40
HAVE_C = b"have " + b"c" * 40


def wire(*packets: bytes | None) -> bytes:
    """Packets, flushes for None."""
    return b"".join(pktline.FLUSH if p is None else pktline.encode(p) for p in packets)


def decoded(*packets: bytes | None) -> UploadPackRequest:
    return upload_pack_v0.decode(wire(*packets))


def test_a_clone_wants_and_is_done() -> None:
    found = decoded(
        WANT_A + b" multi_ack_detailed no-done side-band-64k thin-pack ofs-delta agent=git/2.39.5",
        WANT_B,
        None,
        b"done\n",
    )
    assert found.fetch.wants == (A, B)
    assert found.fetch.haves == ()
    assert found.fetch.done
    assert found.fetch.thin_pack
    assert found.fetch.ofs_delta
    assert not found.fetch.include_tag
    assert found.multi_ack is MultiAck.DETAILED
    assert found.no_done
    assert found.max_data == 65515
    assert found.negotiates


@pytest.mark.parametrize(
    "first",
    [
        # libgit2
        WANT_A + b" multi_ack_detailed side-band-64k include-tag thin-pack ofs-delta \n",
        # JGit
        WANT_A + b"  multi_ack_detailed include-tag side-band-64k thin-pack ofs-delta\n",
        # the oldest way: no blank at all
        WANT_A + b"multi_ack_detailed include-tag side-band-64k thin-pack ofs-delta",
    ],
)
def test_clients_differ_in_blanks(first: bytes) -> None:
    found = decoded(first, None, b"done")
    assert found.multi_ack is MultiAck.DETAILED
    assert found.fetch.include_tag
    assert found.fetch.thin_pack
    assert found.fetch.ofs_delta
    assert found.max_data == 65515


@pytest.mark.parametrize(
    ("tokens", "multi_ack", "max_data"),
    [
        (b"", MultiAck.NONE, None),
        (b"multi_ack", MultiAck.MULTI_ACK, None),
        (b"multi_ack multi_ack_detailed", MultiAck.DETAILED, None),
        (b"side-band", MultiAck.NONE, 995),
        (b"side-band side-band-64k", MultiAck.NONE, 65515),
    ],
)
def test_the_best_of_each_kind_is_spoken(
    tokens: bytes, multi_ack: MultiAck, max_data: int | None
) -> None:
    found = decoded(WANT_A + b" " + tokens, None, b"done")
    assert (found.multi_ack, found.max_data) == (multi_ack, max_data)


def test_capabilities_may_stand_after_any_want() -> None:
    found = decoded(WANT_A + b" thin-pack", WANT_B + b" ofs-delta", None, b"done")
    assert found.fetch.thin_pack
    assert found.fetch.ofs_delta


@pytest.mark.parametrize("end", [None, b"done"])
def test_a_round_ends_with_a_flush_or_with_done(end: bytes | None) -> None:
    found = decoded(WANT_A + b" multi_ack_detailed", None, HAVE_B + b"\n", HAVE_C, end)
    assert found.fetch.haves == (B, C)
    assert found.fetch.done is (end is not None)
    assert found.negotiates


def test_what_comes_after_the_end_of_a_round_is_not_read() -> None:
    once = decoded(WANT_A, None, HAVE_B, None)
    assert decoded(WANT_A, None, HAVE_B, None, HAVE_C, b"done") == once
    assert decoded(WANT_A, None, b"done", b"rubbish").fetch.haves == ()


def test_a_request_that_ends_after_the_wants_expects_a_shallow_list_alone() -> None:
    found = decoded(WANT_A + b" side-band-64k ", b"deepen 1", None)
    assert not found.negotiates
    assert not found.fetch.done
    assert found.fetch.deepen == Deepen(depth=1)


def test_shallow_lines_need_not_be_announced() -> None:
    found = decoded(WANT_A + b" side-band-64k", b"shallow " + b"c" * 40, b"deepen 1", None, b"done")
    assert found.fetch.shallows == (C,)
    assert found.fetch.deepen == Deepen(depth=1)


def test_history_may_be_cut_in_four_ways() -> None:
    relative = decoded(WANT_A + b" deepen-relative", b"deepen 2", None, b"done")
    assert relative.fetch.deepen == Deepen(depth=2, relative=True)
    by_names = decoded(WANT_A, b"deepen-since 5", b"deepen-not v1", None, b"done")
    assert by_names.fetch.deepen == Deepen(since=5, excluded=(b"v1",))


def test_a_filter_must_be_announced() -> None:
    found = decoded(WANT_A + b" filter", b"filter blob:none", None, b"done")
    assert found.fetch.object_filter == Filter(blob_limit=0)
    with pytest.raises(ProtocolError, match="filtering capability not negotiated"):
        decoded(WANT_A, b"filter blob:none", None, b"done")


@pytest.mark.parametrize("body", [b"", b"0000", b"00000009done\n"])
def test_a_body_may_ask_for_nothing(body: bytes) -> None:
    found = upload_pack_v0.decode(body)
    assert found.fetch.asks_for_nothing
    assert not found.negotiates


def test_another_object_format_is_refused() -> None:
    with pytest.raises(ProtocolError, match="server sha1; client sha256"):
        decoded(WANT_A + b" object-format=sha256", None, b"done")


@pytest.mark.parametrize(
    "line",
    [
        b"", b"wan", b"want", HAVE_B, b"done", b"thin-pack", b"want-ref refs/heads/main",
        b"deepen-relative", b"command=fetch", b"wait-for-done",
    ],
)  # fmt: skip
def test_a_line_that_is_no_want_is_fatal_among_the_wants(line: bytes) -> None:
    with pytest.raises(UnexpectedLine, match="unexpected line: '"):
        decoded(WANT_A, line, None, b"done")


@pytest.mark.parametrize("line", [b"", WANT_B, b"deepen 1", b"shallow " + b"c" * 40, b"done 1"])
def test_a_line_that_is_no_have_is_fatal_among_the_haves(line: bytes) -> None:
    with pytest.raises(UnexpectedLine, match="unexpected line: '"):
        decoded(WANT_A, None, HAVE_B, line, None)


@pytest.mark.parametrize("line", [b"want " + b"a" * 39, b"want main", b"want " + b"A" * 40])
def test_only_whole_ids_are_wanted(line: bytes) -> None:
    with pytest.raises(ProtocolError, match="not an object id"):
        decoded(line, None, b"done")


def test_a_request_may_not_end_among_its_haves() -> None:
    with pytest.raises(ProtocolError, match="ends before its haves do"):
        decoded(WANT_A, None, HAVE_B)


def test_a_request_may_not_end_among_its_wants() -> None:
    with pytest.raises(ProtocolError, match="ends before its wants do"):
        decoded(WANT_A)


WHOLE = wire(WANT_A + b" multi_ack_detailed", None, HAVE_B, HAVE_C, b"done")


@pytest.mark.parametrize("cut", [*range(1, 4), 30, len(WHOLE) - 7, len(WHOLE) - 1])
def test_a_request_may_not_end_inside_a_packet(cut: int) -> None:
    with pytest.raises(PktLineError, match="ends inside a packet"):
        upload_pack_v0.decode(WHOLE[:cut])


def test_there_are_limits_to_wants_haves_and_bytes() -> None:
    wants = [b"want %040x" % number for number in range(fetch.MAX_WANTS + 1)]
    haves = [b"have %040x" % number for number in range(fetch.MAX_HAVES + 1)]
    with pytest.raises(LimitExceeded, match="the number of wants"):
        decoded(*wants, None, b"done")
    with pytest.raises(LimitExceeded, match="the number of haves"):
        decoded(WANT_A, None, *haves, b"done")
    with pytest.raises(LimitExceeded, match="the request in bytes"):
        upload_pack_v0.decode(bytes(command.MAX_REQUEST_BYTES + 1))


def test_a_shallow_list_is_lines_and_a_flush() -> None:
    assert b"".join(upload_pack_v0.encode_shallow_list([A], [B])) == (
        b"0034shallow " + b"a" * 40 + b"0036unshallow " + b"b" * 40 + b"0000"
    )
    assert b"".join(upload_pack_v0.encode_shallow_list([], [])) == b"0000"


OIDS = st.binary(min_size=20, max_size=20).map(ObjectId)


@given(st.lists(OIDS, min_size=1, max_size=5, unique=True), st.lists(OIDS, max_size=5))
def test_every_request_is_decoded_as_it_was_meant(
    wants: list[ObjectId], haves: list[ObjectId]
) -> None:
    found = decoded(
        *(b"want " + oid.hex().encode() for oid in wants),
        None,
        *(b"have " + oid.hex().encode() for oid in haves),
        b"done",
    )
    assert found.fetch.wants == tuple(wants)
    assert found.fetch.haves == tuple(haves)


@given(st.binary(max_size=120))
def test_noise_is_refused_or_decoded_but_never_crashes(noise: bytes) -> None:
    found = None
    for body in (noise, wire(noise, None), wire(WANT_A + noise, None), wire(WANT_A, None) + noise):
        with suppress(GitError):
            found = upload_pack_v0.decode(body)
    assert found is None or len(found.fetch.wants) <= 2

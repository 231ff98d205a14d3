from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import GitError, LimitExceeded, PktLineError, ProtocolError
from git.oid import ZERO_OID, ObjectId
from git.protocol import advertise, pktline, receive_pack, report_status
from git.protocol.advertise import Service
from git.protocol.receive_pack import (
    Action,
    CommandDecoder,
    PushCapabilities,
    PushRequest,
    RefUpdate,
)
from git.protocol.report_status import PushReport, RefReport, RefStatus
from tests.git.protocol import real_git

A = ObjectId(b"\xaa" * 20)
B = ObjectId(b"\xbb" * 20)
CREATE = b"0" * 40 + b" " + b"a" * 40 + b" refs/heads/main"
UPDATE = b"a" * 40 + b" " + b"b" * 40 + b" refs/heads/main"
DELETE = b"a" * 40 + b" " + b"0" * 40 + b" refs/heads/old"
PACK = b"PACK\0\0\0\2rest of the pack 0000"


def wire(*packets: bytes | None) -> bytes:
    """Packets, flushes for None."""
    return b"".join(pktline.FLUSH if p is None else pktline.encode(p) for p in packets)


def decoded(data: bytes) -> tuple[PushRequest, bytes]:
    decoder = CommandDecoder()
    request = decoder.receive(data)
    assert request is not None
    decoder.close()
    return request, decoder.take_rest()


def test_a_push_is_its_updates_and_then_its_pack() -> None:
    request, rest = decoded(wire(CREATE + b"\0 report-status agent=git/2", DELETE, None) + PACK)
    assert request.updates == (
        RefUpdate(b"refs/heads/main", ZERO_OID, A),
        RefUpdate(b"refs/heads/old", A, ZERO_OID),
    )
    assert rest == PACK
    assert request.has_pack
    assert not request.is_probe


@pytest.mark.parametrize(
    ("line", "action"),
    [(CREATE, Action.CREATE), (UPDATE, Action.UPDATE), (DELETE, Action.DELETE)],
)
def test_what_an_update_does_follows_from_its_ids(line: bytes, action: Action) -> None:
    request, _ = decoded(wire(line, None))
    assert [update.action for update in request.updates] == [action]


def test_to_delete_what_does_not_exist_is_a_deletion() -> None:
    assert RefUpdate(b"refs/heads/x", ZERO_OID, ZERO_OID).action is Action.DELETE


def test_a_push_that_only_deletes_has_no_pack() -> None:
    request, rest = decoded(wire(DELETE + b"\0report-status delete-refs", None))
    assert not request.has_pack
    assert rest == b""


def test_a_flush_alone_is_a_probe() -> None:
    request, rest = decoded(b"0000")
    assert request == PushRequest()
    assert request.is_probe
    assert not request.has_pack
    assert rest == b""


@pytest.mark.parametrize(
    "first",
    [
        CREATE + b"\0 report-status-v2 side-band-64k object-format=sha1 agent=git/2.39.5",
        CREATE + b"\0report-status-v2 side-band-64k agent=git/2.39.5",
        CREATE + b"\0report-status-v2 side-band-64k agent=git/2.39.5\n",
        CREATE + b"\0 report-status-v2  side-band-64k agent=git/2.39.5 ",
    ],
)
def test_clients_differ_in_blanks_and_line_feeds(first: bytes) -> None:
    request, _ = decoded(wire(first, None))
    assert request.updates == (RefUpdate(b"refs/heads/main", ZERO_OID, A),)
    assert request.capabilities.report_status_v2
    assert not request.capabilities.report_status
    assert request.capabilities.side_band_64k
    assert request.capabilities.agent == b"git/2.39.5"


def test_a_line_may_end_with_a_line_feed_or_not() -> None:
    with_line_feed, _ = decoded(wire(CREATE + b"\n", DELETE + b"\n", None))
    without, _ = decoded(wire(CREATE, DELETE, None))
    assert with_line_feed == without


@pytest.mark.parametrize(
    "name",
    [
        "report_status", "report_status_v2", "atomic", "quiet", "side_band_64k", "delete_refs",
        "ofs_delta", "push_options",
    ],
)  # fmt: skip
def test_each_capability_is_asked_for_by_name(name: str) -> None:
    asked = receive_pack.decode_capabilities(b" " + name.replace("_", "-").encode())
    assert asked == replace(PushCapabilities(), **{name: True})


def test_a_session_is_named_by_its_id() -> None:
    assert receive_pack.decode_capabilities(b"session-id=ab12").session_id == b"ab12"


def test_a_push_of_another_object_format_is_refused() -> None:
    with pytest.raises(ProtocolError, match="server sha1; client sha256"):
        decoded(wire(CREATE + b"\0object-format=sha256", None))


def test_push_options_come_after_a_flush_of_their_own() -> None:
    data = wire(CREATE + b"\0push-options", None, b"ci.skip", b"title=a b\n", b"", None) + PACK
    request, rest = decoded(data)
    assert request.push_options == (b"ci.skip", b"title=a b", b"")
    assert rest == PACK


def test_without_the_capability_there_is_no_section_of_options() -> None:
    request, rest = decoded(wire(CREATE, None) + PACK)
    assert request.push_options == ()
    assert rest == PACK


def test_a_push_from_a_shallow_clone_says_where_it_was_cut() -> None:
    request, _ = decoded(wire(b"shallow " + b"b" * 40, CREATE + b"\0 quiet", None))
    assert request.shallows == (B,)
    assert len(request.updates) == 1
    assert request.capabilities.quiet


def test_one_name_may_be_given_twice_which_is_for_the_report_to_judge() -> None:
    request, _ = decoded(wire(CREATE, UPDATE, None))
    assert [update.refname for update in request.updates] == [b"refs/heads/main"] * 2


@pytest.mark.parametrize(
    ("packets", "message"),
    [
        ((b"", None), "expected old/new/ref, got ''"),
        ((CREATE[:81], None), "expected old/new/ref"),
        ((CREATE[:82], None), "expected old/new/ref"),
        ((CREATE.replace(b" ", b"\t"), None), "expected old/new/ref"),
        ((CREATE.replace(b"a" * 40, b"g" * 40), None), "not an object id"),
        ((CREATE.replace(b"a" * 40, b"a" * 39 + b"\n"), None), "not an object id"),
        ((b"a" * 64 + b" " + b"b" * 64 + b" refs/heads/x", None), "expected old/new/ref"),
        ((b"shallow " + b"z" * 40, None), "not an object id"),
        ((b"shallow ", None), "not an object id"),
        ((b"push-cert\0 report-status", b"certificate version 0.1\n", None), "--no-signed"),
        ((CREATE + b"\0quiet", DELETE + b"\0atomic", None), "in the first line of a push only"),
        ((CREATE + b"\0push-options", None, b"two\nlines", None), "one line of text"),
        ((CREATE + b"\0push-options", None, b"nul\0", None), "one line of text"),
        ((b"want " + b"a" * 40, None), "expected old/new/ref"),
        ((b"\x1b[31m" * 400, None), "expected old/new/ref, got '.{1,900}'$"),
    ],
)
def test_what_is_no_push_is_refused_in_words(
    packets: tuple[bytes | None, ...], message: str
) -> None:
    with pytest.raises(ProtocolError, match=message):
        CommandDecoder().receive(wire(*packets))


@pytest.mark.parametrize("special", [b"0001", b"0002"])
@pytest.mark.parametrize("before", [b"", wire(CREATE + b"\0push-options", None)])
def test_no_other_packet_can_end_the_commands(special: bytes, before: bytes) -> None:
    with pytest.raises(
        ProtocolError, match=f"expected a flush packet in a push, got '{special.decode()}'"
    ):
        CommandDecoder().receive(before + special)


@pytest.mark.parametrize(
    "data", [b"", wire(CREATE), wire(CREATE + b"\0push-options", None), wire(CREATE)[:-3], b"00"]
)
def test_a_push_may_not_end_before_its_commands_do(data: bytes) -> None:
    decoder = CommandDecoder()
    assert decoder.receive(data) is None
    with pytest.raises(ProtocolError, match="ends"):
        decoder.close()


def test_a_push_of_too_many_refs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive_pack, "MAX_UPDATES", 3)
    assert len(decoded(wire(*[CREATE] * 3, None))[0].updates) == 3
    with pytest.raises(LimitExceeded, match="the number of refs in a push exceeds the limit of 3"):
        CommandDecoder().receive(wire(*[CREATE] * 4))


def test_a_push_of_too_many_bytes_of_commands_is_refused() -> None:
    long_line = wire(CREATE + b"/x" * 30_000)
    decoder = CommandDecoder()
    for _ in range(receive_pack.MAX_COMMAND_BYTES // len(long_line)):
        assert decoder.receive(long_line) is None
    with pytest.raises(LimitExceeded, match="in bytes exceeds"):
        decoder.receive(long_line)


def test_packets_without_payload_count_as_bytes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive_pack, "MAX_COMMAND_BYTES", 300)
    with pytest.raises(LimitExceeded, match="in bytes exceeds"):
        CommandDecoder().receive(wire(CREATE + b"\0push-options", None) + b"0004" * 100)


def test_a_push_of_too_many_shallow_lines_is_refused() -> None:
    line = b"shallow " + b"a" * 40
    decoder = CommandDecoder()
    assert decoder.receive(wire(*[line] * receive_pack.MAX_SHALLOWS)) is None
    with pytest.raises(LimitExceeded, match="shallow lines"):
        decoder.receive(wire(line))


def test_too_many_push_options_are_refused() -> None:
    start = wire(CREATE + b"\0push-options", None)
    most = [b"o"] * receive_pack.MAX_PUSH_OPTIONS
    assert len(decoded(start + wire(*most, None))[0].push_options) == len(most)
    with pytest.raises(LimitExceeded, match="the number of push options"):
        CommandDecoder().receive(start + wire(*most, b"o"))


def test_too_large_push_options_are_refused() -> None:
    start = wire(CREATE + b"\0push-options", None)
    half = receive_pack.MAX_PUSH_OPTION_BYTES // 2
    request, _ = decoded(start + wire(b"o" * half, b"o" * half, None))
    assert len(request.push_options) == 2
    with pytest.raises(LimitExceeded, match="push options in bytes"):
        CommandDecoder().receive(start + wire(b"o" * half, b"o" * half, b"o"))


WHOLE = (
    wire(b"shallow " + b"b" * 40, UPDATE + b"\0 atomic push-options", DELETE, None, b"o=1", None)
    + PACK
)


def test_it_does_not_matter_how_the_bytes_are_cut() -> None:
    for cut in range(len(WHOLE) + 1):
        decoder = CommandDecoder()
        request = decoder.receive(WHOLE[:cut])
        if request is None:
            request = decoder.receive(WHOLE[cut:])
            rest = decoder.take_rest()
        else:
            rest = decoder.take_rest() + WHOLE[cut:]
        assert (request, rest) == decoded(WHOLE)


OIDS = st.binary(min_size=20, max_size=20).map(ObjectId)
NAMES = st.binary(min_size=1, max_size=40).map(lambda name: name.strip(b"\0\n") or b"x")
UPDATES = st.builds(RefUpdate, NAMES.filter(lambda name: b"\0" not in name), OIDS, OIDS)


@given(st.lists(UPDATES, min_size=1, max_size=8), st.booleans(), st.binary(max_size=30))
def test_every_push_is_decoded_as_it_was_meant(
    updates: list[RefUpdate], ends_lines: bool, pack: bytes
) -> None:
    lines = [
        f"{update.old_oid.hex()} {update.new_oid.hex()} ".encode()
        + update.refname
        + (b"\n" if ends_lines else b"")
        for update in updates
    ]
    request, rest = decoded(wire(*lines, None) + pack)
    assert request.updates == tuple(updates)
    assert rest == pack


@given(st.binary(max_size=300))
def test_noise_is_refused_or_decoded_but_never_crashes(noise: bytes) -> None:
    for data in (noise, pktline.encode(noise) + b"0000", wire(CREATE + b"\0" + noise, None)):
        request = None
        with suppress(GitError):
            request = CommandDecoder().receive(data)
        assert request is None or len(request.updates) <= 1


def test_a_truncated_packet_is_reported_as_such() -> None:
    decoder = CommandDecoder()
    decoder.receive(wire(CREATE)[:20])
    with pytest.raises(PktLineError, match="ends inside a packet"):
        decoder.close()


def test_a_real_git_client_is_understood_and_understands(filled: Path, tmp_path: Path) -> None:
    """`send-pack --stateless-rpc` reads advertisement and report, and wraps its body in packets."""
    git = tmp_path / "client.git"
    real_git.git(tmp_path, "clone", "-q", "--bare", str(filled), str(git))
    stored = real_git.refs_of(filled)
    prelude, *offered = advertise.encode_v0(
        Service.RECEIVE_PACK, 0, (ref for ref in stored if ref.refname == b"refs/heads/feature/x")
    )
    assert prelude.startswith(b"001f# service=git-receive-pack")
    capabilities = receive_pack.decode_capabilities(b"report-status-v2 side-band-64k")
    report = PushReport(
        (
            RefReport(b"refs/heads/new", RefStatus.OK),
            RefReport(b"refs/heads/feature/x", RefStatus.PROTECTED, "ask an owner"),
        )
    )
    sent = real_git.git(
        git,
        "send-pack",
        "--stateless-rpc",
        "--helper-status",
        "--push-option=ci.skip",
        "https://example.com/r",
        "trunk:refs/heads/new",
        ":refs/heads/feature/x",
        stdin=b"".join(offered) + b"".join(report_status.encode(report, capabilities)),
        check=False,
    )
    packets = pktline.Decoder()
    packets.receive(sent)
    body = b""
    while isinstance(packet := packets.next_packet(), bytes):
        body += packet
    status = packets.take_rest()

    request, pack = decoded(body)
    assert {(update.refname, update.action) for update in request.updates} == {
        (b"refs/heads/new", Action.CREATE),
        (b"refs/heads/feature/x", Action.DELETE),
    }
    assert request.push_options == (b"ci.skip",)
    assert request.capabilities.report_status_v2
    assert request.capabilities.side_band_64k
    assert pack.startswith(b"PACK") or pack == b""
    assert b"ok refs/heads/new\n" in status
    assert b"error refs/heads/feature/x protected branch hook declined (ask an owner)" in status

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from git.oid import ObjectId, encode_hex
from git.protocol import fetch, negotiate, pktline, upload_pack_v0
from git.protocol.capability import Capabilities
from git.protocol.command import Command
from git.protocol.fetch import FetchRequest
from git.protocol.negotiate import Negotiated
from git.protocol.upload_pack_v0 import MultiAck, UploadPackRequest
from tests.git.protocol import real_git

WANT = ObjectId(b"\xee" * 20)
NEWER, OLDER, OLDEST = (ObjectId(bytes([n]) * 20) for n in (0xA1, 0xA2, 0xA3))
UNKNOWN, STRANGE = (ObjectId(bytes([n]) * 20) for n in (0xB1, 0xB2))


def has(oid: ObjectId) -> bool:
    return oid in (NEWER, OLDER, OLDEST)


def enough(*needed: ObjectId) -> negotiate.Satisfied:
    return lambda common: set(needed) <= set(common)


def never(_: Sequence[ObjectId]) -> bool:
    return False


def texts(found: Negotiated) -> list[str]:
    """The lines, with ids by name and packets without payload by theirs."""
    names = {
        NEWER: "newer",
        OLDER: "older",
        OLDEST: "oldest",
        UNKNOWN: "unknown",
        STRANGE: "strange",
    }
    lines: list[str] = []
    for packet in pktline.decode_all(found.acknowledgments):
        line = packet.decode().rstrip("\n") if isinstance(packet, bytes) else packet.name
        for oid, name in names.items():
            line = line.replace(oid.hex(), name)
        lines.append(line)
    return lines


def v2(*haves: ObjectId, done: bool = False, wait_for_done: bool = False) -> FetchRequest:
    return FetchRequest(wants=(WANT,), haves=haves, done=done, wait_for_done=wait_for_done)


def v0(
    multi_ack: MultiAck, *haves: ObjectId, done: bool = False, no_done: bool = False
) -> UploadPackRequest:
    return UploadPackRequest(
        FetchRequest(wants=(WANT,), haves=haves, done=done), multi_ack, no_done
    )


def test_in_v2_a_client_with_nothing_gets_its_pack_at_once() -> None:
    assert negotiate.negotiate_v2(v2(), has, never) == Negotiated(sends_pack=True)
    assert negotiate.negotiate_v2(v2(done=True), has, never) == Negotiated(sends_pack=True)


def test_in_v2_who_wants_nothing_is_told_nothing() -> None:
    request = FetchRequest(haves=(NEWER,))
    assert negotiate.negotiate_v2(request, has, enough()) == Negotiated()


def test_in_v2_what_is_common_is_acknowledged_in_order_until_we_are_ready() -> None:
    found = negotiate.negotiate_v2(v2(NEWER, UNKNOWN, OLDER), has, enough(OLDEST))
    assert texts(found) == ["acknowledgments", "ACK newer", "ACK older", "FLUSH"]
    assert found.common == (NEWER, OLDER)
    assert not found.sends_pack


def test_in_v2_ready_comes_with_a_delimiter_and_the_pack() -> None:
    found = negotiate.negotiate_v2(v2(NEWER, UNKNOWN), has, enough(NEWER))
    assert texts(found) == ["acknowledgments", "ACK newer", "ready", "DELIMITER"]
    assert found.sends_pack


def test_in_v2_nothing_in_common_is_one_nak() -> None:
    found = negotiate.negotiate_v2(v2(UNKNOWN, STRANGE), has, enough())
    assert texts(found) == ["acknowledgments", "NAK", "FLUSH"]
    assert not found.sends_pack


def test_in_v2_after_done_there_is_no_section() -> None:
    found = negotiate.negotiate_v2(v2(NEWER, UNKNOWN, done=True), has, never)
    assert found == Negotiated((NEWER,), b"", sends_pack=True)


def test_in_v2_a_client_that_waits_for_done_never_hears_ready() -> None:
    found = negotiate.negotiate_v2(v2(NEWER, wait_for_done=True), has, enough(NEWER))
    assert texts(found) == ["acknowledgments", "ACK newer", "FLUSH"]
    only_negotiates = FetchRequest(haves=(NEWER,), wait_for_done=True)
    assert negotiate.negotiate_v2(only_negotiates, has, enough()) == found


def test_in_v2_with_sideband_all_acknowledgments_stand_on_band_1() -> None:
    request = replace(v2(NEWER), sideband_all=True)
    found = negotiate.negotiate_v2(request, has, never)
    assert found.acknowledgments.startswith(b"0015\x01acknowledgments\n")


def test_in_v0_a_client_with_nothing_hears_nak_and_gets_its_pack() -> None:
    for multi_ack in MultiAck:
        found = negotiate.negotiate_v0(v0(multi_ack, done=True), has, never)
        assert texts(found) == ["NAK"]
        assert found.sends_pack


def test_in_v0_a_round_without_done_is_lines_without_a_pack() -> None:
    found = negotiate.negotiate_v0(v0(MultiAck.DETAILED, NEWER, UNKNOWN), has, never)
    assert texts(found) == ["ACK newer common", "NAK"]
    assert not found.sends_pack


def test_in_v0_readiness_is_said_of_what_we_lack() -> None:
    found = negotiate.negotiate_v0(
        v0(MultiAck.DETAILED, UNKNOWN, NEWER, UNKNOWN, OLDER, STRANGE), has, enough(OLDER)
    )
    assert texts(found) == [
        "ACK newer common",
        "ACK older common",
        "ACK strange ready",
        "NAK",
    ]


def test_in_v0_readiness_is_said_at_the_end_when_we_know_everything() -> None:
    found = negotiate.negotiate_v0(v0(MultiAck.DETAILED, NEWER, OLDER), has, enough(NEWER))
    assert texts(found) == ["ACK newer common", "ACK older common", "ACK older ready", "NAK"]
    assert not found.sends_pack


def test_in_v0_a_client_with_no_done_gets_its_pack_as_soon_as_we_are_ready() -> None:
    found = negotiate.negotiate_v0(v0(MultiAck.DETAILED, NEWER, no_done=True), has, enough(NEWER))
    assert texts(found) == ["ACK newer common", "ACK newer ready", "NAK", "ACK newer"]
    assert found.sends_pack
    not_ready = negotiate.negotiate_v0(v0(MultiAck.DETAILED, NEWER, no_done=True), has, never)
    assert not not_ready.sends_pack


def test_in_v0_done_is_answered_with_the_last_common_commit() -> None:
    detailed = negotiate.negotiate_v0(
        v0(MultiAck.DETAILED, NEWER, OLDER, UNKNOWN, done=True), has, never
    )
    assert texts(detailed) == ["ACK newer common", "ACK older common", "ACK older"]
    assert detailed.sends_pack
    assert detailed.common == (NEWER, OLDER)


def test_in_v0_multi_ack_says_continue_where_detailed_says_more() -> None:
    found = negotiate.negotiate_v0(
        v0(MultiAck.MULTI_ACK, NEWER, UNKNOWN, done=True), has, enough(NEWER)
    )
    assert texts(found) == ["ACK newer continue", "ACK unknown continue", "ACK newer"]
    flushed = negotiate.negotiate_v0(v0(MultiAck.MULTI_ACK, NEWER), has, enough(NEWER))
    assert texts(flushed) == ["ACK newer continue", "NAK"]


def test_in_v0_without_multi_ack_only_the_first_common_commit_is_told() -> None:
    found = negotiate.negotiate_v0(v0(MultiAck.NONE, UNKNOWN, NEWER, OLDER), has, enough(NEWER))
    assert texts(found) == ["ACK newer"]
    done = negotiate.negotiate_v0(v0(MultiAck.NONE, NEWER, OLDER, done=True), has, never)
    assert texts(done) == ["ACK newer"]
    assert done.sends_pack
    assert texts(negotiate.negotiate_v0(v0(MultiAck.NONE, UNKNOWN), has, never)) == ["NAK"]


def test_in_v0_a_request_for_the_shallow_list_is_not_negotiated() -> None:
    request = replace(v0(MultiAck.DETAILED), negotiates=False)
    assert negotiate.negotiate_v0(request, has, enough()) == Negotiated()


def test_in_v0_who_wants_nothing_is_told_nothing() -> None:
    request = UploadPackRequest(FetchRequest(haves=(NEWER,), done=True))
    assert negotiate.negotiate_v0(request, has, enough()) == Negotiated()


def test_history_is_walked_a_few_times_however_haves_are_mixed() -> None:
    ours = [ObjectId(number.to_bytes(20, "big")) for number in range(0, 2000, 2)]
    haves = [ObjectId(number.to_bytes(20, "big")) for number in range(2000)]
    walks = 0

    def satisfied(common: Sequence[ObjectId]) -> bool:
        nonlocal walks
        walks += 1
        return len(common) >= 700

    found = negotiate.negotiate_v0(v0(MultiAck.DETAILED, *haves), set(ours).__contains__, satisfied)
    assert walks <= 12
    lines = texts(found)
    assert sum(line.endswith(" ready") for line in lines) == 301
    assert lines.index(f"ACK {haves[1399].hex()} ready") == 700


COMMITS = 12


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two branches of six commits each, on six commits that they share."""
    directory = tmp_path_factory.mktemp("real") / "forked.git"
    real_git.create(directory)
    stream = [b"blob\nmark :1\ndata 2\nx\n\n"]
    for number in range(COMMITS + 6):
        branch = b"left" if number < COMMITS else b"right"
        start = b"from :%d\n" % (100 + COMMITS - 7) if number == COMMITS else b""
        stream.append(
            b"commit refs/heads/%b\nmark :%d\ncommitter A <a@example.com> %d +0000\ndata 2\nc\n"
            b"%bM 100644 :1 file%d\n\n" % (branch, 100 + number, 1700000000 + number, start, number)
        )
    real_git.git(directory, "fast-import", "--quiet", stdin=b"".join(stream))
    return directory


class RealHistory:
    """The two branches, which are lines, walked by git's own rule (ok_to_give_up)."""

    def __init__(self, directory: Path) -> None:
        self.left = real_git.oids_of(directory, "--topo-order", "left")
        self.right = real_git.oids_of(directory, "--topo-order", "right")
        self._parents = dict([*pairwise(self.left), *pairwise(self.right)])
        # Every commit that the right branch has for itself is younger than all others.
        youngest_first = [*self.right[:6], *self.left]
        self._dates = {oid: -age for age, oid in enumerate(youngest_first)}

    def has(self, oid: ObjectId) -> bool:
        return oid in self._dates

    def satisfied(self, wants: Sequence[ObjectId]) -> negotiate.Satisfied:
        return lambda common: all(self._reaches(want, common) for want in wants)

    def _reaches(self, want: ObjectId, common: Sequence[ObjectId]) -> bool:
        oldest = min(self._dates[oid] for oid in common)
        ends = {*common, *(self._parents[oid] for oid in common if oid in self._parents)}
        commit = want
        while commit not in ends:
            parent = self._parents.get(commit)
            if parent is None or (self._dates[commit] < oldest and commit != want):
                return False
            commit = parent
        return True


@pytest.fixture(scope="module")
def history(forked: Path) -> RealHistory:
    return RealHistory(forked)


def oids_or_strangers(history: RealHistory) -> list[ObjectId]:
    strangers = [ObjectId(bytes([number]) * 20) for number in range(1, 4)]
    return [*history.left[2:], *history.right[2:], *strangers]


def before_pack(answer: bytes) -> bytes:
    """What an answer without side-band, or in v2, says before its pack."""
    for start in (b"000dpackfile\n", b"PACK"):
        if start in answer:
            return answer[: answer.index(start)]
    return answer


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_git_acknowledges_the_same_in_v2(
    data: st.DataObject, forked: Path, history: RealHistory
) -> None:
    haves = data.draw(st.lists(st.sampled_from(oids_or_strangers(history)), min_size=1, max_size=6))
    flags = data.draw(st.sets(st.sampled_from([b"done", b"wait-for-done", b"sideband-all"])))
    tips = data.draw(st.sampled_from([(0,), (0, 1)]))
    wants = [(history.left[0], history.right[0])[tip] for tip in tips]
    arguments = [b"want " + encode_hex(oid) for oid in wants]
    arguments += [b"have " + encode_hex(oid) for oid in dict.fromkeys(haves)]
    arguments += [b"no-progress", *sorted(flags)]
    theirs = real_git.git(
        forked,
        "upload-pack",
        "--stateless-rpc",
        ".",
        stdin=pktline.encode(b"command=fetch")
        + b"0001"
        + b"".join(map(pktline.encode, arguments))
        + b"0000",
        protocol="version=2",
    )
    request = fetch.decode(Command(b"fetch", Capabilities(), tuple(arguments)))
    ours = negotiate.negotiate_v2(request, history.has, history.satisfied(wants))
    header = b"000e\x01packfile\n" if b"sideband-all" in flags else b"000dpackfile\n"
    assert ours.acknowledgments == theirs.partition(header)[0]
    assert ours.sends_pack == (header in theirs)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_git_acknowledges_the_same_in_v0(
    data: st.DataObject, forked: Path, history: RealHistory
) -> None:
    haves = data.draw(st.lists(st.sampled_from(oids_or_strangers(history)), max_size=6))
    mode = data.draw(st.sampled_from([b"multi_ack", b"multi_ack_detailed"]))
    no_done = data.draw(st.sampled_from([b"", b" no-done"]))
    end = data.draw(st.sampled_from([pktline.FLUSH, pktline.encode(b"done\n")]))
    wants = [history.left[0], *data.draw(st.sampled_from([[], [history.right[0]]]))]
    capabilities = b" " + mode + no_done
    body = b""
    for oid in wants:
        body += pktline.encode(b"want " + encode_hex(oid) + capabilities + b"\n")
        capabilities = b""
    body += pktline.FLUSH
    body += b"".join(pktline.encode(b"have " + encode_hex(oid) + b"\n") for oid in haves) + end
    theirs = real_git.git(forked, "upload-pack", "--stateless-rpc", ".", stdin=body)
    request = upload_pack_v0.decode(body)
    ours = negotiate.negotiate_v0(request, history.has, history.satisfied(wants))
    assert ours.acknowledgments == theirs.partition(b"PACK")[0]
    assert ours.sends_pack == (b"PACK" in theirs)

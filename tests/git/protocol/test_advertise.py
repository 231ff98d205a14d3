from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from git.oid import ObjectId
from git.protocol import advertise, pktline
from git.protocol.advertise import Service
from git.protocol.pktline import Packet, Special
from git.refs import Ref, Unborn
from tests.git.protocol import real_git

A = ObjectId(b"\xaa" * 20)
B = ObjectId(b"\xbb" * 20)
HEX_A = b"a" * 40
HEX_B = b"b" * 40


def packets_of(service: Service, version: int, *refs: Ref | Unborn) -> list[Packet]:
    return list(pktline.decode_all(b"".join(advertise.encode_v0(service, version, refs))))


def without_capabilities(packets: list[Packet]) -> list[Packet]:
    return [
        packet.partition(b"\0")[0] + b"\n"
        if isinstance(packet, bytes) and b"\0" in packet
        else packet
        for packet in packets
    ]


def tokens_of(packets: list[Packet]) -> set[bytes]:
    lists = [p.partition(b"\0")[2] for p in packets if isinstance(p, bytes) and b"\0" in p]
    assert len(lists) == 1
    return {token for token in lists[0].split() if not token.startswith(b"agent=")}


@pytest.mark.parametrize(
    ("header", "version"),
    [
        (None, 0),
        ("", 0),
        ("version=0", 0),
        ("version=1", 1),
        ("version=2", 2),
        ("version=2:foo", 2),
        ("foo=bar:version=1", 1),
        ("version=1:version=2", 2),
        ("version=2:version=1", 2),
        (" version=2 ", 2),
        ("version=3", 0),
        ("version=02", 0),
        ("version=", 0),
        ("version", 0),
        ("VERSION=2", 0),
        ("::::", 0),
        ("version=2".ljust(advertise.MAX_VERSION_HEADER), 2),
        ("version=2".ljust(advertise.MAX_VERSION_HEADER + 1), 0),
    ],
)
def test_the_highest_version_that_both_know_is_spoken(header: str | None, version: int) -> None:
    assert advertise.decode_version(header) == version


def test_a_service_is_named_before_anything_else() -> None:
    for service in Service:
        first, second, *_ = packets_of(service, 0)
        assert first == b"# service=%b\n" % service.value.encode()
        assert second is Special.FLUSH


def test_version_1_says_so() -> None:
    assert packets_of(Service.UPLOAD_PACK, 1)[2] == b"version 1\n"
    assert packets_of(Service.RECEIVE_PACK, 1)[2] == b"version 1\n"


def test_a_push_that_asks_for_version_2_is_answered_in_version_0() -> None:
    assert packets_of(Service.RECEIVE_PACK, 2) == packets_of(Service.RECEIVE_PACK, 0)


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("refs", [(), (Unborn(b"refs/heads/main"),)])
def test_an_empty_repository_still_has_capabilities(
    service: Service, refs: tuple[Unborn, ...]
) -> None:
    packets = packets_of(service, 0, *refs)
    assert without_capabilities(packets)[2:] == [
        b"0" * 40 + b" capabilities^{}\n",
        Special.FLUSH,
    ]
    assert b"object-format=sha1" in tokens_of(packets)


def test_a_fetch_is_told_of_head_and_of_what_tags_lead_to() -> None:
    packets = packets_of(
        Service.UPLOAD_PACK,
        0,
        Ref(b"HEAD", A, symref_target=b"refs/heads/main"),
        Ref(b"refs/heads/main", A),
        Ref(b"refs/tags/v1", B, peeled=A),
    )
    assert without_capabilities(packets)[2:] == [
        HEX_A + b" HEAD\n",
        HEX_A + b" refs/heads/main\n",
        HEX_B + b" refs/tags/v1\n",
        HEX_A + b" refs/tags/v1^{}\n",
        Special.FLUSH,
    ]
    assert b"symref=HEAD:refs/heads/main" in tokens_of(packets)


def test_a_tag_in_the_first_line_is_peeled_too() -> None:
    packets = packets_of(Service.UPLOAD_PACK, 0, Ref(b"refs/tags/v1", B, peeled=A))
    assert without_capabilities(packets)[2:4] == [
        HEX_B + b" refs/tags/v1\n",
        HEX_A + b" refs/tags/v1^{}\n",
    ]


def test_a_push_is_told_of_refs_only() -> None:
    packets = packets_of(
        Service.RECEIVE_PACK,
        0,
        Ref(b"HEAD", A, symref_target=b"refs/heads/main"),
        Ref(b"refs/heads/main", A),
        Ref(b"refs/tags/v1", B, peeled=A),
    )
    assert without_capabilities(packets)[2:] == [
        HEX_A + b" refs/heads/main\n",
        HEX_B + b" refs/tags/v1\n",
        Special.FLUSH,
    ]
    assert not any(token.startswith(b"symref=") for token in tokens_of(packets))


def test_a_detached_head_has_no_symref() -> None:
    packets = packets_of(Service.UPLOAD_PACK, 0, Ref(b"HEAD", A))
    assert not any(token.startswith(b"symref=") for token in tokens_of(packets))


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("version", [0, 1])
def test_git_advertises_the_same_refs_and_capabilities(
    service: Service, version: int, filled: Path
) -> None:
    command = service.value.removeprefix("git-")
    theirs = list(
        pktline.decode_all(
            real_git.git(
                filled, command, "--http-backend-info-refs", ".", protocol=f"version={version}"
            )
        )
    )
    ours = packets_of(service, version, *real_git.refs_of(filled))[2:]
    assert without_capabilities(ours) == without_capabilities(theirs)
    assert tokens_of(ours) == tokens_of(theirs)


def test_version_2_is_advertised_byte_for_byte() -> None:
    expected = (
        b"000eversion 2\n0017agent=hearth/0.1.0\n0013ls-refs=unborn\n"
        b"0040fetch=shallow wait-for-done filter ref-in-want sideband-all\n"
        b"0012server-option\n0017object-format=sha1\n0010object-info\n0000"
    )
    assert advertise.encode_v2() == expected


def test_git_offers_the_same_in_version_2(filled: Path) -> None:
    theirs = real_git.git(
        filled, "upload-pack", "--http-backend-info-refs", ".", protocol="version=2"
    )
    ours = list(pktline.decode_all(advertise.encode_v2()))
    del ours[1]
    packets = list(pktline.decode_all(theirs))
    assert str(packets.pop(1)).startswith("b'agent=git/")
    assert ours == packets


def test_a_hundred_thousand_refs_are_told_piece_by_piece() -> None:
    asked = 0

    def refs() -> Iterator[Ref]:
        nonlocal asked
        for number in range(100_000):
            asked += 1
            yield Ref(b"refs/heads/%06d" % number, A)

    answer = advertise.encode_v0(Service.UPLOAD_PACK, 0, refs())
    next(answer)
    assert asked == 0
    next(answer)
    assert asked == 1
    assert sum(1 for _ in answer) == 100_000

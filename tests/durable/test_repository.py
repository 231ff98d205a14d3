from __future__ import annotations

import pytest

from git.protocol import pktline
from git.protocol.advertise import Service
from tests.support.git_client import GitRepository
from tests.support.origin import Origin, create, pack_of


def lines(origin: Origin, service: Service, protocol: str | None) -> list[str]:
    answer = b"".join(origin.repository.advertise(service, protocol))
    packets = pktline.decode_all(answer)
    return [packet.decode() for packet in packets if isinstance(packet, bytes)]


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("protocol", [None, "version=1", "version=2"])
def test_who_asks_after_a_repository_makes_none(
    service: Service, protocol: str | None, origin: Origin
) -> None:
    assert lines(origin, service, protocol)
    assert origin.repository.is_empty
    assert origin.repository.default_branch == "main"
    assert origin.repository.stats().packs == 0
    assert origin.tables() == {}


def test_the_old_protocols_list_all_refs_first(filled: Origin, source: GitRepository) -> None:
    tip = source.oid("b30")
    for protocol, opening in ((None, []), ("version=1", ["version 1\n"])):
        for service in Service:
            listed = lines(filled, service, protocol)
            # `git` is told the service before, and versions after that.
            text = [line.partition("\0")[0].strip() for line in listed]
            assert f"{tip} refs/heads/main" in text
            assert (f"{tip} HEAD" in text) == (service is Service.UPLOAD_PACK)
            assert not opening or opening[0] in listed


def test_the_new_protocol_lists_what_can_be_asked(filled: Origin) -> None:
    listed = lines(filled, Service.UPLOAD_PACK, "version=2")
    assert "version 2\n" in listed
    assert any(line.startswith("fetch=") for line in listed)
    assert not any("refs/" in line for line in listed)


def test_the_default_branch_is_what_head_stands_for(origin: Origin, source: GitRepository) -> None:
    origin.push(create(source, "b1", b"refs/heads/trunk/x"), pack=pack_of(source, "b1"))
    assert origin.repository.default_branch == "trunk/x"
    assert not origin.repository.is_empty


def test_stats_tell_what_live_packs_hold(filled: Origin, source: GitRepository) -> None:
    stats = filled.repository.stats()
    assert stats.packs == 1
    assert stats.objects == len(source.read("rev-list", "--objects", "b30").splitlines())
    assert stats.packed == len(pack_of(source, "b30"))
    assert stats.rows_written == filled.sql.rows_written()

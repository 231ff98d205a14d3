"""What refs there are is told as git tells it, at every stage of a repository's life."""

from __future__ import annotations

from random import Random

import pytest

from git.protocol.advertise import Service
from tests.differential import lines
from tests.differential.answers import iter_packets
from tests.differential.life import STAGES, Life
from tests.differential.lines import DELIMITER, FLUSH
from tests.differential.pair import Pair
from tests.differential.sides import V0, V1, V2, Side


def advertised(side: Side, service: Service, version: str) -> tuple[list[bytes], list[bytes]]:
    """The packets less the capabilities, and what of these speaks of refs."""
    reply = side.advertise(service, version)
    assert not reply.died
    packets: list[bytes] = []
    symrefs: list[bytes] = []
    for packet in iter_packets(reply.body):
        line, _, capabilities = packet[4:].rstrip(b"\n").partition(b"\0")
        # For a fetch of nothing, git begins to say this with version 2.42.
        if service is Service.RECEIVE_PACK or not line.endswith(b"capabilities^{}"):
            packets.append(line)
        symrefs += [token for token in capabilities.split() if token.startswith(b"symref=")]
    return packets, symrefs


def listed(side: Side, body: bytes) -> list[bytes]:
    reply = side.upload_pack(V2, body)
    assert not reply.died
    return list(iter_packets(reply.body))


def compare_advertisements(pair: Pair) -> None:
    for service, version in [
        (Service.UPLOAD_PACK, V0),
        (Service.UPLOAD_PACK, V1),
        (Service.RECEIVE_PACK, V0),
        (Service.RECEIVE_PACK, V1),
    ]:
        ours = advertised(pair.hearth, service, version)
        assert ours == advertised(pair.git, service, version)
        assert len(ours[0]) >= len(pair.refs)


def compare_listings(pair: Pair, draw: Random, count: int) -> None:
    beginnings = ["HEAD", "refs/", "refs/heads/", "refs/tags/", "refs/heads/x", "nothing", ""]
    for _ in range(count):
        names = [*beginnings, *pair.refs]
        prefixes = [f"ref-prefix {draw.choice(names)}" for _ in range(draw.randrange(4))]
        flags = [flag for flag in ("peel", "symrefs", "unborn") if draw.random() < 0.6]
        body = lines.encode("command=ls-refs", DELIMITER, *flags, *prefixes, FLUSH)
        assert listed(pair.hearth, body) == listed(pair.git, body), (flags, prefixes)


def compare_sizes(pair: Pair, draw: Random) -> None:
    """Of objects that are reached from refs, and of one that is nowhere."""
    oids = [*draw.sample(sorted(pair.reachable()), 20), f"{9:040x}"]
    asked = [f"oid {hex_oid}" for hex_oid in oids]
    body = lines.encode("command=object-info", DELIMITER, "size", *asked, FLUSH)
    assert listed(pair.hearth, body) == listed(pair.git, body)


def test_refs_and_sizes_are_told_as_git_tells_them(pair: Pair) -> None:
    draw = Random(pair.seed)  # noqa: S311 - always the same
    life = Life(pair)
    compare_advertisements(pair)
    compare_listings(pair, draw, 4)
    for stage in STAGES.values():
        stage(life)
        compare_advertisements(pair)
        compare_listings(pair, draw, 6)
        compare_sizes(pair, draw)


def offered(side: Side, version: str) -> dict[bytes, set[bytes]]:
    """Values by capability, in version 2."""
    body = side.advertise(Service.UPLOAD_PACK, version).body
    first, *offers = [packet[4:].rstrip(b"\n") for packet in iter_packets(body)]
    assert first == b"version 2"
    assert offers.pop() == b""
    words = (offer.partition(b"=") for offer in offers)
    return {name: set(values.split()) for name, _, values in words if name != b"agent"}


@pytest.mark.parametrize("version", [V2, "version=2:foo", "version=1:version=2"])
def test_everything_that_git_offers_in_version_2_is_offered(version: str, grown: Pair) -> None:
    ours, gits = offered(grown.hearth, version), offered(grown.git, version)
    assert gits.keys() <= ours.keys()
    assert all(values <= ours[name] for name, values in gits.items())

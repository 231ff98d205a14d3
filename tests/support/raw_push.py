"""Pushes made by hand, for what no client would send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from git.protocol import pktline
from tests.support.desk import Remote, Response
from tests.support.git_client import GitRepository

ZERO = "0" * 40
EMPTY_PACK = bytes.fromhex("5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e")

RECEIVE = "git-receive-pack"
FLUSH = b"0000"


@dataclass(frozen=True, slots=True)
class Update:
    """`ref` shall go from `old` to `new`, both hex oids."""

    ref: bytes
    old: str = ZERO
    new: str = ZERO


def encode_commands(updates: Sequence[Update], capabilities: bytes = b"report-status") -> bytes:
    """The part of a push before its pack."""
    first, *others = (f"{each.old} {each.new} ".encode() + each.ref for each in updates)
    lines = [first + b"\0" + capabilities, *others]
    return b"".join(map(pktline.encode, lines)) + FLUSH


def pack_of(repository: GitRepository, *revs: str, thin: bool = False) -> bytes:
    """A pack of what `revs` reach; one that begins with ^ is left out with all it reaches."""
    options = ["--thin"] if thin else []
    asked = "".join(f"{rev}\n" for rev in revs).encode()
    return repository.git("pack-objects", "--revs", "--stdout", "-q", *options, stdin=asked).output


def push(remote: Remote, update: Update, pack: bytes = b"", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return remote.post(RECEIVE, encode_commands([update]) + pack, named)


def report(response: Response) -> list[str]:
    """The lines of the report, with or without side-band."""
    assert response.status == 200, response
    packets = split_packets(response.body)
    if packets[:1] and packets[0][:1] in (b"\1", b"\2", b"\3"):
        packets = split_packets(b"".join(each[1:] for each in packets if each[:1] == b"\1"))
    return [packet.decode().rstrip("\n") for packet in packets]


def split_packets(data: bytes) -> list[bytes]:
    """The packets up to a flush."""
    packets: list[bytes] = []
    at = 0
    while (size := int(data[at : at + 4], 16)) > 0:
        packets.append(data[at + 4 : at + size])
        at += size
    return packets

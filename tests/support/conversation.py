"""What git clients and servers say to each other, from lists of lines and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from git.protocol import pktline
from git.protocol.sideband import Band


@dataclass
class Fetched:
    """An answer to a fetch, taken apart; `is_complete` unless it broke off."""

    acknowledgments: list[str] = field(default_factory=list[str])
    shallow: set[str] = field(default_factory=set[str])
    unshallow: set[str] = field(default_factory=set[str])
    wanted_refs: dict[str, str] = field(default_factory=dict[str, str])
    pack: bytes = b""
    progress: str = ""
    error: str = ""
    is_complete: bool = False


def report_of(answer: Iterable[bytes]) -> list[str]:
    """The lines of a report without side-band."""
    packets = pktline.decode_all(b"".join(answer))
    return [packet.decode().rstrip("\n") for packet in packets if isinstance(packet, bytes)]


def encode_v2(command: str, lines: Sequence[str]) -> bytes:
    packets = [pktline.encode(f"command={command}".encode()), pktline.DELIMITER]
    packets += [pktline.encode(line.encode()) for line in lines]
    return b"".join((*packets, pktline.FLUSH))


def encode_v0(needs: Sequence[str], haves: Sequence[str]) -> bytes:
    packets = [pktline.encode(line.encode()) for line in needs] + [pktline.FLUSH]
    packets += [pktline.encode(line.encode()) for line in haves]
    return b"".join(packets if "done" in haves else (*packets, pktline.FLUSH))


def decode_v2(answer: bytes) -> Fetched:
    fetched = Fetched()
    section = ""
    sections = ("acknowledgments", "shallow-info", "wanted-refs", "packfile")
    for packet in _packets(answer):
        if not isinstance(packet, bytes):
            fetched.is_complete = packet is pktline.Special.FLUSH
            continue
        # With sideband-all every line stands on a band.
        banded = packet[0] in tuple(Band)
        line = (packet[1:] if banded else packet).decode("latin-1").rstrip()
        if section == "packfile" or (banded and packet[0] != Band.DATA):
            _take_frame(fetched, packet)
        elif packet.startswith(b"ERR "):
            fetched.error = packet[4:].decode()
        elif line in sections:
            section = line
        else:
            _take_line(fetched, section, line)
    return fetched


def decode_v0(answer: bytes, needs: Sequence[str]) -> Fetched:
    """`needs` tell whether there is a list of shallow commits, and side-band."""
    fetched = Fetched()
    decoder = pktline.Decoder()
    decoder.receive(answer)
    if any(line.startswith("deepen") for line in needs):
        while isinstance(packet := decoder.next_packet(), bytes):
            _take_unless_error(fetched, "shallow-info", packet)
    is_banded = "side-band" in needs[0]
    while (packet := decoder.next_packet()) is not None:
        if not isinstance(packet, bytes):
            fetched.is_complete = packet is pktline.Special.FLUSH
        elif packet.startswith((b"ACK", b"NAK", b"ERR")):
            _take_unless_error(fetched, "acknowledgments", packet)
            if not is_banded and packet in (b"NAK\n", packet[:44] + b"\n"):
                fetched.pack = decoder.take_rest()
        else:
            _take_frame(fetched, packet)
    return fetched


def _take_unless_error(fetched: Fetched, section: str, packet: bytes) -> None:
    if packet.startswith(b"ERR "):
        fetched.error = packet[4:].decode()
    else:
        _take_line(fetched, section, packet.decode().rstrip())


def _packets(answer: bytes) -> Iterator[pktline.Packet]:
    """Packets as far as there are whole ones."""
    decoder = pktline.Decoder()
    decoder.receive(answer)
    while (packet := decoder.next_packet()) is not None:
        yield packet


def _take_frame(fetched: Fetched, packet: bytes) -> None:
    band, data = packet[0], packet[1:]
    if band == Band.DATA:
        fetched.pack += data
    elif band == Band.PROGRESS:
        fetched.progress += data.decode()
    else:
        fetched.error += data.decode()


def _take_line(fetched: Fetched, section: str, line: str) -> None:
    first, _, rest = line.partition(" ")
    if section == "shallow-info":
        (fetched.shallow if first == "shallow" else fetched.unshallow).add(rest)
    elif section == "wanted-refs":
        fetched.wanted_refs[rest] = first
    else:
        fetched.acknowledgments.append(line)

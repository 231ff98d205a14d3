"""What an upload-pack answers, taken apart without the code under test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.differential.requests import Asked
from tests.differential.sides import V2, Reply, Side

FLUSH, DELIMITER = b"0000", b"0001"


@dataclass(slots=True)
class Answer:
    """`acks` in order, the other lines sorted, each once; git says some more than once.

    `error` begins with `ERR`, or came on side-band 3; `died`: it ends without a word for the
    client.
    """

    acks: list[str] = field(default_factory=list[str])
    shallow: list[str] = field(default_factory=list[str])
    refs: list[str] = field(default_factory=list[str])
    sections: set[str] = field(default_factory=set[str])
    pack: bytes = b""
    error: str = ""
    died: str = ""

    @property
    def failure(self) -> str:
        """Why there is no answer, if there is none."""
        return self.error.removeprefix("ERR ") or self.died.removeprefix("fatal: ").strip()

    @property
    def cut(self) -> set[str]:
        """Where the client's history shall end."""
        return {one.split()[1] for one in self.shallow if one.startswith("shallow")}

    @property
    def opened(self) -> set[str]:
        """Where it shall no longer end."""
        return {one.split()[1] for one in self.shallow if one.startswith("unshallow")}

    def settle(self) -> None:
        self.shallow = sorted(set(self.shallow))
        self.refs = sorted(set(self.refs))


def ask(side: Side, asked: Asked) -> Answer:
    return decode(side.upload_pack(asked.version, asked.encode()), asked)


def decode(reply: Reply, asked: Asked) -> Answer:
    if asked.version == V2:
        return decode_v2(reply, sideband_all="sideband-all" in asked.flags)
    answer = decode_v0(reply, sideband=any("side-band" in one for one in asked.flags))
    if not any("multi_ack" in one for one in asked.capabilities):
        # A client without it cannot speak over HTTP; git repeats itself to it.
        del answer.acks[1:]
    return answer


def decode_v2(reply: Reply, *, sideband_all: bool = False) -> Answer:
    answer = Answer(died=reply.died)
    section = ""
    for packet in iter_packets(reply.body):
        if packet in (FLUSH, DELIMITER):
            section = ""
            continue
        band, line = (packet[4], packet[5:]) if sideband_all else (1, packet[4:])
        if packet[4:].startswith(b"ERR ") or band == 3:
            answer.error = _text(line if band == 3 else packet[4:])
        elif section == "packfile":
            _take_frame(answer, packet[4:])
        elif band == 2:
            continue
        elif section:
            _lines_of(answer, section).append(_text(line))
        else:
            section = _text(line)
            answer.sections.add(section)
    answer.settle()
    answer.acks = list(dict.fromkeys(answer.acks))
    return answer


def decode_v0(reply: Reply, *, sideband: bool) -> Answer:
    """Lines `shallow` and `unshallow`, a flush after them, lines `ACK` and `NAK`, the pack."""
    answer = Answer(died=reply.died)
    body, at = reply.body, 0
    while at < len(body):
        if body.startswith(b"PACK", at):
            answer.pack = body[at:]
            break
        packet = next(iter_packets(body[at:]))
        at += len(packet)
        line = packet[4:]
        if line.startswith(b"ERR "):
            answer.error = _text(line)
        elif line.startswith((b"ACK ", b"NAK")):
            answer.acks.append(_text(line))
        elif line.startswith((b"shallow ", b"unshallow ")):
            answer.shallow.append(_text(line))
        elif line:
            assert sideband, line[:100]
            _take_frame(answer, line)
    answer.settle()
    return answer


def iter_packets(body: bytes) -> Iterator[bytes]:
    """Packets with their length before them."""
    at = 0
    while at < len(body):
        size = max(int(body[at : at + 4], 16), 4)
        assert at + size <= len(body), "the answer ends inside a packet"
        yield body[at : at + size]
        at += size


def _take_frame(answer: Answer, frame: bytes) -> None:
    if frame[0] == 1:
        answer.pack += frame[1:]
    elif frame[0] == 3:
        answer.error = _text(frame[1:])
    else:
        assert frame[0] == 2, frame[:100]


def _lines_of(answer: Answer, section: str) -> list[str]:
    by_section = {
        "acknowledgments": answer.acks,
        "shallow-info": answer.shallow,
        "wanted-refs": answer.refs,
    }
    return by_section[section]


def _text(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace").rstrip("\n")

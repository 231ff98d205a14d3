"""A request in protocol v2: a command, capabilities, and the command's arguments.

    request = *(capability LF) [delimiter *argument] flush       one capability is command=<name>

Line feeds are optional everywhere. Which commands and capabilities there are says the table in
`capability`. Specification: gitprotocol-v2(5), "Command Request".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from git.errors import LimitExceeded, ProtocolError
from git.protocol import pktline
from git.protocol.capability import Capabilities, Conversation, check_object_format, find_offer
from git.protocol.pktline import Packet, Special

MAX_REQUEST_BYTES = 8 * 1024 * 1024
"""Bytes of a request, gzip undone: 160,000 wants or haves of 50 bytes each. A mirror of 100,000
refs wants 100,000 ids; a client that knows nothing in common gives up long before."""

MAX_ARGUMENTS = 200_000
"""Arguments of a command. Above what `MAX_REQUEST_BYTES` holds of real ones: it is there for
packets without payload, of which 8 MiB hold two million."""

MAX_CAPABILITIES = 256
"""Capability lines: clients send four, and one for each `--server-option`."""

_COMMAND = b"command="


@dataclass(frozen=True, slots=True)
class Command:
    """A command we offer (`ls-refs`, `fetch`, `object-info`) and what came with it.

    Arguments are lines as sent, without line feed.
    """

    name: bytes
    capabilities: Capabilities
    arguments: tuple[bytes, ...]

    @property
    def server_options(self) -> tuple[bytes, ...]:
        return self.capabilities.values(b"server-option")


def decode(body: bytes) -> Command | None:
    """The one request that a body holds, or None for a body that asks for nothing.

    What follows the request's flush packet is ignored, as git's own server does.
    """
    if len(body) > MAX_REQUEST_BYTES:
        raise LimitExceeded("the request in bytes", MAX_REQUEST_BYTES)
    packets = pktline.decode_all(body)
    lines: list[bytes] = []
    end = _take_lines(packets, lines, "the number of capabilities", MAX_CAPABILITIES)
    if not lines and end is not Special.DELIMITER:
        return None
    name, capabilities = _split(lines)
    arguments: list[bytes] = []
    if end is Special.DELIMITER:
        end = _take_lines(packets, arguments, "the number of arguments", MAX_ARGUMENTS)
    if end is not Special.FLUSH:
        raise ProtocolError(f"expected flush after {name.decode()} arguments")
    return Command(name, capabilities, tuple(arguments))


def _take_lines(
    packets: Iterator[Packet], lines: list[bytes], what: str, limit: int
) -> Special | None:
    """Lines up to the next packet that is none, which is returned; None at the end of all."""
    for packet in packets:
        if isinstance(packet, Special):
            return packet
        if len(lines) == limit:
            raise LimitExceeded(what, limit)
        lines.append(pktline.chomp(packet))
    return None


def _split(lines: list[bytes]) -> tuple[bytes, Capabilities]:
    names: list[bytes] = []
    capabilities: list[bytes] = []
    for line in lines:
        if line.startswith(_COMMAND):
            names.append(_checked_command(line.removeprefix(_COMMAND)))
        else:
            capabilities.append(_checked_capability(line))
    if not names:
        raise ProtocolError("no command requested")
    if len(names) > 1:
        first, second = (name.decode() for name in names[:2])
        raise ProtocolError(
            f"command '{second}' requested after already requesting command '{first}'"
        )
    asked = Capabilities(tuple(capabilities))
    check_object_format(asked)
    return names[0], asked


def _checked_command(name: bytes) -> bytes:
    offer = find_offer(Conversation.V2, name)
    if offer is None or not offer.is_command:
        raise ProtocolError(f"invalid command '{_shown(name)}'")
    return name


def _checked_capability(line: bytes) -> bytes:
    offer = find_offer(Conversation.V2, line.partition(b"=")[0])
    if offer is None or offer.is_command:
        raise ProtocolError(f"unknown capability '{_shown(line)}'")
    return line


def _shown(text: bytes) -> str:
    return text[:100].decode("utf-8", "backslashreplace")

"""Capabilities: what each side of a conversation may ask of the other.

In v0 and v1 a list stands after the NUL of the first line, divided by blanks; clients disagree
about blanks at its ends and about the line feed. In v2 each capability is a line of its own.
`OFFERS` is the one table of what we offer: advertisement, check and dispatch derive from it.

Specification: gitprotocol-capabilities(5), gitprotocol-v2(5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from git.errors import ProtocolError

VERSION = b"0.1.0"
AGENT = b"hearth/" + VERSION

OBJECT_FORMAT = b"sha1"


class Conversation(Enum):
    """The three conversations there are; each has its own capabilities."""

    UPLOAD_PACK_V0 = "upload-pack"
    RECEIVE_PACK = "receive-pack"
    V2 = "v2"


@dataclass(frozen=True, slots=True)
class Offer:
    """A capability we offer; a command, in v2, is one that a request can be made of."""

    name: bytes
    value: bytes | None = None
    is_command: bool = False

    def encode(self) -> bytes:
        return self.name if self.value is None else self.name + b"=" + self.value


def _plain(names: bytes) -> tuple[Offer, ...]:
    return tuple(map(Offer, names.split()))


_COMMON = (Offer(b"object-format", OBJECT_FORMAT), Offer(b"agent", AGENT))

OFFERS: Mapping[Conversation, tuple[Offer, ...]] = {
    # The two allow-… tokens say that a want need not be the tip of a ref: anything reachable
    # from a ref that the asker may see will do.
    Conversation.UPLOAD_PACK_V0: (
        *_plain(
            b"multi_ack thin-pack side-band side-band-64k ofs-delta"
            b" shallow deepen-since deepen-not deepen-relative"
            b" no-progress include-tag multi_ack_detailed"
            b" allow-tip-sha1-in-want allow-reachable-sha1-in-want no-done filter"
        ),
        *_COMMON,
    ),
    Conversation.RECEIVE_PACK: (
        *_plain(
            b"report-status report-status-v2 delete-refs side-band-64k quiet atomic"
            b" ofs-delta push-options"
        ),
        *_COMMON,
    ),
    Conversation.V2: (
        Offer(b"agent", AGENT),
        Offer(b"ls-refs", b"unborn", is_command=True),
        Offer(b"fetch", b"shallow wait-for-done filter ref-in-want sideband-all", is_command=True),
        Offer(b"server-option"),
        Offer(b"object-format", OBJECT_FORMAT),
        Offer(b"object-info", is_command=True),
    ),
}


def find_offer(conversation: Conversation, name: bytes) -> Offer | None:
    return next((offer for offer in OFFERS[conversation] if offer.name == name), None)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a client asked for: tokens `name` or `name=value`, in its order."""

    tokens: tuple[bytes, ...] = ()

    def has(self, name: bytes) -> bool:
        return name in self.tokens

    def values(self, name: bytes) -> tuple[bytes, ...]:
        """The values of every `name=value`, in order."""
        prefix = name + b"="
        return tuple(
            token.removeprefix(prefix) for token in self.tokens if token.startswith(prefix)
        )

    def find_value(self, name: bytes) -> bytes | None:
        """The value of the first `name=value`."""
        return next(iter(self.values(name)), None)


def decode_list(text: bytes) -> Capabilities:
    """A list as it stands after a NUL, whatever blanks and line feed are around it."""
    return Capabilities(tuple(text.split()))


def check_object_format(capabilities: Capabilities) -> None:
    """ProtocolError for a client that speaks of objects by another hash than ours."""
    for found in capabilities.values(b"object-format"):
        if found != OBJECT_FORMAT:
            shown = found[:40].decode("utf-8", "backslashreplace")
            raise ProtocolError(f"mismatched object format: server sha1; client {shown}")

"""What a push asks for, before its pack.

    update     = old-oid SP new-oid SP refname      first one: NUL capabilities; LF optional
    shallow    = "shallow" SP oid
    request    = *(shallow | update) flush [options flush] [pack]
    options    = *packet                            when `push-options` was asked for

A body that is one flush packet alone is a probe: before a large push git sends one to find out
whether it must authenticate, and expects an empty answer. A request that only deletes has no
pack. Specification: gitprotocol-pack(5), "Reference Update Request".

Signed pushes (`push-cert`) are not offered, and refused when sent all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from git.errors import LimitExceeded, ProtocolError
from git.oid import HEX_SIZE, ZERO_OID, ObjectId, decode_hex
from git.protocol import capability, pktline
from git.protocol.pktline import Packet, Special

MAX_UPDATES = 150_000
"""Refs a push may touch. Repositories with 100,000 refs exist, and are mirrored in one push; an
update takes some 200 bytes of memory, so this many take 30 MB of an isolate's 128 MB."""

MAX_COMMAND_BYTES = 24 * 1024 * 1024
"""Bytes before the pack, all lines together: `MAX_UPDATES` lines of 160 bytes, where git's own
are 90 bytes and a name. Without it 150,000 lines could be 64 KiB each."""

MAX_SHALLOWS = 10_000
"""Shallow lines: a clone made with `--depth` has one for each line of history it cut."""

MAX_PUSH_OPTIONS = 100
"""Options are typed by people and tools, one `-o` each."""

MAX_PUSH_OPTION_BYTES = 64 * 1024
"""All options together: they are kept with the push and handed to webhooks."""


class Action(Enum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """One line of a push: `refname` shall go from `old_oid` to `new_oid`.

    The zero id stands for «no such ref», before or after. The name is as it was sent: whether
    it is a valid one is for the report, not for the decoder.
    """

    refname: bytes
    old_oid: ObjectId
    new_oid: ObjectId

    @property
    def changes_nothing(self) -> bool:
        """Whether it deletes what the client knows not to exist: `git push origin :gone`."""
        return self.old_oid == self.new_oid == ZERO_OID

    @property
    def action(self) -> Action:
        # Git, too, calls the deletion of what does not exist (zero to zero) a deletion.
        if self.new_oid == ZERO_OID:
            return Action.DELETE
        return Action.CREATE if self.old_oid == ZERO_OID else Action.UPDATE


@dataclass(frozen=True, slots=True)
class PushCapabilities:
    """What the client asked for, out of what we offered."""

    report_status: bool = False
    report_status_v2: bool = False
    atomic: bool = False
    quiet: bool = False
    side_band_64k: bool = False
    delete_refs: bool = False
    ofs_delta: bool = False
    push_options: bool = False
    agent: bytes | None = None
    session_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class PushRequest:
    """All of a push but its pack."""

    updates: tuple[RefUpdate, ...] = ()
    capabilities: PushCapabilities = PushCapabilities()
    push_options: tuple[bytes, ...] = ()
    shallows: tuple[ObjectId, ...] = ()

    @property
    def is_probe(self) -> bool:
        """Nothing is asked for; the answer to it is empty."""
        return not self.updates

    @property
    def has_pack(self) -> bool:
        """A pack follows, perhaps an empty one: only deletions need none."""
        return any(update.action is not Action.DELETE for update in self.updates)


def decode_capabilities(text: bytes) -> PushCapabilities:
    capabilities = capability.decode_list(text)
    capability.check_object_format(capabilities)
    return PushCapabilities(
        report_status=capabilities.has(b"report-status"),
        report_status_v2=capabilities.has(b"report-status-v2"),
        atomic=capabilities.has(b"atomic"),
        quiet=capabilities.has(b"quiet"),
        side_band_64k=capabilities.has(b"side-band-64k"),
        delete_refs=capabilities.has(b"delete-refs"),
        ofs_delta=capabilities.has(b"ofs-delta"),
        push_options=capabilities.has(b"push-options"),
        agent=capabilities.find_value(b"agent"),
        session_id=capabilities.find_value(b"session-id"),
    )


class CommandDecoder:
    """A `PushRequest` out of bytes that come in any pieces; the pack is left to the caller.

    Memory is bounded by the limits above, whatever is sent: each piece is decoded as it comes.
    """

    def __init__(self) -> None:
        self._packets = pktline.Decoder()
        self._take = self._take_command
        self._is_complete = False
        self._received = 0
        self._updates: list[RefUpdate] = []
        self._capabilities: PushCapabilities | None = None
        self._options: list[bytes] = []
        self._option_bytes = 0
        self._shallows: list[ObjectId] = []

    def receive(self, data: bytes) -> PushRequest | None:
        """The request, once it is complete; None while more of it must come.

        Then nothing more may be given: `take_rest` has what of the pack came along.
        """
        self._packets.receive(data)
        while not self._is_complete:
            packet = self._packets.next_packet()
            if packet is None:
                return None
            self._count(packet)
            self._take(packet)
        return PushRequest(
            tuple(self._updates),
            self._capabilities or PushCapabilities(),
            tuple(self._options),
            tuple(self._shallows),
        )

    def take_rest(self) -> bytes:
        """The bytes that came after the request: where the pack begins."""
        return self._packets.take_rest()

    def close(self) -> None:
        """No more bytes will come: ProtocolError when the request is not complete."""
        if not self._is_complete:
            self._packets.close()
            raise ProtocolError("the push ends before its commands do")

    def _count(self, packet: Packet) -> None:
        self._received += pktline.HEADER_SIZE
        if isinstance(packet, bytes):
            self._received += len(packet)
        if self._received > MAX_COMMAND_BYTES:
            raise LimitExceeded("the list of ref updates in bytes", MAX_COMMAND_BYTES)

    def _take_command(self, packet: Packet) -> None:
        if isinstance(packet, Special):
            _check_flush(packet)
            if self._capabilities is not None and self._capabilities.push_options:
                self._take = self._take_option
            else:
                self._is_complete = True
            return
        line, nul, text = pktline.chomp(packet).partition(b"\0")
        if nul:
            self._take_capabilities(text)
        if line.startswith(b"shallow "):
            self._take_shallow(line)
        else:
            self._take_update(line)

    def _take_capabilities(self, text: bytes) -> None:
        if self._capabilities is not None:
            raise ProtocolError("capabilities may stand in the first line of a push only")
        self._capabilities = decode_capabilities(text)

    def _take_shallow(self, line: bytes) -> None:
        self._shallows.append(decode_hex(line.removeprefix(b"shallow ")))
        if len(self._shallows) > MAX_SHALLOWS:
            raise LimitExceeded("the number of shallow lines in a push", MAX_SHALLOWS)

    def _take_update(self, line: bytes) -> None:
        self._updates.append(_decode_update(line))
        if len(self._updates) > MAX_UPDATES:
            raise LimitExceeded("the number of refs in a push", MAX_UPDATES)

    def _take_option(self, packet: Packet) -> None:
        if isinstance(packet, Special):
            _check_flush(packet)
            self._is_complete = True
            return
        option = pktline.chomp(packet)
        if b"\n" in option or b"\0" in option:
            raise ProtocolError("a push option must be one line of text")
        self._options.append(option)
        self._option_bytes += len(option)
        if len(self._options) > MAX_PUSH_OPTIONS:
            raise LimitExceeded("the number of push options", MAX_PUSH_OPTIONS)
        if self._option_bytes > MAX_PUSH_OPTION_BYTES:
            raise LimitExceeded("the push options in bytes", MAX_PUSH_OPTION_BYTES)


def _check_flush(packet: Special) -> None:
    if packet is not Special.FLUSH:
        shown = packet.value.decode()
        raise ProtocolError(f"expected a flush packet in a push, got '{shown}'")


def _decode_update(line: bytes) -> RefUpdate:
    if line == b"push-cert":
        raise ProtocolError("signed pushes are not supported; push with --no-signed")
    oids = line[: 2 * HEX_SIZE + 2]
    refname = line[2 * HEX_SIZE + 2 :]
    if oids[HEX_SIZE : HEX_SIZE + 1] != b" " or oids[-1:] != b" " or not refname:
        shown = line[:200].decode("utf-8", "backslashreplace")
        raise ProtocolError(f"expected old/new/ref, got '{shown}'")
    return RefUpdate(refname, _decode_oid(oids[:HEX_SIZE]), _decode_oid(oids[HEX_SIZE + 1 : -1]))


def _decode_oid(hex_oid: bytes) -> ObjectId:
    # One zero id for all: half the ids of a first push are this one.
    oid = decode_hex(hex_oid)
    return ZERO_OID if oid == ZERO_OID else oid

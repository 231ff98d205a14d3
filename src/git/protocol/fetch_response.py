"""The sections of the answer to `fetch` in protocol v2, up to the pack.

    answer    acknowledgments flush                    another round is needed; or, in this order,
              [acknowledgments delimiter] [shallow-info delimiter] [wanted-refs delimiter]
              packfile *frame flush

`acknowledgments` opens the second form only when the client did not say `done`, and then it must
say `ready`. Git's own server sends `wanted-refs` before `shallow-info`, which its client cannot
read; the specification and the client have them the other way round.

Specification: gitprotocol-v2(5), "fetch".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from git.oid import ObjectId, encode_hex
from git.protocol import pktline, sideband
from git.protocol.sideband import Band


@dataclass(frozen=True, slots=True)
class FetchResponse:
    """Encodes sections; with `sideband_all` each line stands on side-band 1, as the pack does.

    Progress may then go between any lines on side-band 2, and an error on side-band 3.
    """

    sideband_all: bool = False

    def encode_acknowledgments(self, common: Iterable[ObjectId], *, ready: bool) -> Iterator[bytes]:
        """With the delimiter or flush that ends it: only after `ready` may anything follow."""
        yield self._line(b"acknowledgments\n")
        acknowledged = False
        for oid in common:
            acknowledged = True
            yield self._line(b"ACK %b\n" % encode_hex(oid))
        if not acknowledged:
            yield self._line(b"NAK\n")
        if ready:
            yield self._line(b"ready\n")
        yield pktline.DELIMITER if ready else pktline.FLUSH

    def encode_shallow_info(
        self, shallow: Iterable[ObjectId], unshallow: Iterable[ObjectId]
    ) -> Iterator[bytes]:
        """Which commits shall count as having no parents from now on, and which no longer."""
        yield self._line(b"shallow-info\n")
        for oid in shallow:
            yield self._line(b"shallow " + encode_hex(oid))
        for oid in unshallow:
            yield self._line(b"unshallow " + encode_hex(oid))
        yield pktline.DELIMITER

    def encode_wanted_refs(self, refs: Iterable[tuple[bytes, ObjectId]]) -> Iterator[bytes]:
        """What the names asked for by `want-ref` lead to."""
        yield self._line(b"wanted-refs\n")
        for refname, oid in refs:
            yield self._line(b"%b %b\n" % (encode_hex(oid), refname))
        yield pktline.DELIMITER

    def encode_packfile_header(self) -> bytes:
        """After it come frames (`sideband.frames`) and a flush."""
        return self._line(b"packfile\n")

    def encode_error(self, text: str) -> bytes:
        """Ends the conversation before the pack; inside it, `sideband.encode_error` does."""
        if self.sideband_all:
            return b"".join(sideband.encode_error(text))
        return pktline.encode_error(sideband.clean_text(text))

    def _line(self, payload: bytes) -> bytes:
        if self.sideband_all:
            return sideband.frame_header(len(payload), Band.DATA) + payload
        return pktline.encode(payload)

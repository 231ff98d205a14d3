"""The first answer: what there is, and what we can do.

v0 and v1 list every ref, the capabilities after a NUL in the first line; v2 lists capabilities
only, and refs are asked for by `ls-refs`. Over HTTP a line that names the service goes before.

Specification: gitprotocol-http(5), gitprotocol-pack(5), gitprotocol-v2(5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from git.oid import ZERO_OID, encode_hex
from git.protocol import pktline
from git.protocol.capability import OFFERS, Conversation
from git.refs import HEAD, AnyRef, Ref


class Service(Enum):
    """What a URL asks for; the value is its name there."""

    UPLOAD_PACK = "git-upload-pack"
    RECEIVE_PACK = "git-receive-pack"


MAX_VERSION_HEADER = 256
"""Characters of a `Git-Protocol` header: clients send about ten, and what is longer is noise."""

_VERSIONS = {"version=0": 0, "version=1": 1, "version=2": 2}

_CONVERSATIONS = {
    Service.UPLOAD_PACK: Conversation.UPLOAD_PACK_V0,
    Service.RECEIVE_PACK: Conversation.RECEIVE_PACK,
}


def decode_version(git_protocol: str | None) -> int:
    """The highest version that a `Git-Protocol` header asks for and we speak: 0, 1 or 2.

    The header is a list of keys divided by colons; what we do not know is passed over, as the
    specification wants it. A header past `MAX_VERSION_HEADER` counts as none.
    """
    if git_protocol is None or len(git_protocol) > MAX_VERSION_HEADER:
        return 0
    return max(_VERSIONS.get(key.strip(), 0) for key in git_protocol.split(":"))


def encode_v2() -> bytes:
    """The answer to a client that asked for version 2 of upload-pack."""
    lines = [b"version 2", *(offer.encode() for offer in OFFERS[Conversation.V2])]
    return b"".join(pktline.encode(line + b"\n") for line in lines) + pktline.FLUSH


def encode_v0(service: Service, version: int, refs: Iterable[AnyRef]) -> Iterator[bytes]:
    """The answer to everyone else, a few lines at a time: there may be 100,000 refs.

    A push knows no version 2: who asks for it is answered as if it had not. HEAD is not listed
    for a push, which cannot update it, nor is what tags lead to.
    """
    yield pktline.encode(b"# service=%b\n" % service.value.encode()) + pktline.FLUSH
    if version == 1:
        yield pktline.encode(b"version 1\n")
    if service is Service.UPLOAD_PACK:
        listed = (ref for ref in refs if isinstance(ref, Ref))
    else:
        listed = (
            Ref(ref.refname, ref.oid)
            for ref in refs
            if isinstance(ref, Ref) and ref.refname != HEAD
        )
    first = next(listed, _NO_REFS)
    yield _encode_ref(first, b"\0" + _capabilities(service, first))
    for ref in listed:
        yield _encode_ref(ref)
    yield pktline.FLUSH


_NO_REFS = Ref(b"capabilities^{}", ZERO_OID)
"""Carries the capabilities where no ref can."""


def _encode_ref(ref: Ref, capabilities: bytes = b"") -> bytes:
    line = pktline.encode(b"%b %b%b\n" % (encode_hex(ref.oid), ref.refname, capabilities))
    if ref.peeled is None:
        return line
    return line + pktline.encode(b"%b %b^{}\n" % (encode_hex(ref.peeled), ref.refname))


def _capabilities(service: Service, first: Ref) -> bytes:
    tokens = [offer.encode() for offer in OFFERS[_CONVERSATIONS[service]]]
    if first.refname == HEAD and first.symref_target is not None:
        tokens.append(b"symref=HEAD:" + first.symref_target)
    return b" ".join(tokens)

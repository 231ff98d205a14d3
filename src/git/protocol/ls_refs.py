"""`ls-refs`: which refs there are, in protocol v2.

    arguments  peel | symrefs | unborn | ref-prefix SP <prefix>
    answer     *(oid-or-unborn SP refname [SP symref-target:<refname>] [SP peeled:<oid>] LF) flush

Specification: gitprotocol-v2(5), "ls-refs".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from git.errors import UnexpectedLine
from git.oid import encode_hex
from git.protocol import pktline
from git.protocol.command import Command
from git.refs import AnyRef, Ref

MAX_PREFIXES = 65536
"""Git's own number (ls-refs.c, TOO_MANY_PREFIXES): a client that sends as many gets every ref,
for prefixes are meant to be a complete list and some of them cannot be left out."""


@dataclass(frozen=True, slots=True)
class LsRefs:
    """What is asked for.

    `prefixes` are sorted and none begins with another, so that a listing can be read by ranges;
    the empty tuple means no restriction.
    """

    peel: bool = False
    symrefs: bool = False
    unborn: bool = False
    prefixes: tuple[bytes, ...] = ()

    def matches(self, refname: bytes) -> bool:
        if not self.prefixes:
            return True
        # As none begins with another, only the last one that sorts before can be a prefix.
        position = bisect_right(self.prefixes, refname)
        return position > 0 and refname.startswith(self.prefixes[position - 1])


_PREFIX = b"ref-prefix "


def decode(command: Command) -> LsRefs:
    """UnexpectedLine for an argument that we do not know."""
    flags: set[bytes] = set()
    prefixes: set[bytes] = set()
    sent = 0
    for line in command.arguments:
        if line.startswith(_PREFIX):
            sent += 1
            prefixes.add(line.removeprefix(_PREFIX))
        elif line in (b"peel", b"symrefs", b"unborn"):
            flags.add(line)
        else:
            raise UnexpectedLine(line)
    return LsRefs(
        peel=b"peel" in flags,
        symrefs=b"symrefs" in flags,
        unborn=b"unborn" in flags,
        prefixes=_without_covered(prefixes) if sent < MAX_PREFIXES else (),
    )


def _without_covered(prefixes: Iterable[bytes]) -> tuple[bytes, ...]:
    kept: list[bytes] = []
    for prefix in sorted(prefixes):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    # The empty prefix covers everything, which is what no prefix at all means.
    return () if kept == [b""] else tuple(kept)


def encode(asked: LsRefs, refs: Iterable[AnyRef]) -> Iterator[bytes]:
    """The answer, one packet at a time, out of a listing that may hold more than was asked for."""
    for ref in refs:
        if not asked.matches(ref.refname):
            continue
        if isinstance(ref, Ref):
            yield _encode_ref(asked, ref)
        elif asked.unborn and asked.symrefs:
            yield pktline.encode(b"unborn %b symref-target:%b\n" % (ref.refname, ref.symref_target))
    yield pktline.FLUSH


def _encode_ref(asked: LsRefs, ref: Ref) -> bytes:
    line = encode_hex(ref.oid) + b" " + ref.refname
    if asked.symrefs and ref.symref_target is not None:
        line += b" symref-target:" + ref.symref_target
    if asked.peel and ref.peeled is not None:
        line += b" peeled:" + encode_hex(ref.peeled)
    return pktline.encode(line + b"\n")

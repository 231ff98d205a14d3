"""`fetch`: what a client wants, and what it has.

`FetchRequest` is the same value for v0 and v1 (`upload_pack_v0` decodes theirs), so that what
is behind it need not know how it was asked; `fetch_response` encodes the answer in v2.

Specification: gitprotocol-v2(5), "fetch".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass, field

from git import filter as object_filters
from git.errors import LimitExceeded, ProtocolError, UnexpectedLine
from git.filter import NO_FILTER, Filter
from git.oid import ObjectId, decode_hex
from git.protocol.command import Command

MAX_WANTS = 150_000
"""Different objects a request may want: a mirror of 100,000 refs wants as many, and a partial
clone fetches the blobs of a checkout by one request."""

MAX_HAVES = 150_000
"""Objects a request may claim to have. Git's client repeats in each round what was found common,
and starts with 16 more, then doubles; it gives up after 256 in vain."""

MAX_SHALLOWS = 50_000
"""Commits at which a client's history is cut: one for each line of history, so a shallow clone
of a repository with very many branches has very many."""

MAX_WANT_REFS = 150_000
"""Names in `want-ref`: a client that is told that names are taken asks for each ref by its name,
and a mirror of 100,000 refs for all of them."""

MAX_DEEPEN_NOT = 10_000
"""Names in `deepen-not`: typed by people, a few at a time; each must be looked up."""

INFINITE_DEPTH = 0x7FFFFFFF
"""What `--unshallow` sends as its depth."""


@dataclass(frozen=True, slots=True)
class Deepen:
    """How much history is wanted; at least one of `depth`, `since` and `refnames` is set.

    `depth` counts commits from the wants, or, if `relative`, from where the client's history is
    cut now; `since` is in seconds since 1970; what the `excluded` names lead to is left out.
    They are as a person wrote them: `main`, `refs/tags/v1`.
    """

    depth: int | None = None
    relative: bool = False
    since: int | None = None
    excluded: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """All that a client says in one round of a fetch.

    `wants` and `want_refs` have no duplicates (clients do send them); `haves` are as sent.
    `shallows` are commits whose parents the client lacks; it may name some that we do not know.
    """

    wants: tuple[ObjectId, ...] = ()
    want_refs: tuple[bytes, ...] = ()
    haves: tuple[ObjectId, ...] = ()
    done: bool = False
    shallows: tuple[ObjectId, ...] = ()
    deepen: Deepen | None = None
    object_filter: Filter = NO_FILTER
    thin_pack: bool = False
    no_progress: bool = False
    include_tag: bool = False
    ofs_delta: bool = False
    sideband_all: bool = False
    wait_for_done: bool = False

    @property
    def asks_for_nothing(self) -> bool:
        """Nothing is wanted, nor any negotiation for its own sake: the answer is empty."""
        return not (self.wants or self.want_refs or self.wait_for_done)


@dataclass(slots=True)
class Collector:
    """A `FetchRequest` in the making; the lines that v0 and v2 have in common."""

    wants: dict[ObjectId, None] = field(default_factory=dict[ObjectId, None])
    want_refs: dict[bytes, None] = field(default_factory=dict[bytes, None])
    haves: list[ObjectId] = field(default_factory=list[ObjectId])
    shallows: dict[ObjectId, None] = field(default_factory=dict[ObjectId, None])
    flags: set[bytes] = field(default_factory=set[bytes])
    depth: int | None = None
    since: int | None = None
    excluded: list[bytes] = field(default_factory=list[bytes])
    object_filter: Filter | None = None

    def take(self, line: bytes) -> bool:
        """Whether `line` is one of those with a value, which then is taken in."""
        word, blank, value = line.partition(b" ")
        take = _TAKERS.get(word)
        if take is None or not blank:
            return False
        take(self, value)
        return True

    def finish(self) -> FetchRequest:
        return FetchRequest(
            wants=tuple(self.wants),
            want_refs=tuple(self.want_refs),
            haves=tuple(self.haves),
            done=b"done" in self.flags,
            shallows=tuple(self.shallows),
            deepen=self._deepen(),
            object_filter=self.object_filter or NO_FILTER,
            thin_pack=b"thin-pack" in self.flags,
            no_progress=b"no-progress" in self.flags,
            include_tag=b"include-tag" in self.flags,
            ofs_delta=b"ofs-delta" in self.flags,
            sideband_all=b"sideband-all" in self.flags,
            wait_for_done=b"wait-for-done" in self.flags,
        )

    def _deepen(self) -> Deepen | None:
        by_names = self.since is not None or self.excluded
        if self.depth is not None and by_names:
            raise ProtocolError("deepen and deepen-since (or deepen-not) cannot be used together")
        if self.depth is None and not by_names:
            return None
        relative = b"deepen-relative" in self.flags
        return Deepen(self.depth, relative, self.since, tuple(self.excluded))


_FLAGS = frozenset(
    b"done thin-pack no-progress include-tag ofs-delta sideband-all wait-for-done"
    b" deepen-relative".split()
)


def decode(command: Command) -> FetchRequest:
    """UnexpectedLine for an argument that we do not know."""
    collector = Collector()
    for line in command.arguments:
        if line in _FLAGS:
            collector.flags.add(line)
        elif not collector.take(line):
            raise UnexpectedLine(line)
    return collector.finish()


def _take_want(collector: Collector, value: bytes) -> None:
    collector.wants[decode_hex(value)] = None
    _check(collector.wants, "the number of wants", MAX_WANTS)


def _take_have(collector: Collector, value: bytes) -> None:
    collector.haves.append(decode_hex(value))
    _check(collector.haves, "the number of haves", MAX_HAVES)


def _take_shallow(collector: Collector, value: bytes) -> None:
    collector.shallows[decode_hex(value)] = None
    _check(collector.shallows, "the number of shallow commits", MAX_SHALLOWS)


def _take_want_ref(collector: Collector, value: bytes) -> None:
    collector.want_refs[value] = None
    _check(collector.want_refs, "the number of wanted refs", MAX_WANT_REFS)


def _take_deepen_not(collector: Collector, value: bytes) -> None:
    collector.excluded.append(value)
    _check(collector.excluded, "the number of deepen-not lines", MAX_DEEPEN_NOT)


def _take_deepen(collector: Collector, value: bytes) -> None:
    depth = _decode_number(b"deepen", value)
    if depth == 0:
        raise ProtocolError("invalid deepen: '0'")
    collector.depth = min(depth, INFINITE_DEPTH)


def _take_deepen_since(collector: Collector, value: bytes) -> None:
    collector.since = _decode_number(b"deepen-since", value)


def _take_filter(collector: Collector, value: bytes) -> None:
    if collector.object_filter is not None:
        raise ProtocolError("multiple filter-specs cannot be combined")
    collector.object_filter = object_filters.decode(value)


_TAKERS: Mapping[bytes, Callable[[Collector, bytes], None]] = {
    b"want": _take_want,
    b"want-ref": _take_want_ref,
    b"have": _take_have,
    b"shallow": _take_shallow,
    b"deepen": _take_deepen,
    b"deepen-since": _take_deepen_since,
    b"deepen-not": _take_deepen_not,
    b"filter": _take_filter,
}

_NUMBER = re.compile(rb"[0-9]{1,18}")


def _decode_number(word: bytes, value: bytes) -> int:
    if not _NUMBER.fullmatch(value):
        shown = value[:40].decode("utf-8", "backslashreplace")
        raise ProtocolError(f"invalid {word.decode()}: '{shown}'")
    return int(value)


def _check(collected: Sized, what: str, limit: int) -> None:
    if len(collected) > limit:
        raise LimitExceeded(what, limit)

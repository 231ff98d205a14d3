"""A fetch: what there is, what is asked for, and the pack (git-upload-pack(1)).

Answers are iterators of pieces, each bytes or a `Blob` that is sent as it lies; an empty piece is
a place to pause. Errors go the way the conversation has at that point: an ERR packet before the
pack, side-band 3 inside of it. An answer that broke off never looks complete.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from durable.allowed import Allowed
from durable.answer_pack import iter_chosen, iter_whole
from durable.entry_copy import Bases, EntryCopy
from durable.fetch_plan import FetchPlan
from durable.objects import CorruptStore
from durable.packs import Pack
from durable.push_rules import HIDDEN, without_hidden
from durable.selection import Selection
from durable.sql import Blob
from durable.storage import Storage
from git.errors import GitError, LimitExceeded, ProtocolError
from git.filter import NO_FILTER
from git.oid import ObjectId
from git.protocol import (
    command,
    fetch,
    ls_refs,
    negotiate,
    object_info,
    pktline,
    sideband,
    upload_pack_v0,
)
from git.protocol.command import Command
from git.protocol.fetch import FetchRequest
from git.protocol.fetch_response import FetchResponse
from git.reach import ObjectWalk
from git.refs import HEAD

Piece = bytes | Blob

PAUSE = b""

LOOKUPS = 500
"""Objects looked up between two pauses: a few milliseconds."""

SHOWN_EVERY = 1000
"""Steps of counting between two lines of progress, which also tell proxies that we live."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How the pack is carried: `max_data` of a side-band frame, None for a bare pack."""

    max_data: int | None
    shows_progress: bool

    def progress(self, text: str) -> bytes:
        if self.max_data is None or not self.shows_progress:
            return PAUSE
        return b"".join(sideband.encode(sideband.Band.PROGRESS, text.encode(), self.max_data))

    def frame(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        if self.max_data is None:
            yield from pieces
            return
        yield from sideband.frames(pieces, max_data=self.max_data)
        yield pktline.FLUSH

    def error(self, text: str) -> bytes:
        """Side-band 3; a bare pack can only stop short of its checksum."""
        if self.max_data is None:
            return PAUSE
        return b"".join(sideband.encode_error(text, self.max_data))


def nobody(_error: Exception) -> None:
    return


class UploadPack:
    """`report` is told what broke that is not of the client's making; it belongs in the log."""

    def __init__(self, storage: Storage, report: Callable[[Exception], None] = nobody) -> None:
        self._storage = storage
        self._report = report
        self._allowed = Allowed(storage)
        self._commands = {
            b"ls-refs": self._ls_refs,
            b"fetch": self._fetch,
            b"object-info": self._object_info,
        }

    def answer_v2(self, body: bytes) -> Iterator[Piece]:
        try:
            request = command.decode(body)
            if request is not None:
                yield from self._commands[request.name](request)
        except (GitError, CorruptStore) as error:
            self._note(error)
            yield pktline.encode_error(sideband.clean_text(str(error)))

    def answer_v0(self, body: bytes) -> Iterator[Piece]:
        framing = Framing(None, shows_progress=False)
        try:
            request = upload_pack_v0.decode(body)
            framing = Framing(request.max_data, not request.fetch.no_progress)
            if request.fetch.asks_for_nothing:
                return
            plan = FetchPlan(
                self._storage, request.fetch, self._allowed.checked(request.fetch.wants)
            )
            negotiated = negotiate.negotiate_v0(request, plan.has, plan.satisfied)
            if request.fetch.deepen is not None:
                yield from upload_pack_v0.encode_shallow_list(*self._told(plan))
            yield negotiated.acknowledgments
        except (GitError, CorruptStore) as error:
            self._note(error)
            yield pktline.encode_error(sideband.clean_text(str(error)))
            return
        if negotiated.sends_pack:
            yield from self._pack(request.fetch, plan, negotiated.common, framing)

    def pack(self, wants: tuple[ObjectId, ...]) -> Iterator[Piece]:
        """All that `wants` lead to as one pack, as a clone gets it; cut short by an error."""
        asked = FetchRequest(wants, ofs_delta=True, no_progress=True)
        plan = FetchPlan(self._storage, asked, wants)
        yield from self._pack(asked, plan, (), Framing(None, shows_progress=False))

    def _ls_refs(self, request: Command) -> Iterator[Piece]:
        asked = ls_refs.decode(request)
        listing = self._storage.refs.listing(asked.prefixes)
        if not any(prefix.startswith(HIDDEN) for prefix in asked.prefixes):
            listing = without_hidden(listing)
        yield from pktline.gather(ls_refs.encode(asked, listing))

    def _object_info(self, request: Command) -> Iterator[Piece]:
        asked = object_info.decode(request)
        sizes = (
            self._storage.objects.find_size(oid) if self._allowed.has(oid) else None
            for oid in asked.oids
        )
        yield from pktline.gather(object_info.encode(asked, sizes))

    def _fetch(self, request: Command) -> Iterator[Piece]:
        asked = fetch.decode(request)
        response = FetchResponse(asked.sideband_all)
        try:
            wanted_refs = self._wanted_refs(asked.want_refs)
            wants = (*self._allowed.checked(asked.wants), *(oid for _, oid in wanted_refs))
            plan = FetchPlan(self._storage, asked, tuple(dict.fromkeys(wants)))
            negotiated = negotiate.negotiate_v2(asked, plan.has, plan.satisfied)
            yield negotiated.acknowledgments
            if not negotiated.sends_pack:
                return
            if asked.deepen is not None or plan.cut.boundary:
                yield from response.encode_shallow_info(*self._told(plan))
            if wanted_refs:
                yield from response.encode_wanted_refs(wanted_refs)
        except (GitError, CorruptStore) as error:
            self._note(error)
            yield response.encode_error(str(error))
            return
        yield response.encode_packfile_header()
        framing = Framing(sideband.MAX_DATA, not asked.no_progress)
        yield from self._pack(asked, plan, negotiated.common, framing)

    def _pack(
        self, asked: FetchRequest, plan: FetchPlan, common: tuple[ObjectId, ...], framing: Framing
    ) -> Iterator[Piece]:
        try:
            whole = plan.find_whole_packs(common)
            if whole and asked.object_filter == NO_FILTER:
                total = sum(pack.objects for pack in whole)
                yield framing.progress(f"Total {total} (whole packs), done.\n")
                yield from framing.frame(iter_whole(self._storage.packs, whole))
                return
            if whole and asked.object_filter.limits_blobs_alone:
                selection, bases = yield from self._choose_by_size(asked, plan, whole)
            else:
                selection, bases = yield from self._choose(asked, plan, common, framing)
            yield framing.progress(f"Total {selection.count}, done.\n")
            copy = EntryCopy(self._storage.packs, self._storage.objects, selection, bases)
            yield from framing.frame(iter_chosen(copy, selection.count))
        except (GitError, CorruptStore) as error:
            self._note(error)
            yield framing.error(str(error))

    def _choose_by_size(
        self, asked: FetchRequest, plan: FetchPlan, whole: Sequence[Pack]
    ) -> Generator[bytes, None, tuple[Selection, Bases]]:
        """All of these packs but for large blobs: nothing has to be walked."""
        packs = self._storage.packs
        selection = Selection(packs)
        for pack in whole:
            selection.add_pack(pack, packs.columns(pack), asked.object_filter.blob_limit)
            yield PAUSE
        for oid in plan.wanted.blobs:
            selection.add(oid)
        return selection, Bases(frozenset[ObjectId](), by_offset=asked.ofs_delta)

    def _choose(
        self, asked: FetchRequest, plan: FetchPlan, common: tuple[ObjectId, ...], framing: Framing
    ) -> Generator[bytes, None, tuple[Selection, Bases]]:
        chosen = ObjectWalk(
            self._storage.objects.read_tree, self._storage.objects.read_size, asked.object_filter
        )
        for count, _ in enumerate(plan.choose(common, chosen), 1):
            if count % SHOWN_EVERY:
                yield PAUSE
            else:
                yield framing.progress(f"Enumerating objects: {len(chosen.found)}\r")
        yield framing.progress(f"Enumerating objects: {len(chosen.found)}, done.\n")
        # A partial clone may lack what its history would let us think it has.
        is_thin = asked.thin_pack and asked.object_filter == NO_FILTER
        had = chosen.had if is_thin else frozenset[ObjectId]()
        selection = Selection(self._storage.packs)
        for count, oid in enumerate(chosen.found):
            selection.add(oid)
            if count % LOOKUPS == 0:
                yield PAUSE
        return selection, Bases(had, by_offset=asked.ofs_delta)

    def _note(self, error: Exception) -> None:
        if not isinstance(error, ProtocolError | LimitExceeded):
            self._report(error)

    def _told(self, plan: FetchPlan) -> tuple[list[ObjectId], list[ObjectId]]:
        told, opened = plan.cut.shallow, plan.cut.unshallow
        return [plan.graph.oid(n) for n in told], [plan.graph.oid(n) for n in opened]

    def _wanted_refs(self, names: Sequence[bytes]) -> list[tuple[bytes, ObjectId]]:
        """What names asked for by `want-ref` lead to; ProtocolError for one that is none."""
        refs = self._storage.refs
        oids = refs.find_all(names)
        # Git's client asks for HEAD by name, too, when it is told that names are taken.
        head = refs.find_head() if HEAD in names else None
        if head is not None:
            oids[HEAD] = head
        for name in names:
            if name not in oids:
                shown = name[:100].decode("utf-8", "backslashreplace")
                raise ProtocolError(f"unknown ref {shown}")
        return [(name, oids[name]) for name in names]

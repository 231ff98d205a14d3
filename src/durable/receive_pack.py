"""A push, from the first byte to the report (git-receive-pack(1)).

    receive    commands, then the pack into quarantine while its entries are found and hashed
    conclude   second pass, checks, index; the transaction; the report

Anything that goes wrong before the transaction leaves no trace: `receive` only notes it and goes
on taking what the client sends, for a client that is cut off shows no message, and `conclude`
reports. Both run in small steps; between two of them other requests of the same object may run.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import TypeVar

from durable.contract.limits import request_too_large
from durable.inspection import Inspection, decode_policy
from durable.push_advice import encode_advice
from durable.push_checks import (
    check_duplicates,
    check_outside,
    rank_of_bases,
    recheck_duplicates,
)
from durable.quarantine import NewPack, Quarantine
from durable.ref_transaction import NewObjects, RefTransaction, accepted_of
from durable.sql import Blob
from durable.storage import Storage
from git.errors import GitError, LimitExceeded, ProtocolError
from git.oid import SIZE
from git.pack.indexer import PackIndexer
from git.pack.scan import PackScanner
from git.protocol import pktline, report_status, sideband
from git.protocol.receive_pack import (
    CommandDecoder,
    PushCapabilities,
    PushRequest,
    RefUpdate,
)
from git.protocol.report_status import PushReport, RefReport, RefStatus
from git.protocol.sideband import Band
from git.steps import finish

FIRST_PIECE = 1 << 16
"""What to read before the commands are known: those of a usual push, and the start of its pack."""

MAX_PACK_SIZE = 2 << 30
"""A pack as sent. The platform ends a request at 100 to 500 MB by the zone's plan, so that this
is met only where the plan allows more; an object's storage ends at 10 GB."""

MANY_OBJECTS = 20_000
"""A pack of more needs several megabytes for what is known of its objects. Those come from what
the isolate has kept of all repositories, which can be read again."""

PROGRESS_STEPS = 100
"""Lines of progress a push shows at most."""

EMPTY_PACK_SIZE = 32
"""Bytes of a pack without objects, of which nothing is kept: header and checksum."""

Result = TypeVar("Result")

INTERNAL_ERROR = "internal error"

QUIET = PushCapabilities(atomic=True, quiet=True)
"""Of what is made here: nobody listens."""

PAUSE = b""
"""An empty piece of the answer: nothing is sent, others may run."""


class NoRoom(GitError):
    """The owner of the repository has used up what they may keep; `room` bytes are left."""

    def __init__(self, room: int) -> None:
        left = f"only {room:,} bytes" if room else "nothing"
        super().__init__(f"the owner's quota leaves room for {left} more")
        self.room = room


class ReceivePack:
    """One push by `actor`, who may administer the repository; `now` tells seconds since 1970.

    `room`: bytes of a pack that may be kept, None for any. Who knows how long the whole request is
    may set `declared`, so that a pack that is too long is refused before it comes; `limit` is how
    long it may be at most, as it is seen here: without gzip. With `address`, that of its pages, who
    pushes a new branch is told where to open a pull request. `is_of_forge`: refs may be moved that
    nobody else may move.

    When it is over, `report` has its outcome, `accepted` the updates that happened, and `error`
    what broke that is not of the client's making; it belongs in the log.
    """

    def __init__(
        self,
        storage: Storage,
        actor: str,
        now: Callable[[], int],
        *,
        is_admin: bool = False,
        room: int | None = None,
    ) -> None:
        self._storage = storage
        self._actor = actor
        self._is_admin = is_admin
        self._room = room
        self.declared = 0
        self.limit: int | None = None
        self._length = 0
        self._now = now
        self._decoder = CommandDecoder()
        self._request: PushRequest | None = None
        self._quarantine: Quarantine | None = None
        self._failure: str | None = None
        self._inspection = Inspection()
        self._indexer = PackIndexer(self._inspection)
        self._scanner = PackScanner(self._indexer)
        self._received = 0
        self.report: PushReport | None = None
        self.accepted: tuple[RefUpdate, ...] = ()
        self.error: Exception | None = None
        self.is_of_forge = False
        self.address = ""

    @property
    def wanted(self) -> int:
        """How many bytes `receive` would like next."""
        return FIRST_PIECE if self._quarantine is None else self._quarantine.wanted

    @property
    def push_options(self) -> tuple[bytes, ...]:
        return () if self._request is None else self._request.push_options

    def receive(self, data: Blob) -> None:
        """Take the next bytes of the request; never raises for what is in them."""
        self._length += len(data)
        if self.limit is not None and self._length > self.limit:
            self._fail(request_too_large(self.limit))
        if self._failure is not None:
            return
        try:
            if self._request is None:
                self._receive_commands(data.tobytes())
            else:
                self._receive_pack(data)
        except GitError as error:
            self._fail(str(error))
        except Exception as error:  # noqa: BLE001 - reported when all has been received
            self.error = error
            self._fail(INTERNAL_ERROR)

    def fail(self, reason: str) -> None:
        """Something outside of the conversation broke: report that, and leave no trace."""
        self._fail(reason)

    def conclude(self) -> Generator[bytes]:
        """The answer, piece by piece; closed before its end, a push has happened or left no trace.

        One that is never begun must be told to `fail`.
        """
        request = self._close_commands()
        if request is None:
            yield pktline.encode_error(sideband.clean_text(self._failure or "the push is empty"))
        elif not request.is_probe:
            self.report = yield from self._carry_out(request)
            # Not held back by `quiet`, which git asks for wherever nobody watches: nor are the
            # words of hooks.
            if self.address and request.capabilities.side_band_64k:
                head = self._storage.refs.head_target()
                yield encode_advice(self.accepted, head, self.address)
            yield from report_status.encode(self.report, request.capabilities)

    def take(self, pack: Iterable[bytes], updates: Sequence[RefUpdate]) -> list[RefReport]:
        """Carry out what was made here, all of it or nothing, without a conversation.

        Without updates the objects are kept, for somebody is about to use them. What is wrong
        with them is raised, and leaves no trace.
        """
        try:
            new = self._gather(pack, updates)
            transaction = RefTransaction(self._storage, new, self._actor, self._now())
            reports: list[RefReport] = []
            if updates:
                reports = transaction.run(updates, is_atomic=True, is_admin=self._is_admin)
            else:
                transaction.keep()
        except BaseException:
            self._fail("it was not possible")
            raise
        self._quarantine = None
        return reports

    def _gather(self, pack: Iterable[bytes], updates: Sequence[RefUpdate]) -> NewObjects:
        for piece in pack:
            if self._quarantine is None:
                streams = self._storage.streams
                self._quarantine = Quarantine(self._storage.sql, streams, self._now())
            self._scanner.receive(piece)
            self._quarantine.write(memoryview(piece))
        if self._quarantine is None:
            return NewObjects()
        return finish(self._take_in(PushRequest(tuple(updates), QUIET)))

    def _receive_commands(self, data: bytes) -> None:
        self._request = self._decoder.receive(data)
        self.declared -= len(data)
        if self._request is not None:
            self._inspection.policy = decode_policy(self._request.push_options)
            rest = self._decoder.take_rest()
            self._check_room(self.declared + len(rest))
            if rest:
                self._receive_pack(memoryview(rest))

    def _receive_pack(self, data: Blob) -> None:
        if self._request is None or not self._request.has_pack:
            raise ProtocolError("there are bytes after a push that has no pack")
        if self._quarantine is None:
            # A push may hold two large objects; what reading has kept makes room for them.
            self._storage.caches.contents.clear()
            self._quarantine = Quarantine(self._storage.sql, self._storage.streams, self._now())
        self._received += len(data)
        if self._received > MAX_PACK_SIZE:
            raise LimitExceeded("the size of the pack in bytes", MAX_PACK_SIZE)
        self._check_room(self._received)
        self._scanner.receive(data.tobytes())
        if self._scanner.entries > MANY_OBJECTS:
            self._storage.caches.clear()
        self._quarantine.write(data)

    def _check_room(self, size: int) -> None:
        if self._room is not None and size > self._room + EMPTY_PACK_SIZE:
            raise NoRoom(self._room)

    def _fail(self, reason: str) -> None:
        self._failure = self._failure or reason
        if self._quarantine is not None:
            self._quarantine.discard()
            self._quarantine = None

    def _close_commands(self) -> PushRequest | None:
        if self._failure is None and self._request is None:
            try:
                self._decoder.close()
            except GitError as error:
                self._fail(str(error))
        return self._request

    def _carry_out(self, request: PushRequest) -> Generator[bytes, None, PushReport]:
        try:
            if self._failure is not None:
                raise ProtocolError(self._failure)
            with self._storage.pushing():
                new = NewObjects()
                if request.has_pack:
                    new = yield from self._take_in(request)
                new.is_of_forge = self.is_of_forge
                transaction = RefTransaction(self._storage, new, self._actor, self._now())
                reports = transaction.run(
                    request.updates,
                    is_atomic=request.capabilities.atomic,
                    is_admin=self._is_admin,
                )
        except GeneratorExit:
            self._fail("the client went away")
            raise
        except GitError as error:
            self._fail(str(error))
            return _failed(request, str(error))
        except Exception as error:  # noqa: BLE001 - the client is owed a report
            self.error = error
            self._fail(INTERNAL_ERROR)
            return _failed(request, INTERNAL_ERROR)
        self._quarantine = None
        self.accepted = tuple(accepted_of(request.updates, reports))
        return PushReport(tuple(reports))

    def _take_in(self, request: PushRequest) -> Generator[bytes, None, NewObjects]:
        """Index and check what was received; nothing is visible yet."""
        self._scanner.close()
        quarantine = self._quarantine
        assert quarantine is not None  # noqa: S101
        quarantine.close()
        self._check_room(self._scanner.size + SIZE)
        table = self._indexer.table
        table.end = self._scanner.size
        yield from self._resolve(request, quarantine)
        tips = {update.new_oid for update in request.updates}
        self._inspection.check_special_files(self._indexer, self._storage.objects)
        closure = self._inspection.closure
        settlement = closure.settle(table, tips)
        yield PAUSE
        rank = yield from _paused(check_outside(closure, self._storage))
        new = NewObjects(None, quarantine, settlement.tip_types, closure.tag_targets)
        seen = {pack.body for pack in self._storage.packs.live()}
        new.recheck = lambda: recheck_duplicates(self._indexer, self._storage, seen)
        yield from _paused(check_duplicates(table, self._indexer, self._storage))
        if len(table):
            new.pack = NewPack(table, self._scanner.trailer, self._now())
            new.commits = closure.commits
            new.strays = settlement.strays
            bases = self._indexer.external_bases.values()
            new.rank = max(rank, rank_of_bases(bases, self._storage))
            quarantine.write_index(new.pack)
            yield PAUSE
        return new

    def _resolve(self, request: PushRequest, quarantine: Quarantine) -> Iterator[bytes]:
        """The second pass, with progress as git shows its own."""
        total = len(self._indexer.table) - self._indexer.resolved
        before = self._indexer.resolved
        step = max(total // PROGRESS_STEPS, 1)
        shows = request.capabilities.side_band_64k and not request.capabilities.quiet
        for resolved in self._indexer.finish(quarantine, self._storage.objects):
            done = resolved - before
            if shows and (done % step == 0 or done == total):
                yield _progress("Resolving deltas", done, total)
            else:
                yield PAUSE


def _paused(work: Generator[None, None, Result]) -> Generator[bytes, None, Result]:
    """The same work, its pauses told as those of an answer."""
    while True:
        try:
            next(work)
        except StopIteration as stop:
            return stop.value
        yield PAUSE


def _progress(title: str, done: int, total: int) -> bytes:
    ending = ", done.\n" if done == total else "\r"
    text = f"{title}: {100 * done // total:3}% ({done}/{total}){ending}"
    return b"".join(sideband.encode(Band.PROGRESS, text.encode()))


def _failed(request: PushRequest, reason: str) -> PushReport:
    """Nothing of the push has happened, and this is why."""
    refs = (RefReport(update.refname, RefStatus.PACK_FAILED) for update in request.updates)
    return PushReport(tuple(refs), reason)

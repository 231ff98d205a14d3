"""One repository, as its object answers for it: the front of this layer."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator

from durable import schema
from durable.branch_moves import Move, is_merged, moves_since
from durable.browse.answers import answer
from durable.browse.archive import iter_archive
from durable.browse.blob_stream import BlobStream, stream_blob
from durable.browse.reading import Reading
from durable.bundle import iter_bundle
from durable.caches import Caches
from durable.contract.copies import TakeFrom
from durable.contract.formats import Format
from durable.contract.message import Ask, Caller, Message
from durable.maintenance import Maintenance
from durable.push_rules import without_hidden
from durable.receive_pack import ReceivePack
from durable.sql import Sql
from durable.stats import Stats
from durable.storage import Storage
from durable.upload_pack import Piece, UploadPack, nobody
from durable.writing.taking import Taking
from git.oid import ObjectId
from git.protocol import advertise, pktline
from git.protocol.advertise import Service
from git.protocol.command import MAX_REQUEST_BYTES
from git.refs import AnyRef, Unborn
from git.steps import finish

MAX_FETCH_REQUEST = MAX_REQUEST_BYTES
"""Bytes of a fetch request's body, gzip undone: it is held whole."""


class Repository:
    """Nothing is written before the first push: who asks after a repository makes none."""

    def __init__(self, sql: Sql, store: str, caches: Caches) -> None:
        self._sql = sql
        self._store = store
        self._caches = caches
        self._opened: Storage | None = None

    @property
    def _storage(self) -> Storage:
        if self._opened is None:
            self._opened = Storage(self._sql, self._store, self._caches)
        return self._opened

    @property
    def _is_new(self) -> bool:
        return self._opened is None and not schema.exists(self._sql)

    def advertise(self, service: Service, git_protocol: str | None) -> Iterator[bytes]:
        """The answer to `info/refs`."""
        version = advertise.decode_version(git_protocol)
        if version == 2 and service is Service.UPLOAD_PACK:
            yield advertise.encode_v2()
            return
        refs: Iterable[AnyRef] = (
            [Unborn(schema.DEFAULT_HEAD)] if self._is_new else self._storage.refs.listing()
        )
        if service is Service.RECEIVE_PACK:
            # Told of them, a mirroring push would try to delete them.
            refs = without_hidden(refs)
        yield from pktline.gather(advertise.encode_v0(service, version, refs))

    def upload_pack(
        self,
        git_protocol: str | None,
        body: bytes,
        report: Callable[[Exception], None] = nobody,
    ) -> Iterator[Piece]:
        """The answer to a fetch request; `report` is told what is damaged here."""
        conversation = UploadPack(self._storage, report)
        with self._storage.reading():
            if advertise.decode_version(git_protocol) == 2:
                yield from conversation.answer_v2(body)
            else:
                yield from conversation.answer_v0(body)

    def receive_pack(
        self,
        actor: str,
        now: Callable[[], int],
        *,
        is_admin: bool = False,
        room: int | None = None,
    ) -> ReceivePack:
        """A push about to begin; see `ReceivePack`."""
        return ReceivePack(self._storage, actor, now, is_admin=is_admin, room=room)

    def take_from(self, question: TakeFrom, caller: Caller, now: Callable[[], int]) -> Taking:
        """A copy from another repository about to begin."""
        push = self.receive_pack(caller.name, now, is_admin=caller.is_admin, room=caller.room)
        return Taking(self._storage, push, question)

    @property
    def last_entry(self) -> int:
        """The number of the reflog's newest entry; 0 when there is none."""
        return 0 if self._is_new else self._storage.reflog.last()

    def moves_since(self, number: int) -> list[Move]:
        """How branches moved after the reflog's entry `number`, oldest first."""
        return [] if self._is_new else moves_since(self._storage, number)

    def is_merged(self, oid: ObjectId, branch: bytes) -> bool:
        """Whether the branch leads to the commit."""
        return not self._is_new and is_merged(self._storage, oid, branch)

    def ask(self, ask: Ask, now: int) -> Message:
        """The answer to a question of pages or API; a Failure is one, too."""
        return finish(self.ask_in_steps(ask, now))

    def ask_in_steps(self, ask: Ask, now: int) -> Generator[None, None, Message]:
        """The same, with pauses in which others may run."""
        return answer(self._storage, ask, now)

    def archive(self, commit_oid: ObjectId, prefix: bytes, kind: Format) -> Iterator[bytes]:
        """The files of a commit that somebody was told of, as one file."""
        with self._storage.reading():
            reading = Reading(self._storage, Caller(), 0)
            yield from iter_archive(reading, commit_oid, prefix, kind)

    def blob(self, oid: ObjectId, start: int, stop: int) -> BlobStream:
        """A part of a file that somebody was told of."""
        return stream_blob(self._storage, oid, start, stop)

    def bundle(self, commit_oid: ObjectId, refname: bytes) -> Iterator[Piece]:
        """What a ref leads to as a bundle; with no `refname` all branches and tags."""
        with self._storage.reading():
            yield from iter_bundle(self._storage, commit_oid, refname)

    def maintenance(self, now: Callable[[], int]) -> Maintenance:
        """The upkeep of the packs, to be run in slices."""
        return Maintenance(self._storage, now)

    @property
    def is_empty(self) -> bool:
        """Whether no ref exists."""
        return self._is_new or self._storage.refs.is_empty()

    @property
    def default_branch(self) -> str:
        """The branch that HEAD stands for, without `refs/heads/`."""
        head = schema.DEFAULT_HEAD if self._is_new else self._storage.refs.head_target()
        return head.removeprefix(b"refs/heads/").decode(errors="replace")

    def stats(self) -> Stats:
        """How much is held, of live packs only."""
        packs = [] if self._is_new else self._storage.packs.live()
        return Stats(
            packs=len(packs),
            objects=sum(pack.objects for pack in packs),
            packed=sum(pack.body_size for pack in packs),
            rows_written=self._sql.rows_written(),
        )

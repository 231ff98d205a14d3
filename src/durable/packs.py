"""The packs of a repository: their rows, and their indexes as they are needed.

A pack is in quarantine while it is received, and live from the transaction that moves the refs.
Only live packs are ever read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from durable.caches import Caches
from durable.chunks import Streams
from durable.sql import Blob, Sql
from git.oid import SIZE, ObjectId
from git.pack.columns import PackColumns
from git.pack.index import PackIndex

QUARANTINE = "quarantine"
"""What a pack is said to hold that is on its way in, or whose push has died."""

RETIRED = "retired"
"""And one that was replaced, but may still be read by answers under way."""

STREAMS = 2
"""Streams of a pack, with consecutive numbers: itself; its index and columns."""

_COLUMNS = "id, holds, body_size, idx_size, columns_size, objects, duplicates, trailer"
HEADER_SIZE = 12


class Holds(StrEnum):
    """What kind of ref leads to the objects of a pack.

    Clients clone branches and tags as a rule, and forges keep many refs besides: packs that tell
    them apart can be served whole to either. A pack of garbage holds what no ref led to when
    maintenance last looked.
    """

    BRANCHES = "branches"
    OTHERS = "others"
    MIXED = "mixed"
    GARBAGE = "garbage"

    @property
    def rank(self) -> int:
        """0 for what a clone gets, 1 for what other refs lead to, 2 for what none does."""
        return _RANKS.get(self, 0)


_RANKS = {Holds.OTHERS: 1, Holds.GARBAGE: 2}


@dataclass(frozen=True, slots=True)
class Pack:
    """One live pack, as its row tells; sizes in bytes.

    `body` is its stream and its own number.
    """

    body: int
    holds: Holds
    body_size: int
    idx_size: int
    columns_size: int
    objects: int
    duplicates: int
    trailer: bytes

    @property
    def entries_stop(self) -> int:
        return self.body_size - SIZE

    @property
    def about(self) -> int:
        """The stream in which lies the index, and then the columns."""
        return self.body + 1


class Packs:
    """All live packs of one repository, oldest first, garbage last.

    Of two objects that have the same oid by some collision, the one that was here first is the
    one that is read.
    """

    def __init__(self, sql: Sql, streams: Streams, store: str, caches: Caches) -> None:
        self._sql = sql
        self._streams = streams
        self._store = store
        self._caches = caches
        self._live: list[Pack] | None = None

    def live(self) -> list[Pack]:
        if self._live is None:
            rows = self._sql.rows(
                f"SELECT {_COLUMNS} FROM packs WHERE holds NOT IN (?, ?)"  # noqa: S608
                " ORDER BY holds = 'garbage', id",
                QUARANTINE,
                RETIRED,
            )
            self._live = [Pack(row[0], Holds(row[1]), *row[2:]) for row in rows]
        return self._live

    def served(self) -> list[Pack]:
        """The live packs without garbage: what refs reach lies here, perhaps with more."""
        return [pack for pack in self.live() if pack.holds is not Holds.GARBAGE]

    def forget(self) -> None:
        """The rows have changed; read them again when they are next needed."""
        self._live = None

    def index(self, pack: Pack) -> PackIndex:
        recent = self._caches.recent_index
        if recent[0] is pack:
            return recent[1]
        key = (self._store, pack.body)
        kept = self._caches.indexes.find(key)
        if not isinstance(kept, PackIndex):
            kept = PackIndex(self._streams.read_whole(pack.about, pack.idx_size))
            self._caches.indexes.keep(key, kept)
        self._caches.recent_index = (pack, kept)
        return kept

    def columns(self, pack: Pack) -> PackColumns:
        recent = self._caches.recent_columns
        if recent[0] is pack:
            return recent[1]
        key = (self._store, pack.about)
        kept = self._caches.indexes.find(key)
        if not isinstance(kept, PackColumns):
            data = self._streams.read_whole(pack.about, pack.columns_size, start=pack.idx_size)
            kept = PackColumns(data)
            self._caches.indexes.keep(key, kept)
        self._caches.recent_columns = (pack, kept)
        return kept

    def find(self, oid: bytes) -> tuple[Pack, int] | None:
        """The pack that has the object, and its rank there."""
        for pack in self.live():
            rank = self.index(pack).find(oid)
            if rank is not None:
                return pack, rank
        return None

    def find_rank(self, oid: bytes) -> int:
        """The rank of the pack that has the object; 0 when none has."""
        found = self.find(oid)
        return 0 if found is None else found[0].holds.rank

    def locate(self, oid: bytes) -> tuple[Pack, int] | None:
        """The pack that has the object, and the position of its entry there."""
        found = self.find(oid)
        if found is None:
            return None
        pack, rank = found
        return pack, self.columns(pack).position(self.index(pack).offset(rank))

    def iter_prefixed(self, hex_prefix: str) -> Iterator[ObjectId]:
        """Oids that begin with these digits, each once."""
        seen: set[ObjectId] = set()
        for pack in self.live():
            for oid in self.index(pack).iter_prefixed(hex_prefix):
                if oid not in seen:
                    seen.add(oid)
                    yield oid

    def read(self, pack: Pack, start: int, stop: int) -> bytes:
        return self._streams.read(pack.body, start, stop)

    def iter_blobs(self, pack: Pack, start: int, stop: int) -> Iterator[Blob]:
        return self._streams.iter_blobs(pack.body, start, stop)

"""What each commit changed, in records beside the layers of the commit graph.

An aid for logs of paths: where a record is missing or damaged, a commit counts as not looked at,
and trees tell instead. A push looks at the few commits that it brings; of a first push, and of many
commits that come at once, maintenance makes the record, so that the push takes no longer.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import accumulate, pairwise
from struct import Struct
from zlib import crc32

from durable.chunks import Streams, StreamWriter
from durable.history import History
from durable.objects import CorruptStore, Objects
from durable.schema import find_setting, set_setting
from durable.sql import Sql
from git.changed_paths import (
    ANYTHING,
    END_SIZE,
    HASH_SIZE,
    NOT_LOOKED_AT,
    Hashes,
    find_hashes,
    is_exact,
    is_known,
)
from git.errors import GitError
from git.graph import CommitGraph
from git.oid import SIZE

MAX_AT_PUSH = 100
"""Commits that are looked at while they are pushed: some milliseconds, and most pushes bring
fewer. More are left to maintenance."""

MAX_HELD = 8 << 20
"""Bytes of new hashes that maintenance holds before it writes them down: those of most layers."""

LOOKUPS = 200
"""Commits whose hashes are asked for between two pauses."""

GATHERED = 1 << 13
"""Hashes that are gathered before they are written."""


_SETTING = "changed_paths"
"""In the settings: the records there are. While it is not set, nobody has looked at anything."""

_ENTRY = Struct("<IIIQQII")
_NEW = -1


@dataclass(frozen=True, slots=True)
class _Entry:
    """A record, and for which layer of the graph it is good.

    The layer has so many commits from number `first` on, and `oids` is the CRC-32 of their oids;
    its numbers follow from these. Without a `stream` nothing is known of it.
    """

    first: int
    commits: int
    oids: int
    stream: int = 0
    size: int = 0
    crc: int = 0
    unknown: int = 0

    @property
    def layer(self) -> tuple[int, int, int]:
        return self.first, self.commits, self.oids


class _Record:
    """`find` takes commits by their rank in the layer; of a damaged record nothing is known."""

    def __init__(self, streams: Streams, entry: _Entry) -> None:
        self.first = entry.first
        self._streams = streams
        self._entry = entry
        self._ends: array[int] | None = None

    def find(self, rank: int) -> Hashes:
        if self._ends is None:
            self._ends = self._open()
        if rank >= len(self._ends):
            return NOT_LOOKED_AT
        start = HASH_SIZE * (self._ends[rank - 1] if rank else 0)
        stop = HASH_SIZE * self._ends[rank]
        return memoryview(self._streams.read(self._entry.stream, start, stop)).cast("Q")

    def _open(self) -> array[int]:
        """The ends; none when not all bytes are as they were written."""
        entry = self._entry
        crc = size = 0
        for blob in self._streams.iter_blobs(entry.stream, 0, entry.size):
            crc = crc32(blob.tobytes(), crc)
            size += len(blob)
        if not entry.size or (size, crc) != (entry.size, entry.crc):
            return array("I")
        ends_at = entry.size - END_SIZE * entry.commits
        return array("I", self._streams.read(entry.stream, ends_at, entry.size))


class Known:
    """What is known of the commits of `graph`, as the rows are now."""

    def __init__(self, graph: CommitGraph, records: Sequence[_Record]) -> None:
        self.graph = graph
        self._records = records

    def find(self, number: int) -> Hashes:
        for record in self._records:
            if number >= record.first:
                return record.find(number - record.first)
        return NOT_LOOKED_AT

    def find_change(self, number: int, path_hash: int) -> bool | None:
        """Whether a commit differs from its first parent at a path; None when it is not known."""
        hashes = self.find(number)
        return path_hash in hashes if is_exact(hashes) else None


class _Looked:
    """New hashes of the commits of one layer, by rank, in columns."""

    def __init__(self, commits: int) -> None:
        self._starts = array("I", bytes(4 * commits))
        self._stops = array("I", bytes(4 * commits))
        self._is_known = bytearray(commits)
        self._hashes = array("Q")

    @property
    def size(self) -> int:
        return HASH_SIZE * len(self._hashes)

    def keep(self, rank: int, hashes: Hashes) -> None:
        self._starts[rank] = len(self._hashes)
        self._hashes.extend(hashes)
        self._stops[rank] = len(self._hashes)
        self._is_known[rank] = 1

    def find(self, rank: int) -> Hashes | None:
        if not self._is_known[rank]:
            return None
        return self._hashes[self._starts[rank] : self._stops[rank]]


class ChangedPaths:
    """`known` is of the graph as it is; its writing half belongs to pushes and maintenance."""

    def __init__(self, sql: Sql, streams: Streams, history: History, objects: Objects) -> None:
        self._sql = sql
        self._streams = streams
        self._history = history
        self._objects = objects
        self._known: Known | None = None

    def known(self) -> Known:
        graph = self._history.graph()
        if self._known is None or self._known.graph is not graph:
            records = [_Record(self._streams, entry) for entry in reversed(self._layers())]
            self._known = Known(graph, records)
        return self._known

    @property
    def is_whole(self) -> bool:
        """Whether every commit was looked at."""
        entries = self._entries()
        if entries is None:
            return not self._sql.rows("SELECT 1 FROM graph LIMIT 1")
        return not any(entry.unknown for entry in entries)

    def forget(self) -> None:
        """The rows have changed; read them again when they are next needed."""
        self._known = None

    def follow(self, before: Known, height: int, commits: int) -> None:
        """The graph has a new layer of so many commits from `height` on; in its transaction.

        Takes over what was known `before`, and looks at the new commits if they are few.
        """
        self.forget()
        if self._entries() is None:
            return
        new = commits - (len(before.graph) - height)
        if new == commits > MAX_AT_PUSH:
            # The graph need not be read for this: it may be long, and the push is not over.
            self._put(_Entry(height, commits, 0, unknown=commits))
            return
        graph, looked = self._history.graph(), _Looked(commits)
        known_as = array("i")
        for rank in range(commits):
            number = before.graph.find(graph.oid(height + rank))
            known_as.append(_NEW if number is None else number)
            if number is None and new <= MAX_AT_PUSH:
                looked.keep(rank, self._look_at(graph, height + rank))

        def find(rank: int) -> Hashes:
            number = known_as[rank]
            found = looked.find(rank) if number == _NEW else before.find(number)
            return NOT_LOOKED_AT if found is None else found

        self._write(_layer_of(graph, height, height + commits), find)

    def fill(self) -> Iterator[None]:
        """Look at all commits that nobody has looked at, with pauses; a push may come between."""
        for entry in self._layers():
            if entry.unknown:
                yield from self._fill(entry)

    def _fill(self, layer: _Entry) -> Iterator[None]:
        known, looked = self.known(), _Looked(layer.commits)
        graph = known.graph
        unknown = array("I")
        for rank in range(layer.commits):
            if not is_known(known.find(layer.first + rank)):
                unknown.append(rank)
            if rank % LOOKUPS == 0:
                yield
        # Neighbours have most of their trees in common, and those are kept.
        for rank in _by_generation(graph, layer.first, unknown):
            looked.keep(rank, self._look_at(graph, layer.first + rank))
            if looked.size > MAX_HELD:
                self._put_down(layer, looked)
                looked = _Looked(layer.commits)
            yield
        self._put_down(layer, looked)

    def _put_down(self, layer: _Entry, looked: _Looked) -> None:
        """Write what was found, unless another layer has taken the place."""
        if all(each.layer != layer.layer for each in self._layers()):
            return
        known = self.known()

        def find(rank: int) -> Hashes:
            found = looked.find(rank)
            return known.find(layer.first + rank) if found is None else found

        self._sql.transaction(lambda: self._write(layer, find))

    def _look_at(self, graph: CommitGraph, number: int) -> Hashes:
        parent = graph.first_parents[number]
        old = graph.tree(parent) if parent >= 0 else None
        try:
            return find_hashes(self._objects.read_tree, old, graph.tree(number))
        except (GitError, CorruptStore):
            # Whoever asks for such a tree is told so; an aid need not try again and again.
            return ANYTHING

    def _write(self, layer: _Entry, find: Callable[[int], Hashes]) -> None:
        """Make the record of a layer, by rank; inside a transaction."""
        writer = self._streams.writer(self._streams.reserve(1))
        ends, hashes = array("I"), array("Q")
        crc = unknown = total = 0
        for rank in range(layer.commits):
            found = find(rank)
            unknown += not is_known(found)
            total += len(found)
            ends.append(total)
            hashes.extend(found)
            if len(hashes) >= GATHERED:
                crc = _write_column(writer, hashes, crc)
        crc = _write_column(writer, ends, _write_column(writer, hashes, crc))
        writer.close()
        self._put(_Entry(*layer.layer, writer.stream, writer.size, crc, unknown))

    def _put(self, new: _Entry) -> None:
        """Have an entry take the place of those about its commits, or about what is gone."""
        old = self._entries() or []
        kept = [entry for entry in old if self._stays(entry, new)]
        for entry in old:
            if entry.stream and entry not in kept:
                self._streams.drop(entry.stream)
        packed = b"".join(_ENTRY.pack(*astuple(entry)) for entry in (*kept, new))
        set_setting(self._sql, _SETTING, packed)
        self.forget()

    def _stays(self, entry: _Entry, new: _Entry) -> bool:
        if entry.first < new.first:
            return True
        is_above = entry.first >= new.first + new.commits
        return is_above and any(entry.layer == layer.layer for layer in self._layers())

    def _entries(self) -> list[_Entry] | None:
        packed = find_setting(self._sql, _SETTING)
        if not isinstance(packed, bytes):
            return None
        return [_Entry(*each) for each in _ENTRY.iter_unpack(packed)]

    def _layers(self) -> list[_Entry]:
        """For each layer of the graph, from the lowest up, what there is about it."""
        graph = self._history.graph()
        entries = {entry.layer: entry for entry in self._entries() or ()}
        borders = pairwise([*graph.layers, len(graph)])
        layers = [_layer_of(graph, first, stop) for first, stop in borders]
        return [entries.get(layer.layer, layer) for layer in layers]


def _layer_of(graph: CommitGraph, first: int, stop: int) -> _Entry:
    oids = memoryview(graph.oids)[first * SIZE : stop * SIZE]
    return _Entry(first, stop - first, crc32(oids), unknown=stop - first)


def _by_generation(graph: CommitGraph, first: int, ranks: array[int]) -> array[int]:
    """The same ranks, of a layer from `first` on, parents before children.

    Counted into place: as Python numbers those of a long layer would take ten times the room.
    """
    places = array("I", bytes(4 * (2 + max(graph.generations, default=0))))
    for rank in ranks:
        places[graph.generations[first + rank] + 1] += 1
    places = array("I", accumulate(places))
    ordered = array("I", bytes(4 * len(ranks)))
    for rank in ranks:
        generation = graph.generations[first + rank]
        ordered[places[generation]] = rank
        places[generation] += 1
    return ordered


def _write_column(writer: StreamWriter, column: array[int], crc: int) -> int:
    """Write the column and empty it; the checksum of all so far."""
    data = column.tobytes()
    writer.write(memoryview(data))
    del column[:]
    return crc32(data, crc)

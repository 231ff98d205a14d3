"""Writing copied entries as a pack of our own, with its index, a slice at a time."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha1
from zlib import crc32

from durable.answer_pack import encode_pack_header
from durable.entry_copy import Bases, Copied, EntryCopy
from durable.packs import Holds
from durable.quarantine import NewPack, Quarantine
from durable.selection import Selection
from durable.storage import Storage
from git.pack.table import EXTERNAL_BASE, NO_BASE, PackTable


class Repack:
    """A selection on its way into a pack; until `publish` it is in quarantine."""

    def __init__(self, storage: Storage, selection: Selection, bases: Bases, now: int) -> None:
        self._storage = storage
        self._selection = selection
        self._copy = EntryCopy(storage.packs, storage.objects, selection, bases)
        self._quarantine = Quarantine(storage.sql, storage.streams, now)
        self._now = now
        self._new: NewPack | None = None

    def write(self) -> Iterator[None]:
        """Copy all that is selected; pauses after each entry. Leaves no trace when it fails."""
        try:
            yield from self._write()
        except BaseException:
            self._quarantine.discard()
            raise

    def publish(self, holds: Holds) -> None:
        """Make it a live pack; inside a transaction."""
        assert self._new is not None  # noqa: S101
        self._quarantine.migrate(self._new, holds)

    def discard(self) -> None:
        self._quarantine.discard()

    def _write(self) -> Iterator[None]:
        copy, table = self._copy, PackTable()
        header = encode_pack_header(self._selection.count)
        digest = sha1(header)
        self._quarantine.write(memoryview(header))
        copy.written = len(header)
        for entry in copy.iter_entries():
            offset, crc = copy.written, 0
            for piece in entry.pieces:
                crc = crc32(piece, crc)
                digest.update(piece)
                self._quarantine.write(memoryview(piece))
                copy.written += len(piece)
            self._note(table, entry, offset, crc)
            yield
        table.end = copy.written
        self._quarantine.write(memoryview(digest.digest()))
        self._quarantine.close()
        yield
        self._new = NewPack(table, digest.digest(), self._now)
        self._quarantine.write_index(self._new)

    def _note(self, table: PackTable, entry: Copied, offset: int, crc: int) -> None:
        base = EXTERNAL_BASE if entry.is_ref_delta else NO_BASE
        if entry.base_offset is not None:
            found = table.find_offset(entry.base_offset)
            assert found is not None  # noqa: S101 - the base was copied before
            base = found
        columns = self._storage.packs.columns(entry.pack)
        oid = self._storage.packs.index(entry.pack).oid(columns.ranks[entry.position])
        size = columns.sizes[entry.position]
        position = table.append(offset, crc, size, base)
        table.resolve(position, columns.types[entry.position], oid, size)

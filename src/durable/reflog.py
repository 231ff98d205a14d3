"""What happened to the refs: every push, who made it and when, append-only.

A push is one row, whatever the number of its refs, because rows are what the account holder
pays for. Its updates lie end to end:

    old oid    20
    new oid    20
    length      2    big-endian
    refname     length
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from struct import Struct

from durable.sql import Sql
from git.oid import ObjectId
from git.protocol.receive_pack import RefUpdate

_UPDATE = Struct(">20s20sH")

NUMBERS = 1 << 52
"""More than there will be numbers."""

MAX_UPDATES_SIZE = 1_900_000
"""Bytes of updates in one row, which may not pass 2 MB; a larger push takes several."""


@dataclass(frozen=True, slots=True)
class Push:
    """One entry of the reflog; `created` in seconds since 1970."""

    number: int
    actor: str
    created: int
    updates: tuple[RefUpdate, ...]


class Reflog:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def append(self, actor: str, created: int, updates: Iterable[RefUpdate]) -> None:
        pending = bytearray()
        for update in updates:
            encoded = encode_update(update)
            if len(pending) + len(encoded) > MAX_UPDATES_SIZE:
                self._write(actor, created, bytes(pending))
                pending.clear()
            pending += encoded
        if pending:
            self._write(actor, created, bytes(pending))

    def last(self) -> int:
        """The number of the newest entry; 0 when there is none."""
        return self._sql.rows("SELECT COALESCE(MAX(push), 0) FROM reflog")[0][0]

    def iter_newest(self, before: int = NUMBERS) -> Iterator[Push]:
        """All entries, or those with numbers below `before`."""
        while True:
            rows = self._sql.rows(
                "SELECT push, actor, created, updates FROM reflog WHERE push < ?"
                " ORDER BY push DESC LIMIT 50",
                before,
            )
            for number, actor, created, updates in rows:
                yield Push(number, actor, created, tuple(iter_updates(bytes(updates))))
                before = number
            if not rows:
                return

    def _write(self, actor: str, created: int, updates: bytes) -> None:
        self._sql.rows(
            "INSERT INTO reflog (actor, created, updates) VALUES (?, ?, ?)",
            actor,
            created,
            updates,
        )


def encode_update(update: RefUpdate) -> bytes:
    head = _UPDATE.pack(update.old_oid, update.new_oid, len(update.refname))
    return head + update.refname


def iter_updates(data: bytes) -> Iterator[RefUpdate]:
    at = 0
    while at < len(data):
        old_oid, new_oid, length = _UPDATE.unpack_from(data, at)
        at += _UPDATE.size
        yield RefUpdate(data[at : at + length], ObjectId(old_oid), ObjectId(new_oid))
        at += length

"""The refs of a repository: one row each, HEAD a setting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from durable.sql import Sql
from git.oid import ObjectId
from git.refs import HEAD, AnyRef, Ref, Unborn

_PAGE = 5_000
"""Rows read at once: enough that statements do not count, few enough that memory does not."""


class Refs:
    """All reads see the last committed push; writes belong inside a transaction."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def head_target(self) -> bytes:
        """The full name of the branch that HEAD stands for, unborn or not."""
        rows = self._sql.rows("SELECT value FROM settings WHERE name = 'head'")
        return bytes(rows[0][0])

    def set_head(self, refname: bytes) -> None:
        self._sql.rows("UPDATE settings SET value = ? WHERE name = 'head'", refname)

    def head(self) -> AnyRef:
        target = self.head_target()
        oid = self.find(target)
        if oid is None:
            return Unborn(target)
        return Ref(HEAD, oid, symref_target=target)

    def find(self, refname: bytes) -> ObjectId | None:
        rows = self._sql.rows("SELECT oid FROM refs WHERE refname = ?", refname)
        return ObjectId(bytes(rows[0][0])) if rows else None

    def listing(self, prefixes: Sequence[bytes] = ()) -> Iterator[AnyRef]:
        """HEAD, then every ref that begins with one of `prefixes` (all, when there are none).

        The prefixes are sorted and none begins with another.
        """
        yield self.head()
        for prefix in prefixes or (b"",):
            yield from self.iter_prefixed(prefix)

    def iter_prefixed(self, prefix: bytes) -> Iterator[Ref]:
        """Refs whose names begin so, in the order of their bytes."""
        after, stop = prefix, _successor(prefix)
        is_first = True
        while True:
            comparison = ">=" if is_first else ">"
            rows = self._sql.rows(
                f"SELECT refname, oid, peeled FROM refs WHERE refname {comparison} ?"  # noqa: S608
                " AND refname < ? ORDER BY refname LIMIT ?",
                after,
                stop,
                _PAGE,
            )
            for refname, oid, peeled in rows:
                yield Ref(bytes(refname), ObjectId(bytes(oid)), peeled and ObjectId(bytes(peeled)))
            if len(rows) < _PAGE:
                return
            after, is_first = bytes(rows[-1][0]), False

    def tips_by_kind(self) -> tuple[set[ObjectId], set[ObjectId]]:
        """What branches and tags lead to, and what other refs do; tags unpeeled."""
        kinds: tuple[set[ObjectId], set[ObjectId]] = (set(), set())
        rows = self._sql.rows(
            "SELECT DISTINCT oid, NOT (refname >= ?1 AND refname < ?2"
            " OR refname >= ?3 AND refname < ?4) FROM refs",
            b"refs/heads/",
            b"refs/heads0",
            b"refs/tags/",
            b"refs/tags0",
        )
        for oid, is_other in rows:
            kinds[int(is_other)].add(ObjectId(bytes(oid)))
        return kinds

    def count(self, prefix: bytes) -> int:
        """How many refs have names that begin so."""
        rows = self._sql.rows(
            "SELECT COUNT(*) FROM refs WHERE refname >= ? AND refname < ?",
            prefix,
            _successor(prefix),
        )
        return int(rows[0][0])

    def tips(self) -> set[ObjectId]:
        """What all refs lead to, tags unpeeled."""
        return {ObjectId(bytes(row[0])) for row in self._sql.rows("SELECT DISTINCT oid FROM refs")}

    def names(self) -> list[bytes]:
        return [
            bytes(row[0]) for row in self._sql.rows("SELECT refname FROM refs ORDER BY refname")
        ]

    def has_branches(self) -> bool:
        return bool(
            self._sql.rows(
                "SELECT 1 FROM refs WHERE refname >= ? AND refname < ? LIMIT 1",
                b"refs/heads/",
                b"refs/heads0",
            )
        )

    def is_empty(self) -> bool:
        return not self._sql.rows("SELECT 1 FROM refs LIMIT 1")

    def write(self, refname: bytes, oid: ObjectId, peeled: ObjectId | None) -> None:
        self._sql.rows(
            "INSERT INTO refs VALUES (?1, ?2, ?3)"
            " ON CONFLICT (refname) DO UPDATE SET oid = ?2, peeled = ?3",
            refname,
            oid,
            peeled,
        )

    def delete(self, refname: bytes) -> None:
        self._sql.rows("DELETE FROM refs WHERE refname = ?", refname)


def _successor(prefix: bytes) -> bytes:
    """A bound above every name that begins with `prefix`; no name holds the byte 255 so often."""
    return prefix + b"\xff" * 4

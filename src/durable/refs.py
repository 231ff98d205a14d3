"""The refs of a repository: pages of many refs, HEAD a setting.

A page holds the refs whose names lie between its `first` and the next page's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from durable import ref_page
from durable.ref_page import Change
from durable.schema import DEFAULT_HEAD, find_setting, set_setting
from durable.sql import Sql
from git.oid import ObjectId
from git.refs import HEAD, AnyRef, Ref, Unborn

BRANCHES = (b"refs/heads/", b"refs/tags/")
"""What clients clone."""


MANY = 50
"""From so many names on all refs are read at once: cheaper than a statement and a page a name."""


class Refs:
    """All reads see the last committed push; writes belong inside a transaction."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def head_target(self) -> bytes:
        """The full name of the branch that HEAD stands for, unborn or not."""
        target = find_setting(self._sql, "head")
        return target if isinstance(target, bytes) else DEFAULT_HEAD

    def set_head(self, refname: bytes) -> None:
        set_setting(self._sql, "head", refname)

    def detached(self) -> ObjectId | None:
        """The commit that HEAD stands for by itself; None when it stands for a branch.

        It counts among the tips. The branch that HEAD stood for remains the default one.
        """
        oid = find_setting(self._sql, "detached")
        return ObjectId(oid) if isinstance(oid, bytes) and oid else None

    def set_detached(self, oid: ObjectId | None) -> None:
        set_setting(self._sql, "detached", oid or b"")

    def find_head(self) -> ObjectId | None:
        """What HEAD leads to; None while its branch is unborn."""
        return self.detached() or self.find(self.head_target())

    def head(self) -> AnyRef:
        detached = self.detached()
        if detached is not None:
            return Ref(HEAD, detached)
        target = self.head_target()
        oid = self.find(target)
        if oid is None:
            return Unborn(target)
        return Ref(HEAD, oid, symref_target=target)

    def find(self, refname: bytes) -> ObjectId | None:
        rows = self._sql.rows(
            "SELECT data FROM ref_pages WHERE first <= ? ORDER BY first DESC LIMIT 1", refname
        )
        ref = ref_page.find(rows[0][0], refname) if rows else None
        return None if ref is None else ref.oid

    def find_all(self, refnames: Collection[bytes]) -> dict[bytes, ObjectId]:
        """What those of the names that are refs lead to."""
        if len(refnames) > MANY:
            wanted = set(refnames)
            refs = self.iter_prefixed(b"")
            return {ref.refname: ref.oid for ref in refs if ref.refname in wanted}
        found = {refname: self.find(refname) for refname in refnames}
        return {refname: oid for refname, oid in found.items() if oid is not None}

    def listing(self, prefixes: Sequence[bytes] = ()) -> Iterator[AnyRef]:
        """HEAD, then every ref that begins with one of `prefixes` (all, when there are none).

        The prefixes are sorted and none begins with another.
        """
        # All is read at once: a push that comes while refs are being sent does not show.
        pages = [(prefix, self._pages(prefix)) for prefix in prefixes or (b"",)]
        yield self.head()
        for prefix, read in pages:
            yield from _select(read, prefix)

    def iter_prefixed(self, prefix: bytes) -> Iterator[Ref]:
        """Refs whose names begin so, in the order of their bytes, all as they are now."""
        return _select(self._pages(prefix), prefix)

    def _pages(self, prefix: bytes) -> list[bytes]:
        """The pages in which names with the prefix may stand."""
        rows = self._sql.rows(
            "SELECT data FROM ref_pages WHERE first < ?2 AND first >="
            " (SELECT COALESCE(MAX(first), x'') FROM ref_pages WHERE first <= ?1) ORDER BY first",
            prefix,
            prefix + b"\xff\xff",
        )
        return [row[0] for row in rows]

    def count(self, prefix: bytes) -> int:
        """How many refs have names that begin so."""
        return sum(1 for _ in self.iter_prefixed(prefix))

    def tips(self) -> set[ObjectId]:
        """What all refs lead to, HEAD included, tags unpeeled."""
        branches, others = self.tips_by_kind()
        return branches | others

    def tips_by_kind(self) -> tuple[set[ObjectId], set[ObjectId]]:
        """What branches, tags and HEAD lead to, and what other refs do; tags unpeeled."""
        detached = self.detached()
        branches = {detached} if detached is not None else set[ObjectId]()
        others: set[ObjectId] = set()
        for ref in self.iter_prefixed(b""):
            (branches if ref.refname.startswith(BRANCHES) else others).add(ref.oid)
        return branches, others

    def has_branches(self) -> bool:
        return any(True for _ in self.iter_prefixed(b"refs/heads/"))

    def is_empty(self) -> bool:
        return not self._sql.rows("SELECT 1 FROM ref_pages LIMIT 1")

    def apply(self, changes: Mapping[bytes, Change]) -> None:
        """Set and delete refs; inside a transaction."""
        for first, group in self._by_page(changes).items():
            self._rewrite(first, group)

    def _by_page(self, changes: Mapping[bytes, Change]) -> dict[bytes, dict[bytes, Change]]:
        rows = self._sql.rows("SELECT first FROM ref_pages ORDER BY first")
        firsts = [bytes(row[0]) for row in rows] or [b""]
        groups: dict[bytes, dict[bytes, Change]] = {}
        for refname, change in changes.items():
            first = firsts[bisect_right(firsts, refname) - 1]
            groups.setdefault(first, {})[refname] = change
        return groups

    def _rewrite(self, first: bytes, changes: Mapping[bytes, Change]) -> None:
        """Write a page anew; one that grew too long becomes several, an empty one goes.

        The first page begins at the empty name, so that every name has a page.
        """
        rows = self._sql.rows("SELECT data FROM ref_pages WHERE first = ?", first)
        runs = ref_page.split(ref_page.merge(bytes(rows[0][0]) if rows else b"", changes))
        if not runs:
            self._sql.rows("DELETE FROM ref_pages WHERE first = ?", first)
            self._sql.rows(
                "UPDATE ref_pages SET first = x'' WHERE first = (SELECT MIN(first) FROM ref_pages)"
                " AND first <> x''"
            )
        for number, run in enumerate(runs):
            self._sql.rows(
                "INSERT INTO ref_pages VALUES (?1, ?2) ON CONFLICT (first) DO UPDATE SET data = ?2",
                ref_page.name_of(run[0]) if number else first,
                b"".join(run),
            )


def _select(pages: Iterable[bytes], prefix: bytes) -> Iterator[Ref]:
    for page in pages:
        for ref in ref_page.iter_refs(page):
            if ref.refname.startswith(prefix):
                yield ref
            elif ref.refname > prefix:
                return

"""Logs, comparisons of histories, and who wrote them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from durable.browse.people import MAX_INFLATED, AskedPeople
from durable.browse.reading import Reading
from durable.browse.revs import resolve_number
from durable.contract.history import (
    CommitPage,
    Divergence,
    ReadDivergence,
    ReadLog,
)
from durable.past.following import iter_followed
from git import log, walk
from git import tree as trees
from git.changed_paths import hash_of
from git.merge_base import find_merge_bases
from git.oid import ObjectId

MAX_COMMITS = 250
"""Commits in one answer, each with its message."""

MAX_PATH_STEPS = 500_000
"""Commits walked over for the log of a path: a second or two where it is known what each changed.
Where it is not, their trees cost enough long before."""


def read_log(reading: Reading, question: ReadLog) -> CommitPage:
    tip = resolve_number(reading, question.rev)
    search = _Search(reading, question)
    limit = min(question.limit, MAX_COMMITS)
    oids: list[ObjectId] = []
    matches = search.iter_matches(tip)
    for _ in range(question.skip):
        if next(matches, None) is None:
            break
    for oid in matches:
        if len(oids) == limit:
            break
        oids.append(oid)
    else:
        return _page(reading, oids, search, has_more=False)
    return _page(reading, oids, search, has_more=True)


def _page(reading: Reading, oids: list[ObjectId], search: _Search, *, has_more: bool) -> CommitPage:
    commits = tuple(map(reading.commit_info, oids))
    return CommitPage(commits, has_more, search.find_total(), search.is_complete)


class _Search:
    """The commits that a question asks for, as far as it may cost."""

    def __init__(self, reading: Reading, question: ReadLog) -> None:
        self._reading = reading
        self._question = question
        self._people = AskedPeople(reading, question)
        self._tip = 0
        self.is_complete = True

    def iter_matches(self, tip: int) -> Iterator[ObjectId]:
        self._tip = tip
        graph, question = self._reading.graph, self._question
        inflated = 0
        for number in self._iter_log(tip):
            time = graph.times[number]
            if question.since is not None and time < question.since:
                continue
            if question.until is not None and time > question.until:
                continue
            oid = graph.oid(number)
            if question.author or question.committer:
                inflated += 1
                if inflated > MAX_INFLATED:
                    self.is_complete = False
                    return
                if not self._people.wrote(self._reading.commit(oid)):
                    continue
            yield oid

    def find_total(self) -> int | None:
        question = self._question
        if question.path or question.author or question.committer or question.excluded:
            return None
        if question.since is not None or question.until is not None:
            return None
        return sum(walk.reachable(self._reading.graph, [self._tip]))

    def _iter_log(self, tip: int) -> Iterator[int]:
        graph, path = self._reading.graph, self._question.path.strip(b"/")
        if self._question.excluded:
            yield from self._iter_difference(tip)
            return
        if not path:
            yield from log.iter_log(graph, [tip])
            return
        for steps, number in enumerate(self._iter_path_log(tip, path)):
            if steps == MAX_PATH_STEPS or self._reading.has_cost_enough:
                self.is_complete = False
                return
            if number is not None:
                yield number

    def _iter_path_log(self, tip: int, path: bytes) -> Iterator[int | None]:
        if self._question.follow and not self._is_folder(tip, path):
            return iter_followed(self._reading, tip, path)
        known, path_hash = self._reading.changed_paths, hash_of(path)
        return log.iter_path_log(
            self._reading.graph,
            [tip],
            self._entry_at(path),
            lambda number: known.find_change(number, path_hash),
        )

    def _is_folder(self, tip: int, path: bytes) -> bool:
        entry = self._reading.find_entry(self._reading.graph.tree(tip), path)
        return entry is not None and trees.is_tree(entry.mode)

    def _iter_difference(self, tip: int) -> Iterator[int]:
        """In the order of a log, or the other way round."""
        graph = self._reading.graph
        excluded = resolve_number(self._reading, self._question.excluded)
        wanted = set(walk.difference(graph, [tip], [excluded]))
        ordered = list(log.iter_log(graph, [tip], wanted))
        yield from reversed(ordered) if self._question.oldest_first else ordered

    def _entry_at(self, path: bytes) -> Callable[[ObjectId], object]:
        known: dict[ObjectId, object] = {}

        def entry_at(tree: ObjectId) -> object:
            if tree not in known:
                entry = self._reading.find_entry(tree, path)
                known[tree] = entry and (entry.mode, entry.oid)
            return known[tree]

        return entry_at


def read_divergence(reading: Reading, question: ReadDivergence) -> Divergence:
    base, head = resolve_number(reading, question.base), resolve_number(reading, question.head)
    return diverge(reading, base, head)


def diverge(reading: Reading, base: int, head: int) -> Divergence:
    """How far commit number `head` is from number `base`."""
    graph = reading.graph
    bases = find_merge_bases(graph, base, head)
    return Divergence(
        graph.oid(bases[0]) if bases else None,
        len(walk.difference(graph, [head], [base])),
        len(walk.difference(graph, [base], [head])),
    )

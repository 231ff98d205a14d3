"""Files that were moved: a deletion and an addition whose contents are alike (gitdiffcore(7)).

Strategy, as Git's: files with the same content first; then a file with the same name in another
folder, if no other has that name; then every pair, best first. How alike two files are is
measured in the bytes of lines, or of pieces of 64 bytes of longer ones, that both have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from git.diff.trees import TreeChange
from git.oid import ObjectId
from git.tree import Entry

MAX_PAIRS = 10_000
"""Pairs that are compared: beyond it only the first two ways are gone, as Git does at a million."""

MAX_COMPARED = 1 << 20
"""Bytes of a file whose content is compared; longer ones are found when nothing has changed."""

MAX_ALTERNATIVES = 100
"""Files of the same content that are looked at for one of the same name. Git's number."""

MAX_HELD = 100_000
"""Different pieces of files that are kept for the next comparison: some 20 MB."""

MAX_EFFORT = 50_000_000
"""Pieces that are compared in one search: 2.5 s of work, thrice that in the runtime. Beyond it
files count as different. The largest usual search, 200 files of 1,000 lines on each side, needs 40
million."""

COST_OF_COUNTING = 6
"""What it costs to find a piece in a file, in comparisons of one."""

MIN_SIMILARITY = 30_000
MIN_SAME_NAME = 45_000
MAX_SCORE = 60_000
_PER_CENT = MAX_SCORE // 100
_PIECE = 64
_KEPT_PER_TARGET = 4

ReadBlob = Callable[[ObjectId], bytes]
SizeOf = Callable[[ObjectId], int]


def find_renames(
    changes: Sequence[TreeChange], read_blob: ReadBlob, size_of: SizeOf
) -> list[TreeChange]:
    """The changes, in their order, with renames in the place of additions."""
    sources = [change.old for change in changes if change.new is None and change.old]
    targets = [change.new for change in changes if change.old is None and change.new]
    if not sources or not targets:
        return list(changes)
    search = RenameSearch(sources, targets, Similarity(read_blob, size_of), MAX_PAIRS)
    for _ in search.run():
        pass
    return list(_apply(changes, search.found))


def _apply(
    changes: Sequence[TreeChange], found: dict[bytes, tuple[Entry, int]]
) -> Iterable[TreeChange]:
    moved = {source.name for source, _ in found.values()}
    for change in changes:
        if change.new is None and change.old is not None and change.old.name in moved:
            continue
        if change.old is None and change.new is not None and change.new.name in found:
            source, score = found[change.new.name]
            yield TreeChange(source, change.new, score // _PER_CENT)
        else:
            yield change


class RenameSearch:
    """`found` has, by the new path, where a file was and how alike it is.

    What a merge knows beyond that is told by the methods that it overrides.
    """

    def __init__(
        self,
        sources: Iterable[Entry],
        targets: Iterable[Entry],
        similarity: Similarity,
        max_pairs: int,
    ) -> None:
        self.sources = {source.name: source for source in sources}
        self.targets = {target.name: target for target in targets}
        self._similarity = similarity
        self._max_pairs = max_pairs
        self.found: dict[bytes, tuple[Entry, int]] = {}
        self.is_complete = True
        """False when there was too much to compare all of it."""

    def run(self) -> Iterator[None]:
        """Search, with pauses in which others may run."""
        self._find_same_content()
        yield
        yield from self._find_same_name()
        self.drop_needless()
        if not self.sources or not self.targets:
            return
        self.is_complete = len(self.sources) * len(self.targets) <= self._max_pairs
        if self.is_complete:
            yield from self._find_alike()
        self.is_complete = self.is_complete and not self._similarity.is_exhausted

    def is_needed(self, source: Entry) -> bool:
        """Whether anybody wants to know where a file went whose content has changed."""
        return source.name in self.sources

    def guess(self, source: Entry) -> Entry | None:
        """A target to try, for a file whose name others have too."""
        del source
        return None

    def prepare_guesses(self) -> None:
        """The renames without change are found."""

    def drop_needless(self) -> None:
        """Take sources away before each pair is compared."""

    def take(self, source: Entry, target: Entry, score: int) -> None:
        del self.sources[source.name]
        del self.targets[target.name]
        self.found[target.name] = (source, score)

    def _find_same_content(self) -> None:
        by_oid: dict[ObjectId, list[Entry]] = {}
        for source in self.sources.values():
            by_oid.setdefault(source.oid, []).append(source)
        for target in list(self.targets.values()):
            chosen = _choose(by_oid.get(target.oid, []), target)
            if chosen is not None:
                by_oid[target.oid].remove(chosen)
                self.take(chosen, target, MAX_SCORE)

    def _find_same_name(self) -> Iterator[None]:
        self.prepare_guesses()
        names = Counter(map(_base, self.sources.values()))
        new_names = Counter(map(_base, self.targets.values()))
        targets = {_base(target): target for target in self.targets.values()}
        for source in list(self.sources.values()):
            name = _base(source)
            if name not in targets or not self.is_needed(source):
                continue
            is_unique = names[name] == new_names[name] == 1
            target = targets[name] if is_unique else self.guess(source)
            if target is None or target.name not in self.targets:
                continue
            score = self._similarity.score(source, target)
            if score >= MIN_SAME_NAME:
                self.take(source, target, score)
            yield

    def _find_alike(self) -> Iterator[None]:
        pairs: list[_Pair] = []
        for target in self.targets.values():
            best = _Best()
            for source in self.sources.values():
                is_same_name = _base(source) == _base(target)
                best.offer(_Pair(self._similarity.score(source, target), is_same_name, source))
            pairs += (replace(pair, target=target) for pair in best.pairs)
            yield
        pairs.sort(key=_Pair.rank, reverse=True)
        for pair in pairs:
            if pair.score < MIN_SIMILARITY or pair.target is None:
                return
            if pair.source.name in self.sources and pair.target.name in self.targets:
                self.take(pair.source, pair.target, pair.score)


@dataclass(frozen=True, slots=True)
class _Pair:
    score: int
    is_same_name: bool
    source: Entry
    target: Entry | None = None

    def rank(self) -> tuple[int, bool]:
        return self.score, self.is_same_name


class _Best:
    """The few best sources of a target, in the order in which Git keeps them."""

    def __init__(self) -> None:
        self.pairs: list[_Pair] = []

    def offer(self, pair: _Pair) -> None:
        if len(self.pairs) < _KEPT_PER_TARGET:
            self.pairs.append(pair)
            return
        worst = min(range(_KEPT_PER_TARGET), key=lambda at: self.pairs[at].rank())
        if self.pairs[worst].rank() < pair.rank():
            self.pairs[worst] = pair


def _choose(sources: Sequence[Entry], target: Entry) -> Entry | None:
    """Of files with the same content the first with the same name, or else the first."""
    fitting = (
        source
        for source in sources
        if source.mode == target.mode or (_is_file(source) and _is_file(target))
    )
    chosen: Entry | None = None
    for source in islice(fitting, MAX_ALTERNATIVES):
        if _base(source) == _base(target):
            return source
        chosen = chosen or source
    return chosen


class Similarity:
    """How alike files are, for one search: sources are compared often, targets one by one."""

    def __init__(self, read_blob: ReadBlob, size_of: SizeOf) -> None:
        self._read_blob = read_blob
        self._size_of = size_of
        self._sources: dict[ObjectId, Counter[bytes]] = {}
        self._held = 0
        self._target: tuple[ObjectId, Counter[bytes]] | None = None
        self._effort = 0

    @property
    def is_exhausted(self) -> bool:
        """Whether so much has been compared that all else counts as different."""
        return self._effort > MAX_EFFORT

    def score(self, source: Entry, target: Entry) -> int:
        """From 0 to MAX_SCORE."""
        if not self.may_be_alike(source, target):
            return 0
        if self.is_exhausted:
            return 0
        before, after = self._pieces_of_source(source.oid), self._pieces_of_target(target.oid)
        self._effort += len(before)
        common = sum(min(size, after[piece]) for piece, size in before.items() if piece in after)
        return common * MAX_SCORE // max(self._size_of(source.oid), self._size_of(target.oid))

    def may_be_alike(self, source: Entry, target: Entry) -> bool:
        """Whether their sizes and kinds allow it."""
        if not (_is_file(source) and _is_file(target)):
            return False
        smaller, larger = sorted((self._size_of(source.oid), self._size_of(target.oid)))
        if not smaller or larger > MAX_COMPARED:
            return False
        return larger * (MAX_SCORE - MIN_SIMILARITY) >= (larger - smaller) * MAX_SCORE

    def _pieces_of_source(self, oid: ObjectId) -> Counter[bytes]:
        pieces = self._sources.get(oid)
        if pieces is None:
            pieces = self._count(oid)
            if self._held + len(pieces) <= MAX_HELD:
                self._held += len(pieces)
                self._sources[oid] = pieces
        return pieces

    def _pieces_of_target(self, oid: ObjectId) -> Counter[bytes]:
        if self._target is None or self._target[0] != oid:
            self._target = oid, self._count(oid)
        return self._target[1]

    def _count(self, oid: ObjectId) -> Counter[bytes]:
        pieces = count_pieces(self._read_blob(oid))
        self._effort += COST_OF_COUNTING * len(pieces)
        return pieces


def count_pieces(data: bytes) -> Counter[bytes]:
    """Bytes in each different piece."""
    pieces: Counter[bytes] = Counter()
    for line in data.replace(b"\r\n", b"\n").split(b"\n"):
        ended = line + b"\n"
        for at in range(0, len(ended), _PIECE):
            piece = ended[at : at + _PIECE]
            pieces[piece] += len(piece)
    if pieces:
        # The last line ends without the newline that was added to it.
        last = data[data.rfind(b"\n") + 1 :]
        tail = (last + b"\n")[len(last) // _PIECE * _PIECE :]
        pieces[tail] -= len(tail)
        if len(tail) > 1:
            pieces[tail[:-1]] += len(tail) - 1
    return +pieces


def _is_file(entry: Entry) -> bool:
    return entry.mode & 0o170000 == 0o100000


def _base(entry: Entry) -> bytes:
    return entry.name.rpartition(b"/")[2]

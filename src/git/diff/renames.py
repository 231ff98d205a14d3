"""Files that were moved: a deletion and an addition whose contents are alike (gitdiffcore(7)).

Strategy, as Git's: files with the same content first; then a file with the same name in another
folder, if no other has that name; then every pair, best first. How alike two files are is
measured in the bytes of lines, or of pieces of 64 bytes of longer ones, that both have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from git.diff.trees import TreeChange
from git.oid import ObjectId
from git.tree import Entry

MAX_PAIRS = 10_000
"""Pairs that are compared: beyond it only the first two ways are gone, as Git does at a million."""

MAX_COMPARED = 1 << 20
"""Bytes of a file whose content is compared; longer ones are found when nothing has changed."""

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
    search = _Search(sources, targets, _Similarity(read_blob, size_of))
    search.run()
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


class _Search:
    """`found` has, by the new path, where a file was and how alike it is."""

    def __init__(self, sources: list[Entry], targets: list[Entry], similarity: _Similarity) -> None:
        self._sources = sources
        self._targets = targets
        self._similarity = similarity
        self.found: dict[bytes, tuple[Entry, int]] = {}

    def run(self) -> None:
        self._find_same_content()
        self._find_same_name()
        if len(self._sources) * len(self._targets) <= MAX_PAIRS:
            self._find_alike()

    def _take(self, source: Entry, target: Entry, score: int) -> None:
        self._sources.remove(source)
        self._targets.remove(target)
        self.found[target.name] = (source, score)

    def _find_same_content(self) -> None:
        by_oid: dict[ObjectId, list[Entry]] = {}
        for source in self._sources:
            by_oid.setdefault(source.oid, []).append(source)
        for target in list(self._targets):
            fitting = [
                source
                for source in by_oid.get(target.oid, ())
                if source.mode == target.mode or (_is_file(source) and _is_file(target))
            ]
            if fitting:
                same_name = [each for each in fitting if _base(each) == _base(target)]
                chosen = (same_name or fitting)[0]
                by_oid[target.oid].remove(chosen)
                self._take(chosen, target, MAX_SCORE)

    def _find_same_name(self) -> None:
        names = Counter(map(_base, self._sources))
        new_names = Counter(map(_base, self._targets))
        targets = {_base(target): target for target in self._targets}
        for source in list(self._sources):
            name = _base(source)
            if names[name] == 1 and new_names[name] == 1:
                score = self._similarity.score(source, targets[name])
                if score >= MIN_SAME_NAME:
                    self._take(source, targets[name], score)

    def _find_alike(self) -> None:
        pairs: list[tuple[int, bool, Entry, Entry]] = []
        for target in self._targets:
            scored = [
                (self._similarity.score(source, target), _base(source) == _base(target), source)
                for source in self._sources
            ]
            scored.sort(key=lambda each: each[:2], reverse=True)
            pairs += [(*each, target) for each in scored[:_KEPT_PER_TARGET]]
        pairs.sort(key=lambda each: each[:2], reverse=True)
        for score, _, source, target in pairs:
            if score < MIN_SIMILARITY:
                return
            if source in self._sources and target in self._targets:
                self._take(source, target, score)


class _Similarity:
    def __init__(self, read_blob: ReadBlob, size_of: SizeOf) -> None:
        self._read_blob = read_blob
        self._size_of = size_of
        self._pieces: dict[ObjectId, Counter[bytes]] = {}

    def score(self, source: Entry, target: Entry) -> int:
        """From 0 to MAX_SCORE."""
        if not (_is_file(source) and _is_file(target)):
            return 0
        smaller, larger = sorted((self._size_of(source.oid), self._size_of(target.oid)))
        if not smaller or larger > MAX_COMPARED:
            return 0
        if larger * (MAX_SCORE - MIN_SIMILARITY) < (larger - smaller) * MAX_SCORE:
            return 0
        before, after = self._pieces_of(source.oid), self._pieces_of(target.oid)
        common = sum(min(size, after[piece]) for piece, size in before.items() if piece in after)
        return common * MAX_SCORE // larger

    def _pieces_of(self, oid: ObjectId) -> Counter[bytes]:
        pieces = self._pieces.get(oid)
        if pieces is None:
            pieces = self._pieces[oid] = count_pieces(self._read_blob(oid))
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

"""Lines that match a pattern (git-grep(1)): text files of one commit, in the order of paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from durable.browse.files import iter_below
from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit
from durable.contract.message import Failed, Reason
from durable.contract.search import FileMatches, Grep, Line, Matches
from git import tree as trees
from git.diff.patch import is_binary
from git.objects import ObjectType
from git.pattern.automaton import Automaton
from git.pattern.syntax import InvalidPattern, find_required, literal, parse
from git.tree import Entry

MAX_FILE = 1 << 20
"""Bytes of a file that is searched; longer ones are no source."""

MAX_INFLATED = 48 << 20
"""Bytes read for one search: about half a second of inflating."""

MAX_STEPPED = 8 << 20
"""Bytes that go through the automaton: a second or two. Lines without what every match must hold
cost none."""

MAX_LINE = 1_000
"""Bytes of a line that are shown; minified files have one line."""

MAX_MATCHES = 1_000
MAX_CONTEXT = 10


def grep(reading: Reading, question: Grep) -> Matches:
    commit = resolve_commit(reading, question.rev)
    search = _Search(reading, question)
    files: list[FileMatches] = []
    for entry in iter_below(reading, reading.commit(commit).tree):
        if search.is_over:
            break
        if trees.is_blob(entry.mode) and _is_below(entry.name, question.path.strip(b"/")):
            lines = search.lines(entry)
            if lines:
                files.append(FileMatches(entry.name, entry.oid, lines))
    return Matches(commit, tuple(files), search.is_complete)


def _is_below(path: bytes, folder: bytes) -> bool:
    return not folder or path == folder or path.startswith(folder + b"/")


class _Search:
    def __init__(self, reading: Reading, question: Grep) -> None:
        self._objects = reading.storage.objects
        self._context = min(question.context, MAX_CONTEXT)
        self._left = min(question.limit, MAX_MATCHES)
        self._inflated = self._stepped = 0
        self.is_complete = True
        self._matches, self._required = _matcher(question)

    @property
    def is_over(self) -> bool:
        is_over = self._inflated > MAX_INFLATED or self._stepped > MAX_STEPPED or self._left <= 0
        self.is_complete = self.is_complete and not is_over
        return is_over

    def lines(self, entry: Entry) -> tuple[Line, ...]:
        """The lines of a file that match, in their context."""
        size = self._objects.read_size(entry.oid)
        if size > MAX_FILE or entry.mode == trees.SYMLINK:
            return ()
        self._inflated += size
        content = self._objects.read(entry.oid, ObjectType.BLOB)
        if is_binary(content) or self._required not in content:
            return ()
        lines = content.removesuffix(b"\n").split(b"\n")
        return tuple(self._shown(lines, set(self._iter_found(lines))))

    def _iter_found(self, lines: list[bytes]) -> Iterator[int]:
        for at, line in enumerate(lines):
            if self._required not in line:
                continue
            self._stepped += len(line)
            if self._matches(line):
                if not self._left:
                    self.is_complete = False
                    return
                self._left -= 1
                yield at
            if self._stepped > MAX_STEPPED:
                return

    def _shown(self, lines: list[bytes], found: set[int]) -> Iterator[Line]:
        near = {
            at
            for match in found
            for at in range(match - self._context, match + self._context + 1)
            if 0 <= at < len(lines)
        }
        for at in sorted(near):
            yield Line(at + 1, lines[at][:MAX_LINE], at in found)


def _matcher(question: Grep) -> tuple[Callable[[bytes], bool], bytes]:
    """What tells whether a line matches, and bytes that stand in every one that does."""
    if not question.pattern:
        raise Failed(Reason.INVALID, "There is nothing to look for.", "pattern")
    read = literal if question.is_fixed else parse
    try:
        part = read(question.pattern, ignores_case=question.ignores_case)
        return Automaton(part).matches, find_required(part)
    except InvalidPattern as error:
        raise Failed(Reason.INVALID, str(error), "pattern") from error

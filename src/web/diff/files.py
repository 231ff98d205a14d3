"""Changed files as a page shows them, within what one page may hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from markupsafe import Markup

from durable.contract.changes import Changes, FileChange
from git.diff.patch import is_gitlink
from git.diff.trees import TreeChange
from git.tree import Entry
from web.diff import table
from web.diff.rows import Hunk, count_rows, decode_hunks
from web.diff.words import WordMarker
from web.urls import RepositoryUrls, text_of

MAX_FILE_ROWS = 1_000
"""Rows of one file among others. What is longer is folded: few people want to scroll past it."""

MAX_PAGE_ROWS = 5_000
"""Rows of a page of many files: about 1 MB of HTML, which a telephone still scrolls."""

MAX_ROWS = 25_000
"""Rows of a page that shows one file. Beyond it there is the `.diff`."""

CONTEXT = 3
"""Lines around a change, as in Git; WIDER are those on a page of one file, when asked for."""
WIDER = 25

_IMAGES = (".apng", ".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_SQUARES = 5


class Folding(Enum):
    """Why the lines of a file are not there."""

    NONE = ""
    LONG = "long"
    """They are on a page of their own."""
    TOO_LONG = "too long"
    """Only git shows them."""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One file. Modes are octal digits; `sizes` in bytes, before and after.

    `old_path` is another than `path` only for what was renamed. `before` and `after` are addresses
    of the raw file, empty where there is none; `page` is that of the file as it is now, or was.
    """

    path: str
    old_path: str
    status: str
    old_mode: str
    new_mode: str
    similarity: int | None
    additions: int
    deletions: int
    is_binary: bool
    is_image: bool
    is_submodule: bool
    sizes: tuple[int, int]
    before: str
    after: str
    page: str
    folding: Folding
    hunks: tuple[Hunk, ...]

    @property
    def anchor(self) -> str:
        """Where on the page the file is: the same on every page that shows it."""
        return f"file-{sha256(self.path.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"

    @property
    def has_new_mode(self) -> bool:
        return bool(self.old_mode and self.new_mode) and self.old_mode != self.new_mode

    @property
    def unified(self) -> Markup:
        return table.unified(self.hunks)

    @property
    def split(self) -> Markup:
        return table.split(self.hunks)

    @property
    def green_squares(self) -> int:
        """Of five squares, as many as there are additions among what changed."""
        total = self.additions + self.deletions
        if not total:
            return 0
        green = round(self.additions * _SQUARES / total)
        return min(max(green, bool(self.additions)), _SQUARES - bool(self.deletions))


@dataclass(frozen=True, slots=True)
class Diff:
    """Files of one page.

    `total` counts those of all pages, `additions` and `deletions` are of this one; `only` is the
    path of the one file that the page shows, if it does. `is_complete` is False when there are
    files too long to compare, or more than are ever listed.
    """

    files: tuple[FileDiff, ...]
    total: int
    additions: int
    deletions: int
    number: int
    has_more: bool
    is_complete: bool
    is_split: bool
    only: str = ""
    ignores_space: bool = False
    context: int = CONTEXT


@dataclass(frozen=True, slots=True)
class Showing:
    """How a diff is looked at; `context` counts the lines around a change."""

    number: int
    per_page: int
    is_split: bool
    only: str = ""
    ignores_space: bool = False
    context: int = CONTEXT


def diff_of(changes: Changes, urls: RepositoryUrls, showing: Showing) -> Diff:
    room = _Room(is_alone=bool(showing.only))
    sides = _Sides(changes, urls)
    files = tuple(_file_of(each, room, sides) for each in changes.files)
    return Diff(
        files=files,
        total=changes.total,
        additions=sum(each.additions for each in files),
        deletions=sum(each.deletions for each in files),
        number=showing.number,
        has_more=showing.number * showing.per_page < changes.total,
        is_complete=changes.is_complete,
        is_split=showing.is_split,
        only=showing.only,
        ignores_space=showing.ignores_space,
        context=showing.context,
    )


class _Room:
    """What one page may still hold."""

    def __init__(self, *, is_alone: bool) -> None:
        self._rows = MAX_ROWS if is_alone else MAX_PAGE_ROWS
        self._most = MAX_ROWS if is_alone else MAX_FILE_ROWS
        self._marker = WordMarker()

    def fit(self, patch: bytes | None) -> tuple[Folding, tuple[Hunk, ...]]:
        if patch is None:
            return Folding.TOO_LONG, ()
        rows = count_rows(patch)
        if rows > MAX_ROWS:
            return Folding.TOO_LONG, ()
        if rows > min(self._rows, self._most):
            return Folding.LONG, ()
        self._rows -= rows
        return Folding.NONE, tuple(map(self._marker.mark, decode_hunks(patch)))


class _Sides:
    """Where the files of before and after lie."""

    def __init__(self, changes: Changes, urls: RepositoryUrls) -> None:
        self._base = changes.base.hex() if changes.base else ""
        self._head = changes.head.hex()
        self._urls = urls

    def raw(self, change: TreeChange) -> tuple[str, str]:
        """Addresses of the content before and after; empty where there is none."""
        return self._raw(self._base, change.old), self._raw(self._head, change.new)

    def page(self, change: TreeChange) -> str:
        rev = self._head if change.new else self._base
        return self._urls.blob(rev, text_of(change.path))

    def _raw(self, rev: str, entry: Entry | None) -> str:
        if entry is None or not rev or is_gitlink(entry):
            return ""
        return self._urls.raw(rev, text_of(entry.name))


def _file_of(told: FileChange, room: _Room, sides: _Sides) -> FileDiff:
    old, new = told.change.old, told.change.new
    path = text_of(told.change.path)
    is_binary = told.is_binary
    before, after = sides.raw(told.change)
    folding, hunks = (Folding.NONE, ()) if is_binary else room.fit(told.hunks)
    return FileDiff(
        path=path,
        old_path=text_of(old.name) if old else path,
        status=told.status.value,
        old_mode=_mode(old),
        new_mode=_mode(new),
        similarity=told.change.similarity,
        additions=told.additions,
        deletions=told.deletions,
        is_binary=is_binary,
        is_image=path.lower().endswith(_IMAGES),
        is_submodule=is_gitlink(old) or is_gitlink(new),
        sizes=told.sizes,
        before=before,
        after=after,
        page=sides.page(told.change),
        folding=folding,
        hunks=hunks,
    )


def _mode(entry: Entry | None) -> str:
    return f"{entry.mode:06o}" if entry else ""

"""The summary above a patch: `git diff --stat --summary`, 72 columns wide as in mails.

src/a.py         | 12 +++++++-----
{old => new}/b   |  0
image.png        | Bin 12 -> 345 bytes
3 files changed, 7 insertions(+), 5 deletions(-)
rename {old => new}/b (100%)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from git.diff.patch import quote
from git.diff.trees import TreeChange

WIDTH = 72
_MIN_NAME, _MIN_GRAPH = 16, 6
_FIXED = 6
"""Columns of ` `, ` | ` and the like."""


@dataclass(frozen=True, slots=True)
class FileStat:
    """`sizes`, before and after in bytes, of binary files; lines of all others."""

    change: TreeChange
    additions: int
    deletions: int
    sizes: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Widths:
    name: int
    number: int
    graph: int
    most: int


def encode(stats: Sequence[FileStat]) -> bytes:
    if not stats:
        return b""
    names = [_name(stat.change) for stat in stats]
    widths = _measure(stats, names)
    lines = [_line(stat, name, widths) for stat, name in zip(stats, names, strict=True)]
    return b"".join((*lines, _total(stats), *_iter_summary(stats)))


def _measure(stats: Sequence[FileStat], names: Sequence[bytes]) -> _Widths:
    longest = max(map(_columns, names))
    most = max((stat.additions + stat.deletions for stat in stats if not stat.sizes), default=0)
    binaries = [stat.sizes for stat in stats if stat.sizes]
    binary_width = max((14 + len(str(a)) + len(str(b)) for a, b in binaries), default=0)
    number = max(len(str(most)), 3 if binaries else 0)
    width = max(WIDTH, _MIN_NAME + _MIN_GRAPH + number)
    graph = most if most + 4 > binary_width else binary_width - 4
    name = longest
    if name + number + _FIXED + graph > width:
        graph = min(graph, max(width * 3 // 8 - number - _FIXED, _MIN_GRAPH))
        if name > width - number - _FIXED - graph:
            name = width - number - _FIXED - graph
        else:
            graph = width - number - _FIXED - name
    return _Widths(name, number, graph, most)


def _line(stat: FileStat, name: bytes, widths: _Widths) -> bytes:
    shown = _fit(name, widths.name)
    head = b" %b%b | " % (shown, b" " * (widths.name - _columns(shown)))
    if stat.sizes is not None:
        sizes = b" %d -> %d bytes" % stat.sizes if any(stat.sizes) else b""
        return head + b"Bin".rjust(widths.number) + sizes + b"\n"
    lines = stat.additions + stat.deletions
    plus, minus = _bars(stat, widths)
    bars = b" " + b"+" * plus + b"-" * minus if lines else b""
    return head + b"%*d" % (widths.number, lines) + bars + b"\n"


def _bars(stat: FileStat, widths: _Widths) -> tuple[int, int]:
    added, deleted = stat.additions, stat.deletions
    if widths.graph > widths.most:
        return added, deleted
    total = _scale(added + deleted, widths)
    if total < 2 and added and deleted:
        total = 2
    if added < deleted:
        added = _scale(added, widths)
        return added, total - added
    deleted = _scale(deleted, widths)
    return total - deleted, deleted


def _scale(lines: int, widths: _Widths) -> int:
    return 1 + lines * (widths.graph - 1) // widths.most if lines else 0


def _fit(name: bytes, width: int) -> bytes:
    """The end of a name that is too long, from a slash if there is one."""
    if _columns(name) <= width:
        return name
    text = name.decode("utf-8", "surrogateescape")[-(width - 3) :]
    slash = text.find("/")
    return b"..." + text[max(slash, 0) :].encode("utf-8", "surrogateescape")


def _columns(name: bytes) -> int:
    return len(name.decode("utf-8", "surrogateescape"))


def _name(change: TreeChange) -> bytes:
    if change.similarity is None or change.old is None or change.new is None:
        return quote(change.path)
    return encode_rename(change.old.name, change.new.name)


def encode_rename(old: bytes, new: bytes) -> bytes:
    """`folder/{old => new}/name`: what both paths have is written once."""
    if quote(old) != old or quote(new) != new:
        return b"%b => %b" % (quote(old), quote(new))
    shared = _shared(old, new)
    start = old.rfind(b"/", 0, shared) + 1
    end = _shared_end(old, new, start)
    middle = old[start : len(old) - end], new[start : len(new) - end]
    if not start and not end:
        return b"%b => %b" % (old, new)
    return b"%b{%b => %b}%b" % (old[:start], *middle, old[len(old) - end :] if end else b"")


def _shared(old: bytes, new: bytes) -> int:
    at = 0
    while at < min(len(old), len(new)) and old[at] == new[at]:
        at += 1
    return at


def _shared_end(old: bytes, new: bytes, start: int) -> int:
    """Bytes of the longest common ending that begins with a slash.

    It may share the slash that ends the common start.
    """
    room = min(len(old), len(new)) - start + (1 if start else 0)
    end = 0
    for size in range(1, room + 1):
        if old[-size] != new[-size]:
            break
        if old[-size] == 0x2F:
            end = size
    return end


def _total(stats: Sequence[FileStat]) -> bytes:
    files = len(stats)
    added = sum(stat.additions for stat in stats if not stat.sizes)
    deleted = sum(stat.deletions for stat in stats if not stat.sizes)
    text = b" %d file%b changed" % (files, b"" if files == 1 else b"s")
    if added or not deleted:
        text += b", %d insertion%b(+)" % (added, b"" if added == 1 else b"s")
    if deleted or not added:
        text += b", %d deletion%b(-)" % (deleted, b"" if deleted == 1 else b"s")
    return text + b"\n"


def _iter_summary(stats: Sequence[FileStat]) -> Iterator[bytes]:
    for stat in stats:
        old, new = stat.change.old, stat.change.new
        if old is None and new is not None:
            yield b" create mode %06o %b\n" % (new.mode, quote(new.name))
        elif new is None and old is not None:
            yield b" delete mode %06o %b\n" % (old.mode, quote(old.name))
        elif old is not None and new is not None:
            is_rename = stat.change.similarity is not None
            if is_rename:
                name = encode_rename(old.name, new.name)
                yield b" rename %b (%d%%)\n" % (name, stat.change.similarity)
            if old.mode != new.mode:
                name = b"" if is_rename else b" " + quote(new.name)
                yield b" mode change %06o => %06o%b\n" % (old.mode, new.mode, name)

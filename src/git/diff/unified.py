r"""Changes as text: the hunks of a unified diff.

@@ -<line>[,<count>] +<line>[,<count>] @@ <heading>
 context
-old line
+new line
\ No newline at end of file
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from git.diff.lines import Change

CONTEXT = 3
MAX_HEADING = 80
"""Bytes of the line that tells where a hunk is, as in Git."""

NO_NEWLINE = b"\\ No newline at end of file\n"


def encode_hunks(
    old: Sequence[bytes], new: Sequence[bytes], changes: Sequence[Change], context: int = CONTEXT
) -> bytes:
    """Of lines that count as the same, that of `new` is written, as in Git."""
    headings = _Headings(old)
    return b"".join(
        piece
        for group in _group(changes, context)
        for piece in _encode(old, new, group, context, headings)
    )


def _group(changes: Sequence[Change], context: int) -> Iterator[list[Change]]:
    """Changes whose contexts touch make one hunk."""
    group: list[Change] = []
    for change in changes:
        if group and change.old_start - group[-1].old_stop > 2 * context:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _encode(
    old: Sequence[bytes],
    new: Sequence[bytes],
    group: list[Change],
    context: int,
    headings: _Headings,
) -> Iterator[bytes]:
    before = min(context, group[0].old_start, group[0].new_start)
    start, new_start = group[0].old_start - before, group[0].new_start - before
    after = min(context, len(old) - group[-1].old_stop, len(new) - group[-1].new_stop)
    stop, new_stop = group[-1].old_stop + after, group[-1].new_stop + after
    heading = headings.before(start)
    spans = _span(start, stop), _span(new_start, new_stop)
    yield b"@@ -%b +%b @@%b\n" % (*spans, heading and b" " + heading)
    at = new_start
    for change in group:
        yield from _lines(b" ", new[at : change.new_start])
        yield from _lines(b"-", old[change.old_start : change.old_stop])
        yield from _lines(b"+", new[change.new_start : change.new_stop])
        at = change.new_stop
    yield from _lines(b" ", new[at:new_stop])


def _span(start: int, stop: int) -> bytes:
    count = stop - start
    if count == 1:
        return b"%d" % (start + 1)
    return b"%d,%d" % (start + 1 if count else start, count)


def _lines(sign: bytes, lines: Sequence[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield sign
        yield line
        if not line.endswith(b"\n"):
            yield b"\n" + NO_NEWLINE


class _Headings:
    """The nearest line above a place that begins with a letter, `_` or `$`."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self._known = b""
        self._seen = 0

    def before(self, stop: int) -> bytes:
        for at in range(stop - 1, self._seen - 1, -1):
            line = self._lines[at]
            if line[:1].isalpha() or line[:1] in (b"_", b"$"):
                self._known = line[:MAX_HEADING].rstrip()
                break
        self._seen = max(self._seen, stop)
        return self._known

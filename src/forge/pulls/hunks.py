"""The part of a patch around one line, for comments on it."""

from __future__ import annotations

import re

from forge.pulls.review_comments import Side

MAX_LINES = 20
"""Lines that are kept beside the header: what one needs to see what is spoken of."""

MAX_HUNK = 8_000
"""Characters that are kept: some lines are whole files."""

_HEADER = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


def find_hunk(patch: str, side: Side, line: int) -> str | None:
    """The hunk in which the line stands, up to it; None when no hunk shows it.

    `patch` has the hunks of one file. Lines count from 1, before the change on the left side, and
    after it on the right.
    """
    kept: list[str] = []
    numbers = {Side.LEFT: 0, Side.RIGHT: 0}
    for text in patch.split("\n"):
        header = _HEADER.match(text)
        if header is not None:
            kept = [text]
            numbers = {Side.LEFT: int(header[1]), Side.RIGHT: int(header[2])}
            continue
        sides = _SIDES.get(text[:1], ())
        if not kept or not sides:
            continue
        kept.append(text)
        if side in sides and numbers[side] == line:
            shown = [kept[0], *kept[1:][-MAX_LINES:]]
            return "\n".join(shown)[:MAX_HUNK]
        for each in sides:
            numbers[each] += 1
    return None


_SIDES = {" ": (Side.LEFT, Side.RIGHT), "-": (Side.LEFT,), "+": (Side.RIGHT,)}
"""On which sides a line of a hunk stands."""

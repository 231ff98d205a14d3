from __future__ import annotations

import pytest

from forge.pulls.hunks import MAX_HUNK, MAX_LINES, find_hunk
from forge.pulls.review_comments import Side

PATCH = """@@ -1,3 +1,4 @@
 one
-two
+TWO
+more
 three
@@ -10,2 +11,2 @@ def f():
-ten
+TEN
 eleven
\\ No newline at end of file
"""


@pytest.mark.parametrize(
    ("side", "line", "last"),
    [
        (Side.RIGHT, 1, " one"),
        (Side.RIGHT, 2, "+TWO"),
        (Side.LEFT, 2, "-two"),
        (Side.RIGHT, 4, " three"),
        (Side.LEFT, 3, " three"),
        (Side.LEFT, 10, "-ten"),
        (Side.RIGHT, 12, " eleven"),
    ],
)
def test_the_hunk_ends_with_the_line(side: Side, line: int, last: str) -> None:
    hunk = find_hunk(PATCH, side, line)
    assert hunk is not None
    assert hunk.startswith("@@ -1,3" if line < 10 else "@@ -10,2")
    assert hunk.split("\n")[-1] == last


@pytest.mark.parametrize(("side", "line"), [(Side.RIGHT, 5), (Side.LEFT, 9), (Side.RIGHT, 0)])
def test_a_line_that_no_hunk_shows_has_none(side: Side, line: int) -> None:
    assert find_hunk(PATCH, side, line) is None


def test_only_what_is_near_the_line_is_kept() -> None:
    patch = "@@ -0,0 +1,100 @@\n" + "".join(f"+{number}\n" for number in range(1, 101))
    hunk = find_hunk(patch, Side.RIGHT, 60)
    assert hunk is not None
    assert len(hunk.split("\n")) == MAX_LINES + 1
    long = find_hunk("@@ -0,0 +1 @@\n+" + "x" * 100_000, Side.RIGHT, 1)
    assert long is not None
    assert len(long) == MAX_HUNK

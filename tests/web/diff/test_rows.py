from __future__ import annotations

from git.diff import lines, unified
from web.diff.rows import MAX_LINE, RowKind, decode_hunks


def patch_of(old: bytes, new: bytes) -> bytes:
    before, after = lines.split_lines(old), lines.split_lines(new)
    return b"--- a\n+++ b\n" + unified.encode_hunks(before, after, lines.compare(before, after))


def test_a_line_that_looks_like_the_head_of_a_file_is_a_line() -> None:
    (hunk,) = decode_hunks(patch_of(b"-- a\n@@ -1 +1 @@\n", b"++ b\n@@ -1 +1 @@\n"))
    assert [(row.kind, row.text) for row in hunk.rows] == [
        (RowKind.REMOVED, "-- a"),
        (RowKind.ADDED, "++ b"),
        (RowKind.SAME, "@@ -1 +1 @@"),
    ]


def test_both_sides_can_be_put_together_again() -> None:
    old = b"".join(b"%d\n" % at for at in range(100))
    new = old.replace(b"50\n", b"fifty\nand more\n").replace(b"7\n", b"", 1)
    hunks = decode_hunks(patch_of(old, new))
    kept = {row.old: row.text for hunk in hunks for row in hunk.rows if row.old}
    made = {row.new: row.text for hunk in hunks for row in hunk.rows if row.new}
    assert all(old.split(b"\n")[at - 1].decode() == text for at, text in kept.items())
    assert all(new.split(b"\n")[at - 1].decode() == text for at, text in made.items())


def test_each_side_may_end_without_a_newline() -> None:
    (hunk,) = decode_hunks(patch_of(b"a", b"b"))
    assert [row.has_end for row in hunk.rows] == [False, False]


def test_a_long_line_is_cut() -> None:
    (hunk,) = decode_hunks(patch_of(b"", b"x" * 5_000 + b"\n"))
    assert len(hunk.rows[0].text) == MAX_LINE + 2


def test_what_is_no_utf_8_is_shown_all_the_same() -> None:
    (hunk,) = decode_hunks(patch_of(b"", b"caf\xe9\n"))
    assert hunk.rows[0].text == "caf\ufffd"


def test_what_is_no_patch_has_no_hunks() -> None:
    assert decode_hunks(b"") == ()
    assert decode_hunks(b"Binary files a and b differ\n") == ()
    assert [len(hunk.rows) for hunk in decode_hunks(b"@@ -1,9 +1,9 @@\n a")] == [1]

from __future__ import annotations

import pytest

from tests.web.code.odd_files import LATIN, LONG, RTL, SOURCE
from tests.web.code.test_tree import check
from tests.web.history.reader import Reader
from web.code.csv_table import MAX_CELL, MAX_ROWS, find_table
from web.code.file import MAX_LINES, hides


def test_source_is_shown_line_by_line(odd: Reader) -> None:
    page = check(odd.html("/blob/main/src/greet.py"))
    ids = [given["id"] for _, given in page.seen if given.get("id", "").startswith("L")]
    assert ids == ["L1", "L2"]
    assert "#L2" in page.links
    assert 'class="k">def</span>' in odd.html("/blob/main/src/greet.py")
    for link in ("raw", "blame", "commits"):
        assert f"{odd.base}/{link}/main/src/greet.py" in page.links
    found = odd.json("/blob/main/src/greet.py")
    assert found["text"] == SOURCE.decode()
    assert (found["language"], found["line_count"], found["kind"]) == ("Python", 2, "text")
    assert SOURCE.decode().strip() in odd.text("/blob/main/src/greet.py")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("README.md", "rendered"),
        ("README.md?plain=1", "text"),
        ("docs/notes.rst", "text"),
        ("docs/logo.png", "image"),
        ("docs/logo.svg", "image"),
        ("docs/logo.svg?plain=1", "text"),
        ("data.csv", "table"),
        ("data.csv?plain=1", "text"),
        ("program", "binary"),
        ("large.txt", "large"),
        ("to-source", "symlink"),
        ("lib/far", "submodule"),
        ("page.html", "text"),
    ],
)
def test_every_kind_of_file_has_its_way_to_be_shown(odd: Reader, path: str, kind: str) -> None:
    assert odd.json(f"/blob/main/{path}")["kind"] == kind
    check(odd.html(f"/blob/main/{path}"))
    assert odd.text(f"/blob/main/{path}")


def test_what_can_be_rendered_can_be_seen_as_written(odd: Reader) -> None:
    assert (
        f"{odd.base}/blob/main/README.md?plain=1" in check(odd.html("/blob/main/README.md")).links
    )
    plain = check(odd.html("/blob/main/README.md?plain=1"))
    assert f"{odd.base}/blob/main/README.md" in plain.links
    assert "<script>alert(1)</script>" in plain.words_in_all
    face = odd.json("/blob/main/docs/logo.svg?plain=1")["switches"][0]
    assert face["label"] == "Picture"


def test_pictures_are_only_pictures(odd: Reader) -> None:
    page = check(odd.html("/blob/main/docs/logo.svg"))
    sources = [given["src"] for tag, given in page.seen if tag == "img"]
    assert sources == [f"{odd.base}/raw/main/docs/logo.svg"]


def test_a_table_is_a_table(odd: Reader) -> None:
    table = odd.json("/blob/main/data.csv")["table"]
    assert table == {"head": ["name", "age"], "rows": [["Bo, b", "<b>"]], "is_complete": True}


def test_a_link_leads_on_within_the_repository_alone(odd: Reader) -> None:
    assert odd.json("/blob/main/to-source")["target_url"] == f"{odd.base}/tree/main/src/greet.py"
    out = odd.json("/blob/main/out")
    assert (out["target"], out["target_url"]) == ("../../etc/passwd", "")


def test_what_turns_the_direction_of_text_is_warned_of(odd: Reader) -> None:
    assert odd.json("/blob/main/bidi.c")["hides"]
    page = odd.html("/blob/main/bidi.c")
    assert "cannot be seen" in page
    assert "\u202e" not in page
    assert "U+202E" in page
    assert not odd.json("/blob/main/src/greet.py")["hides"]


@pytest.mark.parametrize(
    ("text", "is_warned_of"),
    [
        ("x\u202ey", True),
        ("a\u200bb", True),
        ("a\u200db", True),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", False),
        ("\ufeffx\r\n", False),
        (RTL, False),
        ("", False),
    ],
)
def test_what_only_joins_or_begins_deceives_nobody(text: str, *, is_warned_of: bool) -> None:
    assert hides(text) is is_warned_of


def test_a_long_file_is_cut_and_says_so(odd: Reader) -> None:
    found = odd.json("/blob/main/long.txt")
    assert found["line_count"] == LONG.count(b"\n") > MAX_LINES
    assert f"The first {MAX_LINES} lines are shown" in odd.html("/blob/main/long.txt").replace(
        ",", ""
    )


def test_an_empty_file_is_empty(odd: Reader) -> None:
    assert "This file is empty" in odd.html("/blob/main/empty")
    assert odd.json("/blob/main/empty")["line_count"] == 0


def test_another_encoding_is_told_of(odd: Reader) -> None:
    found = odd.json("/blob/main/latin.txt")
    assert not found["is_utf8"]
    assert found["text"] == LATIN.decode("utf-8", "replace")


def test_robots_may_keep_the_default_branch_alone(odd: Reader) -> None:
    for path, may in (("main/page.html", True), ("v1/README.md", False)):
        assert ("noindex" not in odd.html(f"/blob/{path}")) is may
    assert "noindex" in odd.html("/blob/main/README.md?plain=1")


def test_what_is_no_table_is_none() -> None:
    assert find_table("a.txt", "a,b\n1,2\n") is None
    assert find_table("a.csv", "only\none\n") is None
    assert find_table("a.csv", "") is None
    assert find_table("a.csv", 'a,b\n"x\n') is None
    assert find_table("a.csv", "a,b\n" + "x" * (MAX_CELL + 1)) is None


def test_a_large_table_is_cut() -> None:
    long = find_table("a.tsv", "a\tb\n" * (MAX_ROWS + 2))
    assert long is not None
    assert len(long.rows) == MAX_ROWS
    assert not long.is_complete
    wide = find_table("a.csv", "a," * 200 + "\n" + "b\n")
    assert wide is not None
    assert not wide.is_complete
    assert {len(row) for row in (wide.head, *wide.rows)} == {50}

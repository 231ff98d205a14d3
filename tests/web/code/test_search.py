from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.web.code.odd_files import BRANCH
from tests.web.code.test_tree import check
from tests.web.history.odd_history import VECTORS
from tests.web.history.reader import Reader
from web.code.search import MAX_PAGES, PER_PAGE, FoundFile, FoundLine, count_matches, cut


def test_lines_are_found_where_they_are(odd: Reader) -> None:
    found = odd.json("/search?q=GREET")
    (file,) = [each for each in found["files"] if each["path"] == "src/greet.py"]
    assert [(line["number"], line["is_match"]) for line in file["lines"]] == [(1, True), (2, False)]
    link = f"{odd.base}/blob/HEAD/src/greet.py?plain=1#L1"
    assert link in check(odd.html("/search?q=GREET")).links
    assert "1: def greet" in odd.text("/search?q=GREET")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=GREET&case=1", 0),
        ("q=gr.et", 0),
        ("q=gr.et&regex=1", 1),
        ("q=return&path=src", 1),
        ("q=return&path=docs", 0),
        (f"q=x&path=only&ref={BRANCH}", 1),
        ("q=x&path=only", 0),
        ("q=", 0),
        ("", 0),
    ],
)
def test_a_search_can_be_narrowed_down(odd: Reader, query: str, count: int) -> None:
    assert odd.json(f"/search?{query}")["matches"] == count


def test_a_pattern_that_cannot_be_read_is_shown_again(odd: Reader) -> None:
    page = odd.html("/search?q=%28a&regex=1", 422)
    assert 'value="(a"' in page
    assert "aria-invalid" in page


def test_a_search_has_pages(odd: Reader) -> None:
    first = odd.json("/search?q=line&path=long.txt")
    assert (first["matches"], first["has_more"]) == (PER_PAGE, True)
    second = odd.json("/search?q=line&path=long.txt&page=2")
    numbers = [line["number"] for line in second["files"][0]["lines"] if line["is_match"]]
    assert numbers == list(range(PER_PAGE + 1, 2 * PER_PAGE + 1))
    last = odd.json("/search?q=line&path=long.txt&page=99")
    assert (last["number"], last["has_more"], last["is_complete"]) == (MAX_PAGES, False, False)
    assert "There may be more" in odd.html("/search?q=line&path=long.txt&page=99")


@pytest.mark.parametrize("hostile", VECTORS)
def test_what_is_looked_for_is_only_text(odd: Reader, hostile: str) -> None:
    sent = quote(hostile)
    check(odd.html(f"/search?q={sent}&path={sent}"))


def test_an_empty_repository_has_nothing_to_find(empty: Reader) -> None:
    assert "Nothing was found" in empty.html("/search?q=x")
    assert empty.ask("/search?q=x&ref=nothing").status == 404


def test_lines_around_a_match_stay_with_it() -> None:
    def line(number: int, *, is_match: bool) -> FoundLine:
        return FoundLine(number, "", "", is_match)

    lines = tuple(line(at, is_match=at in (2, 5)) for at in range(1, 7))
    files = (FoundFile("a", "", lines), FoundFile("b", "", (line(1, is_match=True),)))
    assert count_matches(files) == 3
    numbers = [
        [[each.number for each in file.lines] for file in cut(files, at, at + 1)] for at in range(3)
    ]
    assert [each[0][0:2] for each in numbers[:2]] == [[1, 2], [3, 4]]
    assert [count_matches(cut(files, at, at + 1)) for at in range(3)] == [1, 1, 1]

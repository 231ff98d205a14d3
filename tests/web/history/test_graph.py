from __future__ import annotations

import pytest

from tests.web.history.reader import Elements, Reader, assert_harmless


def test_the_line_of_a_branch_is_that_of_its_first_parents(odd: Reader) -> None:
    rows = odd.json("/graph/main")["rows"]
    expected = odd.git.read("log", "--first-parent", "--format=%H", "main").split()
    assert [row["commit"]["oid"] for row in rows] == expected
    assert {row["lane"] for row in rows} == {0}


def test_a_merge_opens_to_what_it_brought(odd: Reader) -> None:
    (row,) = [row for row in odd.json("/graph/main")["rows"] if row["sides"]]
    (side,) = row["sides"]
    assert (side["count"], side["is_open"]) == (2, False)
    path = side["url"].removeprefix(odd.base)
    html = odd.html(path.partition("#")[0])
    assert 'aria-expanded="true"' in html
    opened = odd.json(path.partition("#")[0])["rows"]
    merge = row["commit"]["oid"]
    brought = odd.git.read("log", "--format=%H", f"{merge}^1..{merge}^2").split()
    at = [each["commit"]["oid"] for each in opened].index(merge)
    below = opened[at + 1 : at + 3]
    assert [each["commit"]["oid"] for each in below] == brought
    assert [each["is_last"] for each in below] == [False, True]
    (closed,) = opened[at]["sides"]
    assert closed["url"] == f"{odd.base}/graph/main#c-{merge[:10]}"


def test_what_was_written_does_no_harm(odd: Reader) -> None:
    assert_harmless(odd.html("/graph/main"))
    odd.text("/graph/main")


@pytest.mark.parametrize(
    "what", ["x", "0" * 40 + "-2", "0" * 40 + "-999", "-".join(["a" * 40, "1"])]
)
def test_what_cannot_be_opened_stays_closed(odd: Reader, what: str) -> None:
    assert odd.json(f"/graph/main?open={what}")["rows"] == odd.json("/graph/main")["rows"]


def test_the_graph_comes_in_pages(odd: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.history.graph.PER_PAGE", 15)
    first, second = odd.json("/graph/main"), odd.json("/graph/main?page=2")
    expected = odd.git.read("log", "--first-parent", "--format=%H", "main").split()
    found = [row["commit"]["oid"] for page in (first, second) for row in page["rows"]]
    assert found == expected[:30]
    assert any("page=2" in link for link in Elements(odd.html("/graph/main")).links)


def test_a_path_has_no_graph(odd: Reader) -> None:
    odd.html("/graph/main/src", 404)


def test_an_empty_repository_has_none_either(empty: Reader) -> None:
    assert "There are no commits yet." in empty.html("/graph")

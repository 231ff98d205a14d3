from __future__ import annotations

import pytest

from tests.web.code.odd_files import BRANCH
from tests.web.code.test_tree import check
from tests.web.history.reader import Reader
from web.code import find
from web.code.find import rank

PATHS = ["src/app.py", "src/web/page.py", "tests/test_page.py", "README.md", "docs/Pages.md"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", sorted(PATHS)),
        ("page", ["docs/Pages.md", "src/web/page.py", "tests/test_page.py"]),
        ("PAGE py", ["src/web/page.py", "tests/test_page.py"]),
        ("src page", ["src/web/page.py"]),
        ("nothing", []),
    ],
)
def test_the_best_comes_first(query: str, found: list[str]) -> None:
    assert [path for path in rank(PATHS, query) if query] == (found if query else [])
    assert sorted(rank(PATHS, query)) == sorted(found)


def test_files_are_found_by_parts_of_their_names(odd: Reader) -> None:
    found = odd.json("/find/main?q=greet")
    assert [each["path"] for each in found["paths"]] == ["src/greet.py"]
    assert f"{odd.base}/blob/main/src/greet.py" in check(odd.html("/find/main?q=greet")).links
    assert "No file is called that" in odd.html("/find/main?q=nothing-like-it")
    assert "src/greet.py" in odd.text("/find/main?q=greet")
    assert odd.json(f"/find/{BRANCH}?q=here")["count"] == 1
    assert odd.ask("/find/nothing").status == 404


def test_a_script_gets_all_paths(odd: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "MAX_SHOWN", 2)
    first = odd.json("/find/main")
    assert len(first["paths"]) == 2 < first["count"]
    assert "the first 2 are shown" in odd.html("/find/main")
    everything = odd.json(first["all_url"].removeprefix(odd.base))
    assert len(everything["paths"]) == first["count"]


def test_more_files_than_are_looked_at_are_told_of(
    odd: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "MAX_PATHS", 3)
    assert not odd.json("/find/main")["is_complete"]
    assert "more than were looked at" in odd.html("/find/main")

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.git_client import GitRepository
from tests.web.history.odd_history import LATIN_PATH, MARKED_PATH
from tests.web.history.reader import Elements, Reader, assert_harmless


def blame_of_git(git: GitRepository, rev: str, path: str) -> list[str]:
    """The commit of each line."""
    said = git.git("blame", "--porcelain", rev, "--", path).output
    return [line[:40].decode() for line in re.findall(rb"^[0-9a-f]{40} .*$", said, re.MULTILINE)]


def blame_of(page: Any) -> list[str]:
    return [
        group["origin"]["commit"]["oid"]
        for group in page["groups"]
        for _ in range(group["start"], group["stop"] + 1)
    ]


def test_lines_come_from_where_git_says(sample: Reader) -> None:
    git = sample.git
    head = sample.json("/commits")["rev"]
    listed = git.git("ls-tree", "-r", "-z", "--name-only", head).output.split(b"\0")
    endings = (b".py", b".txt", b"note")
    texts = [path.decode() for path in listed if path.endswith(endings) and path.isascii()]
    for path in texts[:: max(1, len(texts) // 8)]:
        page = sample.json(f"/blame/{head}/{quote(path)}")
        assert blame_of(page) == blame_of_git(git, head, path), path


def test_lines_are_those_of_the_file(odd: Reader) -> None:
    page = odd.json("/blame/main/src/app.py")
    lines = [line for group in page["groups"] for line in group["lines"]]
    assert "\n".join(lines) == odd.git.read("show", "main:src/app.py")
    html = odd.html("/blame/main/src/app.py")
    assert 'id="L1"' in html
    assert f'id="L{len(lines)}"' in html


def test_a_file_is_followed_to_what_it_was_called_before(odd: Reader) -> None:
    (group,) = odd.json("/blame/main/docs/new.md")["groups"]
    assert (group["origin"]["path"], group["start"], group["stop"]) == ("docs/old.md", 1, 30)


def test_the_file_before_a_change_is_one_click_away(odd: Reader) -> None:
    page = odd.json("/blame/main/vector")
    oid = odd.git.oid("main")
    (group,) = page["groups"]
    assert group["origin"]["before"] == f"{odd.base}/blame/{odd.git.oid('main~1')}/vector"
    links = Elements(odd.html("/blame/main/vector")).links
    assert {group["origin"]["before"], f"{odd.base}/commit/{oid}"} <= set(links)


def test_newer_lines_have_another_shade(odd: Reader) -> None:
    ages = {
        each["origin"]["commit"]["subject"]: each["origin"]["age"]
        for each in odd.json("/blame/main/src/app.py")["groups"]
    }
    assert ages["Change of every kind"] < ages["begin"]


@pytest.mark.parametrize("path", ["vector", quote(MARKED_PATH), quote(LATIN_PATH), "side.txt"])
def test_nothing_in_a_file_becomes_markup(odd: Reader, path: str) -> None:
    assert_harmless(odd.html(f"/blame/main/{path}"))
    odd.text(f"/blame/main/{path}")


def test_what_is_no_text_has_no_lines(odd: Reader) -> None:
    assert "This is no text." in odd.html("/blame/main/data.bin")
    assert "This file is empty." in odd.html("/blame/main/empty")


def test_only_so_many_lines_are_shown(odd: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.history.blame.MAX_LINES", 50)
    page = odd.json("/blame/main/long.txt")
    assert (page["groups"][-1]["stop"], page["total"]) == (50, 10_000)
    assert "The first 50 of 10,000 lines are shown." in odd.html("/blame/main/long.txt")


def test_what_was_not_found_in_time_is_said(odd: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("durable.past.blame.MAX_WALKED", 1)
    oid = odd.git.oid("main~3")
    html = odd.html(f"/blame/{oid}/src/app.py")
    assert "was not found in time" in html
    page = odd.json(f"/blame/{oid}/src/app.py")
    assert not page["is_complete"]
    assert [group["origin"] for group in page["groups"]] == [None]
    monkeypatch.undo()
    assert odd.json(f"/blame/{oid}/src/app.py")["is_complete"]


@pytest.mark.parametrize("spot", ["main", "main/src", "main/nowhere", "nowhere/x"])
def test_where_there_is_no_file_there_is_no_page(odd: Reader, spot: str) -> None:
    odd.html(f"/blame/{spot}", 404)


def test_an_empty_repository_has_no_page(empty: Reader) -> None:
    empty.html("/blame/main/x", 404)

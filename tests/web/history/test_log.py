from __future__ import annotations

from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.support.git_client import GitRepository
from tests.web.history.odd_history import LATIN_PATH, VECTORS
from tests.web.history.reader import Elements, Reader, assert_harmless

ATOM = "{http://www.w3.org/2005/Atom}"


def oids_of(page: Any) -> list[str]:
    return [commit["oid"] for day in page["days"] for commit in day["commits"]]


def head(git: GitRepository) -> str:
    return git.read("symbolic-ref", "--short", "HEAD")


def test_a_log_is_that_of_git_page_by_page(sample: Reader) -> None:
    rev = next(iter(sample.json("/commits")["rev"].split()))
    expected = sample.git.read("log", "--format=%H", rev).split()
    for number in (1, 2, 3):
        page = sample.json(f"/commits?page={number}")
        assert oids_of(page) == expected[(number - 1) * 35 : number * 35]
        assert page["has_more"] is (len(expected) > number * 35)
        assert page["total"] == len(expected)


def test_commits_stand_under_the_day_of_their_committer(odd: Reader) -> None:
    for day in odd.json("/commits/main")["days"]:
        for commit in day["commits"]:
            said = odd.git.read(
                "log", "-1", "--date=format:%Y-%m-%d", "--format=%ct", commit["oid"]
            )
            assert commit["committer"]["at"] == int(said)
            assert day["date"] == "2023-11-14"


def test_the_log_of_a_path_has_what_changed_it(odd: Reader) -> None:
    page = odd.json("/commits/main/src/app.py")
    assert (page["rev"], page["path"]) == ("main", "src/app.py")
    assert oids_of(page) == odd.git.read("log", "--format=%H", "main", "--", "src/app.py").split()


@pytest.mark.parametrize(
    ("path", "query", "options"),
    [
        ("docs/new.md", "", ["--follow"]),
        ("docs/new.md", "?follow=0", []),
        ("src", "", []),
        ("docs/old.md", "", ["--follow"]),
    ],
)
def test_a_file_is_followed_and_a_folder_is_not(
    odd: Reader, path: str, query: str, options: list[str]
) -> None:
    page = odd.json(f"/commits/main/{path}{query}")
    expected = odd.git.read("log", *options, "--format=%H", "main", "--", path).split()
    assert oids_of(page) == expected
    assert page["follows"] is (not query)


def test_a_branch_with_slashes_and_dots_is_found(odd: Reader) -> None:
    page = odd.json("/commits/feature/side.v1/side.txt")
    assert (page["rev"], page["path"]) == ("feature/side.v1", "side.txt")
    assert len(oids_of(page)) == 2


def test_a_path_that_is_no_utf_8_is_found(odd: Reader) -> None:
    page = odd.html(f"/commits/main/{quote(LATIN_PATH)}")
    assert "Names that are odd" in page


def test_the_log_can_be_narrowed(odd: Reader) -> None:
    by = odd.json("/commits/main?author=bold")
    assert [len(by["days"]), len(oids_of(by))] == [1, 1]
    assert oids_of(odd.json("/commits/main?since=2023-11-15")) == []
    everything = oids_of(odd.json("/commits/main?since=2023-11-14&until=2023-11-14"))
    assert len(everything) == int(odd.git.read("rev-list", "--count", "main"))
    assert oids_of(odd.json("/commits/main?until=2023-11-13")) == []


def test_a_day_that_is_none_is_refused_in_words(odd: Reader) -> None:
    assert "must be a day such as" in odd.html("/commits/main?since=yesterday", 422)


@pytest.mark.parametrize("spot", ["nowhere", "main/not/there", "f" * 40])
def test_what_is_not_there_is_said_so(odd: Reader, spot: str) -> None:
    odd.html(f"/commits/{spot}", 404)


def test_an_empty_repository_has_a_page(empty: Reader) -> None:
    assert "There are no commits yet." in empty.html("/commits")
    assert empty.json("/commits")["is_unborn"]


def test_what_people_wrote_does_no_harm(odd: Reader) -> None:
    elements = assert_harmless(odd.html("/commits/main"))
    for vector in VECTORS[:6]:
        assert vector in elements.words_in_all


def test_a_body_can_be_unfolded_and_each_commit_be_browsed(odd: Reader) -> None:
    page = odd.html("/commits/main")
    assert "<details" in page
    oid = odd.git.oid("main")
    links = Elements(page).links
    assert {f"{odd.base}/commit/{oid}", f"{odd.base}/tree/{oid}"} <= set(links)
    of_file = Elements(odd.html("/commits/main/side.txt?follow=0")).links
    assert any(link.endswith("/side.txt") and "/blob/" in link for link in of_file)


def test_the_text_form_lists_commits(odd: Reader) -> None:
    text = odd.text("/commits/main")
    assert f"https://hearth.example{odd.base}/commit/{odd.git.oid('main')}" in text


@pytest.mark.parametrize("path", ["/commits.atom", "/commits/main.atom", "/commits/main/src.atom"])
def test_a_feed_has_the_newest_commits(odd: Reader, path: str) -> None:
    reply = odd.ask(path)
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(reply.body)  # noqa: S314 - made by us just now
    below = [] if "src" not in path else ["--", "src"]
    expected = odd.git.read("log", "-20", "--format=%H", "main", *below).split()
    links = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
    found = [link.rpartition("/")[2] for link in links if "/commit/" in link]
    assert found == expected
    assert feed.findtext(f"{ATOM}id") == f"https://hearth.example{odd.base}{path}"
    assert all(feed.findtext(f"{ATOM}entry/{ATOM}{name}") for name in ("id", "title", "updated"))


def test_a_branch_may_be_called_as_a_feed_is(odd: Reader) -> None:
    assert odd.json("/commits/ends.atom")["rev"] == "ends.atom"
    assert odd.ask("/commits/ends.atom.atom").body.startswith(b"<?xml")


def test_pages_link_to_their_feed(odd: Reader) -> None:
    links = [given for tag, given in Elements(odd.html("/commits/main")).seen if tag == "link"]
    assert {"rel": "alternate", "href": f"{odd.base}/commits/main.atom"}.items() <= next(
        given for given in links if given.get("type") == "application/atom+xml"
    ).items()

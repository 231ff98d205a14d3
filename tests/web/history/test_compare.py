from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.web.history.odd_history import MARKED_BRANCH
from tests.web.history.reader import Elements, Reader, assert_harmless
from web.history.compare import split_range


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a...b", ("a", "b", True)),
        ("a..b", ("a", "b", False)),
        ("feature/v1.0...x.y/z", ("feature/v1.0", "x.y/z", True)),
        ("1.0..2.0", ("1.0", "2.0", False)),
        ("main", ("", "main", True)),
        ("...main", ("", "main", True)),
        ("main...", ("main", "", True)),
    ],
)
def test_a_range_is_two_revs_and_dots(text: str, expected: tuple[str, str, bool]) -> None:
    assert split_range(text) == expected


@pytest.mark.parametrize("dots", ["...", ".."])
def test_a_comparison_has_the_commits_and_files_of_git(odd: Reader, dots: str) -> None:
    base, head = "feature/side.v1", "main"
    page = odd.json(f"/compare/{base}{dots}{head}")
    counts = odd.git.read("rev-list", "--left-right", "--count", f"{base}...{head}").split()
    assert [page["behind"], page["ahead"]] == list(map(int, counts))
    assert [each["oid"] for each in page["commits"]] == odd.git.read(
        "log", "--format=%H", f"{base}..{head}"
    ).split()
    names = odd.git.git("diff", "--name-only", "-z", f"{base}{dots}{head}").output.split(b"\0")
    assert [each["path"] for each in page["diff"]["files"]] == [
        name.decode("utf-8", "replace") for name in names[:-1]
    ]
    assert page["merge_base"] == odd.git.read("merge-base", base, head)


def test_a_rev_alone_is_compared_with_the_default_branch(odd: Reader) -> None:
    page = odd.json("/compare/feature/side.v1")
    assert (page["base"], page["head"], page["three_dots"]) == ("main", "feature/side.v1", True)


def test_of_one_commit_there_is_nothing_to_compare(odd: Reader) -> None:
    assert "there is nothing to compare" in odd.html("/compare/main...main")


def test_unrelated_histories_are_said_to_be(odd: Reader) -> None:
    html = odd.html("/compare/main...unrelated")
    assert "their histories are unrelated" in html
    assert f"{odd.base}/compare/main..unrelated" in Elements(html).links
    page = odd.json("/compare/main..unrelated")
    assert {each["status"] for each in page["diff"]["files"]} == {"added", "removed"}


def test_a_branch_may_have_any_name(odd: Reader) -> None:
    html = odd.html(f"/compare/{quote(MARKED_BRANCH)}...main")
    assert MARKED_BRANCH in assert_harmless(html).words_in_all
    odd.text(f"/compare/{quote(MARKED_BRANCH)}...main")


def test_a_branch_called_as_a_patch_is_compared(odd: Reader) -> None:
    assert odd.json("/compare/main...x.patch")["head"] == "x.patch"
    assert odd.raw("/compare/v1.0.0...x.patch.patch").startswith(b"From ")


def test_the_form_leads_to_the_comparison(odd: Reader) -> None:
    html = odd.html("/compare")
    assert_harmless(html)
    reply = odd.ask("/compare?base=main&head=feature%2Fside.v1")
    assert reply.headers["location"] == f"{odd.base}/compare/main...feature/side.v1"


def test_an_empty_repository_has_the_form_too(empty: Reader) -> None:
    empty.html("/compare")
    empty.html("/compare/main...other", 404)


def test_a_rev_that_is_not_there_is_said_not_to_be(odd: Reader) -> None:
    odd.html("/compare/main...nowhere", 404)

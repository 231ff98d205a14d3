"""Finding issues, over the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.support.discussion import Discussion
from tests.support.town import Town


@pytest.fixture
def talk(town: Town) -> Discussion:
    """Four issues; the second is closed, and the third has a comment."""
    talk = Discussion(town)
    talk.call(201, "POST", "/milestones", "alice", title='The "first"')
    talk.open("crash on start", "mallory", body="stops at once @bob")
    talk.open("slow", labels=["speed"], assignees=["bob"])
    talk.open("Crash at the end", labels=["bug", "help wanted"], milestone=1)
    talk.open("a question", "mallory", body="why does it crash? Überhaupt")
    talk.change(2, state="closed", state_reason="not_planned")
    talk.comment(3, "me too", "bob")
    return talk


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [4, 3, 1]),
        ("crash", [4, 3, 1]),
        ("crash in:title", [3, 1]),
        ("ueber uberhaupt", []),
        ("uberhaupt", [4]),
        ("crash -question", [3, 1]),
        ('"crash on"', [1]),
        ("is:closed", [2]),
        ("is:open", [4, 3, 1]),
        ("reason:not-planned", [2]),
        ("author:mallory", [4, 1]),
        ("author:@me", [3, 2]),
        ("-author:me", [4, 1]),
        ("assignee:bob", [2]),
        ("assignee:*", [2]),
        ("no:assignee", [4, 3, 1]),
        ("mentions:bob", [1]),
        ("commenter:bob", [3]),
        ("involves:bob", [3, 2, 1]),
        ("label:bug", [3]),
        ("label:BUG,speed", [3, 2]),
        ('label:"help wanted" label:bug', [3]),
        ("no:label", [4, 1]),
        ("no:milestone", [4, 2, 1]),
        ("milestone:*", [3]),
        ("comments:>0", [3]),
        ("is:pr", []),
        ("sort:created-asc", [1, 2, 3, 4]),
        ("sort:comments", [3, 4, 2, 1]),
        ("created:>2030-01-01", []),
        ("repo:alice/open", [4, 3, 2, 1]),
        ("repo:alice/closed", []),
    ],
)
def test_issues_are_found_by_words_and_conditions(
    talk: Discussion, query: str, numbers: list[int]
) -> None:
    assert talk.find(query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("state=closed", [2]),
        ("state=all", [4, 3, 2, 1]),
        ("labels=bug,help%20wanted", [3]),
        ("creator=mallory", [4, 1]),
        ("mentioned=bob", [1]),
        ("assignee=none", [4, 3, 1]),
        ("assignee=bob&state=all", [2]),
        ("milestone=1", [3]),
        ("milestone=none", [4, 1]),
        ("sort=comments&direction=asc", [1, 4, 3]),
        ("since=2050-01-01T00:00:00Z", []),
    ],
)
def test_githubs_filters_are_taken(talk: Discussion, query: str, numbers: list[int]) -> None:
    assert [each["number"] for each in talk.get(f"/issues?{query}")] == numbers


def search(talk: Discussion, query: str, who: str) -> Any:
    return talk.get(f"/api/v3/search/issues?q={quote(query)}", who)


def test_a_search_finds_only_what_one_may_read(town: Town, talk: Discussion) -> None:
    Discussion(town, "alice/closed").open("crash in secret")
    assert search(talk, "secret", "bob")["total_count"] == 1
    for who in ("mallory", "erin"):
        assert search(talk, "secret", who)["total_count"] == 0
        assert search(talk, "crash", who)["total_count"] == 3
    talk.call(200, "PATCH", "/api/v3/repos/alice/open", "alice", private=True)
    assert search(talk, "crash", "mallory") == {
        "total_count": 0,
        "incomplete_results": False,
        "items": [],
    }
    talk.call(204, "DELETE", "/api/v3/repos/alice/open", "alice")
    assert search(talk, "crash", "alice")["total_count"] == 1


def test_a_token_for_some_repositories_searches_these(town: Town, talk: Discussion) -> None:
    Discussion(town, "alice/other").open("crash elsewhere")
    reply = town.reply("GET", "/api/v3/search/issues?q=elsewhere", town.tokens["alice's agent"])
    assert b'"total_count":1' in reply.body
    these = town.tokens["alice's token for these"]
    reply = town.reply("GET", "/api/v3/search/issues?q=elsewhere", these)
    assert b'"total_count":0' in reply.body


def test_what_concerns_oneself_is_found_in_all_repositories(town: Town, talk: Discussion) -> None:
    Discussion(town, "alice/closed").open("there", assignees=["bob"])
    numbers = [
        [(each["repository"]["full_name"], each["number"]) for each in talk.get(url, "bob")]
        for url in ("/api/v3/issues", "/api/v3/user/issues?filter=mentioned")
    ]
    assert numbers == [[("alice/closed", 1)], [("alice/open", 1)]]


def test_a_query_that_makes_no_sense_is_refused_in_words(talk: Discussion) -> None:
    told = talk.call(422, "GET", "/issues?q=is:red", "alice")
    assert "open, closed" in told["errors"][0]["message"]

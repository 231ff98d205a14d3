"""Who and what a text refers to, over the API."""

from __future__ import annotations

import pytest

from tests.support.discussion import Discussion
from tests.support.town import Town


@pytest.fixture
def talk(town: Town) -> Discussion:
    talk = Discussion(town)
    talk.open("first")
    return talk


def sources(talk: Discussion, number: int, who: str) -> list[str]:
    return [
        each["source"]["issue"]["url"].partition("/repos/")[2]
        for each in talk.get(f"/issues/{number}/timeline", who)
        if each["event"] == "cross-referenced"
    ]


def test_an_issue_tells_once_which_others_refer_to_it(talk: Discussion) -> None:
    talk.open("second", body="see #1, #1 and #2")
    talk.comment(2, "as in alice/open#1 `#1`")
    assert sources(talk, 1, "bob") == ["alice/open/issues/2"]
    assert sources(talk, 2, "bob") == []


def test_what_is_hidden_is_not_told_by_those_it_refers_to(town: Town, talk: Discussion) -> None:
    Discussion(town, "alice/closed").open("secret", body="see alice/open#1")
    assert sources(talk, 1, "bob") == ["alice/closed/issues/1"]
    assert sources(talk, 1, "mallory") == []
    assert talk.get("/issues/1/events", "mallory") == []
    event = talk.get("/issues/1/events", "bob")[0]["id"]
    talk.call(404, "GET", f"/issues/events/{event}", "mallory")


def test_nobody_leaves_a_mark_where_they_may_not_look(town: Town, talk: Discussion) -> None:
    closed = Discussion(town, "alice/closed")
    closed.open("secret")
    talk.open("curious", "mallory", body="see alice/closed#1")
    assert closed.events(1) == []


def test_who_may_not_read_an_issue_is_not_mentioned_in_it(town: Town) -> None:
    closed = Discussion(town, "alice/closed")
    closed.open("secret", body="@mallory @bob")
    assert closed.find("mentions:bob") == [1]
    assert closed.find("mentions:mallory") == []

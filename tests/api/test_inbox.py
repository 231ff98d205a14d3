"""Who is told of what, and the inbox in which they read it, over the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.discussion import Discussion
from tests.support.town import Town

INBOX = "/api/v3/notifications"


@pytest.fixture
def talk(town: Town) -> Discussion:
    return Discussion(town)


def inbox(talk: Discussion, who: str, query: str = "") -> list[tuple[str, int]]:
    """Reason and number of everything in somebody's inbox, the latest first."""
    return [
        (each["reason"], int(each["subject"]["url"].rpartition("/")[2]))
        for each in talk.get(INBOX + query, who)
    ]


def test_those_who_take_part_are_told_and_nobody_of_what_they_did(talk: Discussion) -> None:
    talk.open("first", "mallory", body="@bob, look")
    assert inbox(talk, "bob") == [("mention", 1)]
    assert inbox(talk, "mallory") == []
    # The owner of a repository watches it.
    assert inbox(talk, "alice") == [("subscribed", 1)]
    talk.comment(1, "hm", "bob")
    assert inbox(talk, "mallory") == [("author", 1)]
    assert inbox(talk, "carol") == []
    talk.change(1, state="closed")
    told = talk.get(INBOX, "mallory")[0]
    assert told["subject"]["title"] == "first"
    assert told["subject"]["type"] == "Issue"
    assert told["repository"]["full_name"] == "alice/open"


def test_a_notification_is_read_and_comes_back_with_something_new(talk: Discussion) -> None:
    talk.open("first", "mallory")
    talk.comment(1, "a", "bob")
    path = talk.get(INBOX, "mallory")[0]["url"].removeprefix("https://hearth.example")
    talk.call(205, "PATCH", path, "mallory")
    assert inbox(talk, "mallory") == []
    assert inbox(talk, "mallory", "?all=true") == [("author", 1)]
    shown = talk.get(path, "mallory")
    assert (shown["unread"], shown["last_read_at"] is None) == (False, False)
    talk.wait()
    talk.comment(1, "b", "bob")
    assert inbox(talk, "mallory") == [("author", 1)]
    talk.call(204, "DELETE", path, "mallory")
    assert inbox(talk, "mallory", "?all=true") == []
    talk.call(404, "GET", path, "mallory")
    assert talk.get(INBOX, "alice")
    other = talk.get(INBOX, "alice")[0]["url"].removeprefix("https://hearth.example")
    talk.call(404, "PATCH", other, "mallory")


def test_everything_is_marked_as_read_up_to_a_time(talk: Discussion) -> None:
    closed = Discussion(talk.town, "alice/closed")
    talk.open("first", "mallory")
    closed.open("there", "bob")
    talk.wait()
    early = talk.get("/issues/1")["created_at"]
    talk.open("second", "mallory")
    assert inbox(talk, "alice", "?per_page=1&page=2") == [("subscribed", 1)]
    talk.call(205, "PUT", INBOX, "alice", last_read_at=early)
    assert inbox(talk, "alice") == [("subscribed", 2)]
    assert len(talk.get("/notifications?all=true")) == 2
    assert len(closed.get("/notifications?all=true")) == 1
    talk.call(205, "PUT", "/notifications", "alice")
    assert inbox(talk, "alice") == []


def test_a_repository_is_watched_or_ignored(talk: Discussion) -> None:
    talk.call(404, "GET", "/subscription", "bob")
    shown = talk.call(200, "PUT", "/subscription", "bob", subscribed=True)
    assert (shown["subscribed"], shown["ignored"]) == (True, False)
    assert [each["login"] for each in talk.get("/subscribers")] == ["bob"]
    talk.open("first", "mallory")
    assert inbox(talk, "bob") == [("subscribed", 1)]
    assert inbox(talk, "bob", "?participating=true") == []
    assert talk.call(200, "PUT", "/subscription", "bob", ignored=True)["ignored"]
    assert talk.get("/subscribers") == []
    talk.open("second", "mallory", body="@bob")
    talk.call(200, "PUT", "/subscription", "alice", ignored=True)
    talk.open("third", "mallory")
    assert inbox(talk, "bob") == [("subscribed", 1)]
    assert inbox(talk, "alice") == [("subscribed", 2), ("subscribed", 1)]
    talk.call(204, "DELETE", "/subscription", "bob")
    talk.comment(2, "still?", "mallory")
    assert inbox(talk, "bob")[0] == ("mention", 2)


def test_an_issue_is_left_in_peace_until_something_is_wanted(talk: Discussion) -> None:
    talk.open("first", "mallory")
    talk.comment(1, "a", "bob")
    assert talk.get("/issues/1/subscription", "bob")["reason"] == "comment"
    talk.call(200, "PUT", "/issues/1/subscription", "bob", ignored=True)
    talk.comment(1, "b", "mallory")
    assert inbox(talk, "bob") == []
    talk.call(201, "POST", "/issues/1/assignees", "carol", assignees=["bob"])
    talk.comment(1, "c", "mallory")
    assert inbox(talk, "bob") == [("assign", 1)]
    talk.call(204, "DELETE", "/issues/1/subscription", "bob")
    talk.call(404, "GET", "/issues/1/subscription", "bob")


def test_a_thread_is_subscribed_to_from_the_inbox(talk: Discussion) -> None:
    talk.open("first", "mallory")
    path = talk.get(INBOX)[0]["subscription_url"].removeprefix("https://hearth.example")
    assert talk.get(path)["subscribed"]
    assert talk.call(200, "PUT", path, "alice", ignored=True)["ignored"]
    talk.call(205, "PUT", INBOX, "alice")
    talk.comment(1, "b", "mallory")
    assert inbox(talk, "alice") == []
    talk.call(204, "DELETE", path, "alice")
    talk.comment(1, "c", "mallory")
    assert inbox(talk, "alice") == [("subscribed", 1)]


def test_nobody_is_told_of_what_they_may_not_read(town: Town) -> None:
    closed = Discussion(town, "alice/closed")
    closed.call(200, "PUT", "/subscription", "bob", subscribed=True)
    closed.open("secret", body="@mallory @bob")
    assert inbox(closed, "mallory") == []
    assert inbox(closed, "bob") == [("mention", 1)]
    town.done("DELETE", f"{closed.base}/collaborators/bob", town.sessions["alice"])
    assert inbox(closed, "bob", "?all=true") == []
    closed.comment(1, "more")
    town.done("PUT", f"{closed.base}/collaborators/bob", town.sessions["alice"], permission="read")
    assert inbox(closed, "bob") == [("mention", 1)]


def test_a_token_for_reading_clears_nothing(town: Town, talk: Discussion) -> None:
    talk.open("first", "mallory")
    reading = {"content-type": "application/json", **town.tokens["alice's reading token"]}
    assert town.hearth.reply("GET", INBOX, reading).status == 200
    assert town.hearth.reply("PUT", INBOX, reading, b"{}").status == 403
    path = talk.get(INBOX)[0]["url"].removeprefix("https://hearth.example")
    for method, address in [("PATCH", path), ("DELETE", path), ("DELETE", f"{path}/subscription")]:
        assert town.hearth.reply(method, address, reading).status == 403


def test_times_and_pages_of_an_inbox_are_checked(talk: Discussion) -> None:
    told: Any = talk.call(422, "GET", INBOX + "?since=soon", "alice")
    assert told["errors"][0]["field"] == "since"
    talk.call(404, "GET", f"{INBOX}/threads/x", "alice")

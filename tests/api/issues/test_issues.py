"""The life of issues, over the API."""

from __future__ import annotations

import json

import pytest

from tests.support.discussion import Discussion
from tests.support.town import Town

LONG = 65_536


@pytest.fixture
def talk(town: Town) -> Discussion:
    return Discussion(town)


def test_an_issue_is_opened_read_and_listed(talk: Discussion) -> None:
    made = talk.call(201, "POST", "/issues", "mallory", title=" It breaks ", body="**How?**")
    assert made["number"] == 1
    assert made["title"] == "It breaks"
    assert made["user"]["login"] == "mallory"
    assert made["state"] == "open"
    assert made["html_url"] == "https://hearth.example/alice/open/issues/1"
    assert talk.get("/issues/1", "bob") == made
    assert talk.get("/issues") == [made]
    assert made["body"] == "**How?**"


def test_numbers_count_from_one_in_each_repository(town: Town) -> None:
    open_, closed = Discussion(town), Discussion(town, "alice/closed")
    assert [open_.open(), open_.open(), closed.open(), open_.open()] == [1, 2, 1, 3]


def test_who_has_no_say_opens_an_issue_without_labels(talk: Discussion) -> None:
    fields = {"labels": ["bug"], "assignees": ["bob"]}
    assert talk.get(f"/issues/{talk.open('a', 'mallory', **fields)}")["labels"] == []
    shown = talk.get(f"/issues/{talk.open('b', 'carol', **fields)}")
    assert [each["name"] for each in shown["labels"]] == ["bug"]
    assert [each["login"] for each in shown["assignees"]] == ["bob"]
    assert shown["assignee"]["login"] == "bob"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 257}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": 7}, "title"),
        ({"title": "a", "body": "x" * (LONG + 1)}, "body"),
        ({"title": "a", "body": "\0"}, "body"),
        ({"title": "a", "labels": ["x" * 51]}, "labels"),
        ({"title": "a", "labels": ["a\tb"]}, "labels"),
        ({"title": "a", "labels": [{"title": "x"}]}, "labels[0]"),
        ({"title": "a", "assignees": ["nobody"]}, "assignees"),
        ({"title": "a", "assignees": ["mallory"]}, "assignees"),
        ({"title": "a", "assignees": [f"u{n}" for n in range(11)]}, "assignees"),
        ({"title": "a", "milestone": 9}, "milestone"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_the_name_of_its_field(
    talk: Discussion, fields: dict[str, object], field: str
) -> None:
    told = talk.call(422, "POST", "/issues", "alice", **fields)
    assert told["errors"][0]["field"] == field
    assert talk.get("/issues") == []


def test_the_longest_text_is_taken_however_it_is_escaped(talk: Discussion) -> None:
    number = talk.open("a", body="\x01" * LONG)
    assert talk.get(f"/issues/{number}")["body"] == "\x01" * LONG


def test_changes_are_made_together_and_told_in_the_timeline(talk: Discussion) -> None:
    number = talk.open("before", labels=["old", "both"], assignees=["bob"])
    talk.call(201, "POST", "/milestones", "alice", title="v1")
    shown = talk.change(
        number,
        title="after",
        body="text",
        labels=["both", "new"],
        assignees=["carol"],
        milestone=1,
        state="closed",
        state_reason="not_planned",
    )
    assert shown["title"] == "after"
    assert [each["name"] for each in shown["labels"]] == ["both", "new"]
    assert [each["login"] for each in shown["assignees"]] == ["carol"]
    assert shown["milestone"]["title"] == "v1"
    assert (shown["state"], shown["state_reason"]) == ("closed", "not_planned")
    assert shown["closed_by"]["login"] == "alice"
    assert talk.events(number) == [
        *("labeled", "labeled", "assigned", "renamed", "closed", "unlabeled", "labeled"),
        *("unassigned", "assigned", "milestoned"),
    ]
    events = talk.get(f"/issues/{number}/events")
    assert events[3]["rename"] == {"from": "before", "to": "after"}
    assert events[4]["state_reason"] == "not_planned"
    assert events[5]["label"] == {"name": "old", "color": "ededed"}
    assert events[7]["assignee"]["login"] == "bob"
    assert events[9]["milestone"] == {"title": "v1"}
    assert talk.get(f"/issues/events/{events[3]['id']}") == events[3]
    assert talk.get("/issues/events")[0]["event"] == "milestoned"


def test_a_change_that_changes_nothing_leaves_no_trace(talk: Discussion) -> None:
    number = talk.open("same", body="text", labels=["bug"])
    before = talk.events(number)
    talk.change(number, title="same", body="text", labels=["BUG"], assignees=[], state="open")
    assert talk.events(number) == before
    assert talk.get(f"/issues/{number}/edits") == []


def test_an_issue_is_closed_by_its_author_and_reopened(talk: Discussion) -> None:
    number = talk.open("mine", "mallory")
    assert talk.change(number, "mallory", state="closed")["state_reason"] == "completed"
    talk.change(number, "mallory", state="closed")
    assert talk.change(number, "mallory", state="open")["closed_at"] is None
    assert talk.events(number) == ["closed", "reopened"]


def test_others_change_an_issue_only_when_they_may_write(talk: Discussion) -> None:
    number = talk.open("alice's")
    for fields in ({"state": "closed"}, {"title": "b"}, {"labels": ["x"]}):
        talk.change(number, "bob", 403, **fields)
    talk.change(talk.open("m", "mallory"), "mallory", 403, labels=["x"])
    assert talk.change(number, "carol", state="closed")["state"] == "closed"


def test_a_milestone_is_taken_away_by_null(talk: Discussion) -> None:
    talk.call(201, "POST", "/milestones", "alice", title="v1")
    number = talk.open("a", milestone=1)
    assert talk.change(number, milestone=None)["milestone"] is None
    assert talk.events(number) == ["milestoned", "demilestoned"]


def test_what_a_body_was_before_is_kept(talk: Discussion) -> None:
    number = talk.open("a", "mallory", body="one")
    talk.change(number, "mallory", body="two")
    talk.change(number, "carol", body=None)
    edits = talk.get(f"/issues/{number}/edits")
    assert [(each["editor"]["login"], each["body_before"]) for each in edits] == [
        ("carol", "two"),
        ("mallory", "one"),
    ]


def test_a_lock_keeps_all_but_writers_from_commenting(talk: Discussion) -> None:
    number = talk.open("hot", "mallory")
    talk.call(204, "PUT", f"/issues/{number}/lock", "carol", lock_reason="too heated")
    shown = talk.get(f"/issues/{number}")
    assert (shown["locked"], shown["active_lock_reason"]) == (True, "too heated")
    for path, fields in [("comments", {"body": "x"}), ("reactions", {"content": "eyes"})]:
        talk.call(403, "POST", f"/issues/{number}/{path}", "mallory", **fields)
    talk.wait()
    talk.comment(number, "calm down", "carol")
    talk.wait()
    talk.call(204, "DELETE", f"/issues/{number}/lock", "carol")
    talk.wait()
    talk.comment(number, "sorry", "mallory")
    assert talk.events(number) == ["locked", "commented", "unlocked", "commented"]
    talk.call(422, "PUT", f"/issues/{number}/lock", "carol", lock_reason="because")


def test_three_issues_are_pinned_at_most(talk: Discussion) -> None:
    for _ in range(4):
        talk.open()
    for number in (1, 2, 3):
        talk.call(204, "PUT", f"/issues/{number}/pin", "carol")
    talk.call(204, "PUT", "/issues/3/pin", "carol")
    talk.call(409, "PUT", "/issues/4/pin", "carol")
    talk.call(204, "DELETE", "/issues/1/pin", "carol")
    talk.call(204, "PUT", "/issues/4/pin", "carol")
    assert talk.find("is:pinned") == [4, 3, 2]
    assert talk.events(1) == ["pinned", "unpinned"]


@pytest.mark.parametrize("number", ["0", "2", "x", "-1", "1.0", "9" * 30])
def test_an_issue_that_is_not_there_is_not_found(talk: Discussion, number: str) -> None:
    talk.open()
    for path in ("", "/comments", "/timeline", "/labels", "/edits", "/reactions"):
        talk.call(404, "GET", f"/issues/{number}{path}", "alice")


def test_an_agent_speaks_for_its_person_and_is_named(town: Town) -> None:
    talk = Discussion(town)
    headers = {"content-type": "application/json", **town.tokens["alice's agent"]}
    body = json.dumps({"title": "found by a program"}).encode()
    reply = town.hearth.reply("POST", f"{talk.base}/issues", headers, body)
    made = json.loads(reply.body)
    assert (made["user"]["login"], made["agent"]) == ("alice", "builder")


def test_pages_of_issues_lead_to_each_other(talk: Discussion) -> None:
    for _ in range(5):
        talk.open()
    reply = talk.reply("GET", "/issues?per_page=2&page=2", "alice")
    assert [each["number"] for each in json.loads(reply.body)] == [3, 2]
    assert reply.headers["x-total-count"] == "5"
    assert 'page=3>; rel="last"' in reply.headers["link"]
    etag = {"if-none-match": reply.headers["etag"], **talk.town.sessions["alice"]}
    url = f"{talk.base}/issues?per_page=2&page=2"
    assert talk.town.hearth.reply("GET", url, etag).status == 304

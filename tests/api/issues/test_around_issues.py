"""Comments, labels, milestones, assignees and reactions, over the API."""

from __future__ import annotations

import pytest

from tests.support.discussion import Discussion
from tests.support.town import Town


@pytest.fixture
def talk(town: Town) -> Discussion:
    talk = Discussion(town)
    talk.open("first", "mallory")
    return talk


def test_comments_are_made_changed_and_deleted(talk: Discussion) -> None:
    first, second = talk.comment(1, "one", "mallory"), talk.comment(1, "two", "bob")
    assert talk.get("/issues/1")["comments"] == 2
    assert [each["body"] for each in talk.get("/issues/1/comments")] == ["one", "two"]
    path = f"/issues/comments/{first}"
    talk.call(403, "PATCH", path, "bob", body="no")
    assert talk.call(200, "PATCH", path, "mallory", body="ONE")["body"] == "ONE"
    edits = talk.get(f"{path}/edits")
    assert [each["body_before"] for each in edits] == ["one"]
    talk.call(403, "DELETE", path, "bob")
    talk.wait()
    talk.call(204, "DELETE", path, "carol")
    talk.call(404, "GET", path, "alice")
    assert talk.get("/issues/1")["comments"] == 1
    assert talk.events(1) == ["commented", "comment_deleted"]
    assert [each["id"] for each in talk.get("/issues/comments")] == [second]


@pytest.mark.parametrize("body", ["", "  \n", "x" * 65_537, "\0", None, 3])
def test_a_comment_that_says_nothing_or_too_much_is_refused(talk: Discussion, body: object) -> None:
    talk.call(422, "POST", "/issues/1/comments", "bob", body=body)
    assert talk.get("/issues/1")["comments"] == 0


def test_comments_of_a_repository_are_listed_by_time(talk: Discussion) -> None:
    talk.open("second")
    for number in (1, 2, 1):
        talk.comment(number, f"on {number}")
    talk.wait()
    talk.call(200, "PATCH", "/issues/comments/1", "alice", body="later")
    listed = talk.get("/issues/comments?sort=updated&direction=desc")
    assert [each["id"] for each in listed] == [1, 2, 3]
    since = talk.get("/issues/comments/1")["updated_at"]
    assert [each["id"] for each in talk.get(f"/issues/comments?since={since}")] == [1]
    assert [each["id"] for each in talk.get("/issues/1/comments?per_page=1&page=2")] == [3]
    talk.call(422, "GET", "/issues/comments?since=yesterday", "alice")


def test_a_comment_belongs_to_its_repository(town: Town, talk: Discussion) -> None:
    comment = talk.comment(1, "here")
    elsewhere = Discussion(town, "alice/closed")
    elsewhere.call(404, "GET", f"/issues/comments/{comment}", "alice")
    elsewhere.call(404, "PATCH", f"/issues/comments/{comment}", "alice", body="x")
    elsewhere.call(404, "DELETE", f"/issues/comments/{comment}", "alice")


def test_labels_are_made_changed_and_deleted(talk: Discussion) -> None:
    made = talk.call(201, "POST", "/labels", "carol", name="bug", color="#FF0000")
    assert (made["name"], made["color"], made["description"]) == ("bug", "ff0000", None)
    talk.call(422, "POST", "/labels", "carol", name="BUG", color="000000")
    talk.call(403, "POST", "/labels", "bob", name="b")
    changed = talk.call(200, "PATCH", "/labels/Bug", "carol", new_name="fault", description="d")
    assert (changed["id"], changed["name"], changed["color"]) == (made["id"], "fault", "ff0000")
    talk.call(201, "POST", "/labels", "carol", name="ui/x y")
    assert talk.get("/labels/ui%2Fx%20y")["color"] == "ededed"
    talk.call(422, "PATCH", "/labels/fault", "carol", new_name="ui/x y")
    assert [each["name"] for each in talk.get("/labels")] == ["fault", "ui/x y"]
    talk.call(204, "DELETE", "/labels/fault", "carol")
    talk.call(404, "GET", "/labels/fault", "carol")
    for color in ("red", "fffffff", "gggggg"):
        talk.call(422, "POST", "/labels", "carol", name="c", color=color)


def test_labels_are_put_on_issues_and_taken_off(talk: Discussion) -> None:
    def names(shown: list[dict[str, str]]) -> list[str]:
        return [each["name"] for each in shown]

    added = talk.call(200, "POST", "/issues/1/labels", "carol", labels=["b", {"name": "a"}])
    assert names(added) == ["a", "b"]
    listed = talk.reply("POST", "/issues/1/labels", "carol", ["c"])
    assert listed.status == 200
    assert names(talk.get("/issues/1/labels")) == ["a", "b", "c"]
    assert names(talk.call(200, "PUT", "/issues/1/labels", "carol", labels=["c", "d"])) == [
        "c",
        "d",
    ]
    assert names(talk.call(200, "DELETE", "/issues/1/labels/c", "carol")) == ["d"]
    talk.call(404, "DELETE", "/issues/1/labels/c", "carol")
    talk.call(403, "POST", "/issues/1/labels", "mallory", labels=["mine"])
    talk.call(204, "DELETE", "/issues/1/labels", "carol")
    assert talk.get("/issues/1/labels") == []
    assert talk.events(1).count("labeled") == 4
    assert talk.events(1).count("unlabeled") == 4


def test_of_labels_an_issue_has_a_hundred_at_most(talk: Discussion) -> None:
    names = [f"l{number}" for number in range(100)]
    talk.call(200, "POST", "/issues/1/labels", "carol", labels=names)
    talk.call(200, "POST", "/issues/1/labels", "carol", labels=["more"])
    assert len(talk.get("/issues/1")["labels"]) == 100
    talk.call(422, "POST", "/issues/1/labels", "carol", labels=[*names, "more"])


def test_milestones_count_their_issues(talk: Discussion) -> None:
    due = "2026-12-24T00:00:00Z"
    made = talk.call(201, "POST", "/milestones", "carol", title="v1", due_on=due)
    assert (made["number"], made["due_on"], made["state"]) == (1, due, "open")
    talk.call(422, "POST", "/milestones", "carol", title="V1")
    talk.call(201, "POST", "/milestones", "carol", title="v2")
    for number in (talk.open(milestone=1), talk.open(milestone=1, labels=["bug"])):
        last = number
    talk.change(last, state="closed")
    shown = talk.get("/milestones/1")
    assert (shown["open_issues"], shown["closed_issues"]) == (1, 1)
    assert [each["name"] for each in talk.get("/milestones/1/labels")] == ["bug"]
    assert [each["number"] for each in talk.get("/milestones")] == [1, 2]
    order = "/milestones?sort=completeness&direction=desc"
    assert [each["number"] for each in talk.get(order)] == [1, 2]
    closed = talk.call(200, "PATCH", "/milestones/1", "carol", state="closed", due_on=None)
    assert (closed["state"], closed["title"], closed["due_on"]) == ("closed", "v1", None)
    assert [each["number"] for each in talk.get("/milestones?state=closed")] == [1]
    assert talk.find("milestone:v1 is:open") == [2]
    assert [each["number"] for each in talk.get("/issues?milestone=1&state=all")] == [3, 2]
    talk.call(422, "GET", "/issues?milestone=7", "alice")
    talk.call(204, "DELETE", "/milestones/1", "carol")
    assert talk.get("/issues/2")["milestone"] is None
    talk.call(404, "GET", "/milestones/1", "carol")
    assert talk.call(201, "POST", "/milestones", "carol", title="v3")["number"] == 3


def test_issues_are_assigned_to_who_has_to_do_with_the_repository(talk: Discussion) -> None:
    assert [each["login"] for each in talk.get("/assignees")] == [
        *("alice", "bob", "carol", "dave", "mallory"),
    ]
    talk.call(204, "GET", "/assignees/bob", "alice")
    talk.call(404, "GET", "/assignees/erin", "alice")
    shown = talk.call(201, "POST", "/issues/1/assignees", "carol", assignees=["bob", "Dave"])
    assert [each["login"] for each in shown["assignees"]] == ["bob", "dave"]
    shown = talk.call(200, "DELETE", "/issues/1/assignees", "carol", assignees=["bob"])
    assert [each["login"] for each in shown["assignees"]] == ["dave"]
    talk.call(422, "POST", "/issues/1/assignees", "carol", assignees=["erin"])


def test_each_person_reacts_once_in_each_way(talk: Discussion) -> None:
    comment = talk.comment(1, "text")
    for path in ("/issues/1", f"/issues/comments/{comment}"):
        made = talk.call(201, "POST", f"{path}/reactions", "bob", content="heart")
        assert talk.call(200, "POST", f"{path}/reactions", "bob", content="heart") == made
        talk.call(201, "POST", f"{path}/reactions", "carol", content="heart")
        talk.call(201, "POST", f"{path}/reactions", "bob", content="+1")
        talk.call(422, "POST", f"{path}/reactions", "bob", content="meh")
        shown = talk.get(path)["reactions"]
        assert (shown["heart"], shown["+1"], shown["total_count"]) == (2, 1, 3)
        assert len(talk.get(f"{path}/reactions?content=heart")) == 2
        talk.call(403, "DELETE", f"{path}/reactions/{made['id']}", "mallory")
        talk.call(204, "DELETE", f"{path}/reactions/{made['id']}", "bob")
        talk.call(404, "DELETE", f"{path}/reactions/{made['id']}", "bob")
        assert talk.get(path)["reactions"]["heart"] == 1
    assert talk.find("sort:reactions") == [1]


def test_a_deleted_comment_takes_its_reactions_and_edits_along(talk: Discussion) -> None:
    comment = talk.comment(1, "text", "bob")
    talk.call(201, "POST", f"/issues/comments/{comment}/reactions", "bob", content="eyes")
    talk.call(200, "PATCH", f"/issues/comments/{comment}", "bob", body="other")
    talk.call(204, "DELETE", f"/issues/comments/{comment}", "bob")
    database = talk.town.hearth.database.connection
    left = "SELECT id FROM reactions UNION SELECT id FROM edits UNION SELECT id FROM comments"
    assert database.execute(left).fetchall() == []

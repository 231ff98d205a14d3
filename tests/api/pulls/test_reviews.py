"""Reviews, comments on lines, requests for reviews, and marks of what was seen."""

from __future__ import annotations

from typing import Any

import pytest

from api.pulls import reviewers
from forge.pulls import viewed
from forge.pulls.reviews import MAX_COMMENTS
from tests.support.pulling import Pulling


@pytest.fixture
def reviewed(story: Pulling) -> Pulling:
    """With an open pull request of mallory's."""
    story.pull(who="mallory")
    return story


def review(story: Pulling, who: str, status: int = 200, **fields: object) -> Any:
    return story.call(status, "POST", "/pulls/1/reviews", who, **fields)


def test_a_review_judges_a_commit_and_goes_stale_with_it(reviewed: Pulling) -> None:
    made = review(reviewed, "bob", event="APPROVE", body="good")
    head = reviewed.git.oid("topic")
    assert (made["state"], made["commit_id"], made["stale"]) == ("APPROVED", head, False)
    review(reviewed, "carol", event="REQUEST_CHANGES", body="not yet")
    reviewed.git.commit("more", {"d": b"1\n"})
    reviewed.push("topic")
    states = [(each["state"], each["stale"]) for each in reviewed.get("/pulls/1/reviews")]
    assert states == [("APPROVED", True), ("CHANGES_REQUESTED", True)]
    assert reviewed.get(f"/pulls/1/reviews/{made['id']}")["user"]["login"] == "bob"
    assert reviewed.find("reviewed-by:bob") == [1]


@pytest.mark.parametrize(
    ("who", "fields", "status"),
    [
        ("mallory", {"event": "APPROVE"}, 422),
        ("mallory", {"event": "REQUEST_CHANGES", "body": "x"}, 422),
        ("bob", {"event": "REQUEST_CHANGES"}, 422),
        ("bob", {"event": "COMMENT", "body": " "}, 422),
        ("bob", {"event": "DESTROY"}, 422),
        ("bob", {"event": "COMMENT", "body": "x" * 65_537}, 422),
        ("bob", {"event": "COMMENT", "comments": [{"path": "a", "body": "x"}]}, 422),
        ("bob", {"event": "COMMENT", "comments": [{"path": "no", "line": 1, "body": "x"}]}, 422),
        ("bob", {"event": "COMMENT", "comments": [{"path": "a", "line": 9, "body": "x"}]}, 422),
        ("bob", {"event": "COMMENT", "body": "x", "commit_id": "z" * 40}, 422),
    ],
)
def test_a_review_that_makes_no_sense_is_refused(
    reviewed: Pulling, who: str, fields: dict[str, object], status: int
) -> None:
    review(reviewed, who, status, **fields)
    assert reviewed.get("/pulls/1/reviews") == []


def test_a_pending_review_is_its_authors_alone_until_it_is_submitted(reviewed: Pulling) -> None:
    comments = [{"path": "c", "line": 1, "body": "why?"}]
    made = review(reviewed, "bob", comments=comments)
    path = f"/pulls/1/reviews/{made['id']}"
    assert (made["state"], made["submitted_at"]) == ("PENDING", None)
    assert len(reviewed.get("/pulls/1/reviews", "bob")) == 1
    assert len(reviewed.get("/pulls/1/comments", "bob")) == 1
    comment = reviewed.get(f"{path}/comments", "bob")[0]
    for address in ("/pulls/1/reviews", "/pulls/1/comments", "/pulls/comments"):
        assert reviewed.get(address, "alice") == []
    for address in (path, f"{path}/comments", f"/pulls/comments/{comment['id']}"):
        reviewed.call(404, "GET", address, "alice")
    review(reviewed, "bob", 409, comments=comments)
    reviewed.call(404, "POST", f"{path}/events", "alice", event="APPROVE")
    assert reviewed.get("/pulls/1")["review_comments"] == 0
    done = reviewed.call(200, "POST", f"{path}/events", "bob", event="APPROVE", body="fine")
    assert (done["state"], done["body"]) == ("APPROVED", "fine")
    assert len(reviewed.get("/pulls/1/comments", "alice")) == 1
    reviewed.call(409, "POST", f"{path}/events", "bob", event="COMMENT", body="x")
    reviewed.call(409, "DELETE", path, "bob")


def test_a_pending_review_can_be_thrown_away(reviewed: Pulling) -> None:
    made = review(reviewed, "bob", comments=[{"path": "c", "line": 1, "body": "why?"}])
    reviewed.call(200, "DELETE", f"/pulls/1/reviews/{made['id']}", "bob")
    assert reviewed.get("/pulls/1/comments", "bob") == []
    review(reviewed, "bob")


def test_a_review_is_changed_by_its_author_and_dismissed_by_writers(reviewed: Pulling) -> None:
    made = review(reviewed, "bob", event="REQUEST_CHANGES", body="no")
    path = f"/pulls/1/reviews/{made['id']}"
    reviewed.call(403, "PUT", path, "carol", body="yes")
    assert reviewed.call(200, "PUT", path, "bob", body="no!")["body"] == "no!"
    reviewed.call(403, "PUT", f"{path}/dismissals", "bob", message="old")
    shown = reviewed.call(200, "PUT", f"{path}/dismissals", "carol", message="old")
    assert shown["state"] == "DISMISSED"
    reviewed.call(422, "PUT", f"{path}/dismissals", "carol", message="old")
    (event,) = reviewed.get("/issues/1/events")
    assert event["dismissed_review"] == {"review_id": made["id"], "dismissal_message": "old"}


def test_comments_on_lines_form_threads_that_are_settled(reviewed: Pulling) -> None:
    body = {"path": "a", "line": 1, "body": "why 2?"}
    first = reviewed.call(201, "POST", "/pulls/1/comments", "bob", **body)
    assert first["diff_hunk"] == "@@ -1 +1 @@\n-1\n+2"
    assert (first["line"], first["side"], first["in_reply_to_id"]) == (1, "RIGHT", None)
    old = reviewed.call(201, "POST", "/pulls/1/comments", "bob", **body, side="LEFT")
    assert old["diff_hunk"] == "@@ -1 +1 @@\n-1"
    path = f"/pulls/comments/{first['id']}"
    reply = {"body": "because", "in_reply_to": first["id"]}
    second = reviewed.call(201, "POST", "/pulls/1/comments", "mallory", **reply)
    third = reviewed.call(
        201, "POST", f"/pulls/1/comments/{second['id']}/replies", "carol", body="ah"
    )
    assert [each["in_reply_to_id"] for each in (second, third)] == [first["id"]] * 2
    reviewed.call(403, "PUT", f"/pulls/comments/{old['id']}/resolved", "erin")
    reviewed.call(204, "PUT", f"/pulls/comments/{second['id']}/resolved", "mallory")
    resolved = [each["resolved"] for each in reviewed.get("/pulls/1/comments")]
    assert resolved == [True, False, True, True]
    assert reviewed.get(path)["resolved_by"]["login"] == "mallory"
    reviewed.call(204, "DELETE", f"{path}/resolved", "carol")
    assert not reviewed.get(path)["resolved"]
    assert reviewed.get("/pulls/1")["review_comments"] == 4
    reviewed.call(404, "POST", "/pulls/1/comments/99/replies", "carol", body="x")


def test_a_thread_outlives_its_first_comment(reviewed: Pulling) -> None:
    body = {"path": "a", "line": 1, "body": "first"}
    first = reviewed.call(201, "POST", "/pulls/1/comments", "bob", **body)["id"]
    others = [
        reviewed.call(201, "POST", f"/pulls/1/comments/{first}/replies", "bob", body=text)["id"]
        for text in ("second", "third")
    ]
    reviewed.call(204, "PUT", f"/pulls/comments/{first}/resolved", "bob")
    reviewed.call(403, "DELETE", f"/pulls/comments/{first}", "erin")
    reviewed.call(204, "DELETE", f"/pulls/comments/{first}", "bob")
    left = reviewed.get("/pulls/1/comments")
    assert [(each["id"], each["in_reply_to_id"], each["resolved"]) for each in left] == [
        (others[0], None, True),
        (others[1], others[0], True),
    ]


def test_a_comment_on_a_line_is_outdated_when_the_head_moves(reviewed: Pulling) -> None:
    made = reviewed.call(
        201, "POST", "/pulls/1/comments", "bob", path="a", line=1, start_line=1, body="x"
    )
    reviewed.git.commit("more", {"a": b"0\n2\n"})
    reviewed.push("topic")
    shown = reviewed.get(f"/pulls/comments/{made['id']}")
    assert (shown["outdated"], shown["line"], shown["original_line"]) == (True, None, 1)


def test_comments_on_lines_are_changed_and_reacted_to(reviewed: Pulling) -> None:
    made = reviewed.call(201, "POST", "/pulls/1/comments", "bob", path="a", line=1, body="x")
    path = f"/pulls/comments/{made['id']}"
    reviewed.call(403, "PATCH", path, "mallory", body="y")
    assert reviewed.call(200, "PATCH", path, "bob", body="y")["body"] == "y"
    assert [each["body_before"] for each in reviewed.get(f"{path}/edits")] == ["x"]
    reviewed.call(201, "POST", f"{path}/reactions", "mallory", content="heart")
    assert reviewed.get(path)["reactions"]["heart"] == 1
    assert [each["id"] for each in reviewed.get("/pulls/comments?sort=updated")] == [made["id"]]


def test_reviews_are_asked_for(reviewed: Pulling) -> None:
    path = "/pulls/1/requested_reviewers"
    reviewed.call(201, "POST", path, "mallory", reviewers=["bob", "carol"])
    assert [each["login"] for each in reviewed.get(path)["users"]] == ["bob", "carol"]
    assert reviewed.find("review-requested:bob") == [1]
    for names in (["erin"], ["mallory"], ["nobody"]):
        reviewed.call(422, "POST", path, "carol", reviewers=names)
    reviewed.call(403, "POST", path, "bob", reviewers=["carol"])
    reviewed.call(200, "DELETE", path, "carol", reviewers=["carol"])
    review(reviewed, "bob", event="COMMENT", body="done")
    assert reviewed.get(path)["users"] == []
    assert reviewed.events(1) == [
        "review_requested",
        "review_requested",
        "review_request_removed",
    ]


def test_owners_of_what_changes_are_asked_for_reviews(story: Pulling) -> None:
    story.git.git("switch", "--quiet", "main")
    story.git.commit(
        "owners", {"docs/CODEOWNERS": b"* @dave\n/a @bob @nobody\n/c @alice @acme/x\n"}
    )
    story.push("main")
    made = story.pull(who="mallory")
    people = [each["login"] for each in story.get("/pulls/1/requested_reviewers")["users"]]
    assert people == ["alice", "bob"]
    assert [each["login"] for each in made["requested_reviewers"]] == ["alice", "bob"]


def test_nobody_is_asked_to_review_a_draft_or_what_is_their_own(story: Pulling) -> None:
    story.git.git("switch", "--quiet", "main")
    story.git.commit("owners", {"CODEOWNERS": b"* @alice\n"})
    story.push("main")
    assert story.pull(draft=True, who="mallory")["requested_reviewers"] == []
    story.call(200, "PATCH", "/pulls/1", "alice", state="closed")
    assert story.pull()["requested_reviewers"] == []


def test_what_there_is_too_much_of_is_refused_or_left(
    reviewed: Pulling, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = {"path": "c", "line": 1, "body": "x"}
    review(reviewed, "bob", 422, event="COMMENT", comments=[comment] * (MAX_COMMENTS + 1))
    monkeypatch.setattr(reviewers, "MAX_REVIEWERS", 1)
    path = "/pulls/1/requested_reviewers"
    reviewed.call(422, "POST", path, "mallory", reviewers=["bob", "carol"])
    monkeypatch.setattr(viewed, "MAX_VIEWED", 1)
    for name in ("a", "c"):
        reviewed.call(204, "PUT", f"/pulls/1/viewed/{name}", "bob")
    assert reviewed.get("/pulls/1/viewed", "bob") == ["a"]


def test_files_are_marked_as_viewed_until_the_head_moves(reviewed: Pulling) -> None:
    for path in ("a", "c", "x/y"):
        reviewed.call(204, "PUT", f"/pulls/1/viewed/{path}", "bob")
    reviewed.call(204, "DELETE", "/pulls/1/viewed/x/y", "bob")
    assert reviewed.get("/pulls/1/viewed", "bob") == ["a", "c"]
    assert reviewed.get("/pulls/1/viewed", "carol") == []
    reviewed.git.commit("more", {"d": b"1\n"})
    reviewed.push("topic")
    assert reviewed.get("/pulls/1/viewed", "bob") == []

"""What goes with a repository, and with an account."""

from __future__ import annotations

from tests.support.pulling import Pulling
from tests.support.town import PASSWORD


def test_everything_goes_with_its_repository(story: Pulling) -> None:
    story.open("an issue", body="@bob", labels=["bug"], assignees=["bob"])
    story.call(201, "POST", "/milestones", "alice", title="v1")
    story.change(1, milestone=1, body="changed")
    story.comment(1, "words")
    story.pull()
    made = {"path": "c", "line": 1, "body": "why?"}
    comment = story.call(201, "POST", "/pulls/2/comments", "bob", **made)["id"]
    story.call(201, "POST", f"/pulls/2/comments/{comment}/replies", "bob", body="so")
    story.call(201, "POST", f"/pulls/comments/{comment}/reactions", "bob", content="eyes")
    story.call(201, "POST", "/pulls/2/requested_reviewers", "alice", reviewers=["carol"])
    story.call(204, "PUT", "/pulls/2/viewed/c", "bob")
    story.call(200, "PUT", "/subscription", "bob", subscribed=True)
    database = story.town.hearth.database.connection
    database.execute("DELETE FROM repositories WHERE name = 'open'")
    tables = [
        *("issues", "labels", "issue_labels", "milestones", "issue_assignees", "comments"),
        *("edits", "reactions", "issue_events", "mentions", "repository_subscriptions"),
        *("issue_subscriptions", "notifications", "pulls", "review_requests", "reviews"),
        *("review_comments", "viewed_files"),
    ]
    queries = {table: f"SELECT 1 FROM {table}" for table in tables}  # noqa: S608 - named above
    left = [table for table, query in queries.items() if database.execute(query).fetchone()]
    assert left == []
    # It raises when the words are not those of the issues.
    database.execute("INSERT INTO issue_words (issue_words) VALUES ('integrity-check')")
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_who_deletes_an_account_is_asked_for_nothing_more(story: Pulling) -> None:
    story.pull(body="@bob")
    story.call(201, "POST", "/pulls/1/requested_reviewers", "alice", reviewers=["bob"])
    story.call(201, "POST", "/issues/1/assignees", "alice", assignees=["bob"])
    story.call(200, "PUT", "/subscription", "bob", subscribed=True)
    comment = story.comment(1, "what bob said", "bob")
    story.call(204, "DELETE", "/api/v3/user", "bob", password=PASSWORD)
    assert story.get("/pulls/1")["requested_reviewers"] == []
    assert story.get("/issues/1")["assignees"] == []
    assert story.get("/subscribers") == []
    assert story.get(f"/issues/comments/{comment}")["body"] == "what bob said"
    database = story.town.hearth.database.connection
    told = "SELECT COUNT(*) FROM notifications JOIN users ON users.id = user_id WHERE name = 'bob'"
    assert database.execute(told).fetchone()[0] == 0

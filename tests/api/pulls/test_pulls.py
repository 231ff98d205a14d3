"""The life of pull requests, over the API."""

from __future__ import annotations

import pytest

from forge.repositories import Visibility
from tests.support.pulling import Pulling
from tests.support.raw_push import ZERO

PULL = "refs/pull/1/head"


def test_a_pull_request_is_opened_read_and_listed(story: Pulling) -> None:
    made = story.pull(body="see", title="Add c")
    head, base = story.git.oid("topic"), story.git.oid("main")
    assert (made["number"], made["state"], made["merged"]) == (1, "open", False)
    assert (made["head"]["label"], made["head"]["sha"]) == ("alice:topic", head)
    assert (made["base"]["ref"], made["base"]["sha"]) == ("main", base)
    assert (made["commits"], made["changed_files"]) == (2, 2)
    assert (made["additions"], made["deletions"]) == (2, 1)
    assert story.get("/pulls/1", "bob") == made
    assert [each["number"] for each in story.get("/pulls")] == [1]
    assert story.refs(prefix="refs/pull/") == {PULL: head}
    issue = story.get("/issues/1")
    assert issue["pull_request"]["merged_at"] is None
    assert issue["html_url"].endswith("/alice/open/pull/1")
    assert story.open("an issue") == 2


def test_its_commits_and_files_are_those_that_git_tells(story: Pulling) -> None:
    story.pull()
    commits = [each["sha"] for each in story.get("/pulls/1/commits")]
    assert commits == story.git.read("rev-list", "--reverse", "main..topic").split()
    files = {each["filename"]: each["status"] for each in story.get("/pulls/1/files")}
    assert files == {"a": "modified", "c": "added"}
    assert story.get("/pulls/1/files?per_page=1&page=2")[0]["filename"] == "c"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"head": "absent"}, "head"),
        ({"base": "absent"}, "base"),
        ({"head": "main"}, "head"),
        ({"head": "nobody:topic"}, "head"),
        ({"head": "erin:topic"}, "head"),
        ({"head": "alice/closed:main"}, "head"),
        ({"head": "main", "base": "topic"}, "head"),
        ({"title": ""}, "title"),
    ],
)
def test_what_cannot_be_pulled_is_refused(
    story: Pulling, fields: dict[str, object], field: str
) -> None:
    body = {"title": "t", "base": "main", "head": "topic", **fields}
    told = story.call(422, "POST", "/pulls", "mallory", **body)
    assert told["errors"][0]["field"] == field
    assert story.get("/pulls") == []


def test_two_open_pull_requests_of_the_same_branches_there_are_not(story: Pulling) -> None:
    story.pull()
    body = {"title": "again", "base": "main", "head": "topic"}
    story.call(422, "POST", "/pulls", "alice", **body)
    story.call(200, "PATCH", "/pulls/1", "alice", state="closed")
    assert story.pull()["number"] == 2
    story.call(422, "PATCH", "/pulls/1", "alice", state="open")
    story.change(1, status=409, state="open")
    story.call(200, "PATCH", "/pulls/2", "alice", state="closed")
    assert story.call(200, "PATCH", "/pulls/1", "alice", state="open")["state"] == "open"
    assert story.events(1) == ["closed", "reopened"]


def test_title_base_and_draft_change(story: Pulling) -> None:
    story.git.git("branch", "--quiet", "other", "main")
    story.push("other")
    story.pull(draft=True)
    assert story.find("is:draft") == [1]
    shown = story.call(200, "PATCH", "/pulls/1", "alice", title="new", base="other", draft=False)
    assert (shown["title"], shown["base"]["ref"], shown["draft"]) == ("new", "other", False)
    assert story.events(1) == ["renamed", "base_ref_changed", "ready_for_review"]
    story.call(403, "PATCH", "/pulls/1", "bob", title="mine")
    story.call(422, "PATCH", "/pulls/1", "alice", base="absent")


def test_pull_requests_are_found_by_what_they_are(story: Pulling) -> None:
    story.open("an issue")
    story.pull()
    assert story.find("is:pr") == [2]
    assert story.find("is:issue") == [1]
    assert story.find("head:topic base:main is:unmerged") == [2]
    assert story.find("is:merged") == []
    for query in ("state=open&head=alice:topic", "base=main&sort=updated", "state=all"):
        assert [each["number"] for each in story.get(f"/pulls?{query}")] == [2]
    assert story.get("/pulls?state=closed") == []
    story.call(404, "GET", "/pulls/1", "alice")


def test_the_head_follows_its_branch(story: Pulling) -> None:
    story.pull()
    head = story.git.commit("fourth", {"d": b"4\n"})
    story.push("topic")
    shown = story.get("/pulls/1")
    assert (shown["head"]["sha"], shown["commits"]) == (head, 3)
    assert story.refs(prefix="refs/pull/") == {PULL: head}
    assert story.events(1) == []


def test_a_forced_push_is_told_of(story: Pulling) -> None:
    story.pull()
    before = story.git.oid("topic")
    story.git.git("reset", "--quiet", "--hard", "HEAD~1")
    after = story.git.commit("instead", {"d": b"4\n"})
    story.push("topic")
    (event,) = story.get("/issues/1/events")
    assert (event["event"], event["before"], event["after"]) == (
        "head_ref_force_pushed",
        before,
        after,
    )
    assert story.refs(prefix="refs/pull/") == {PULL: after}


def test_what_a_pull_request_changes_outlives_its_branch(story: Pulling) -> None:
    story.pull()
    head = story.git.oid("topic")
    story.git.git("switch", "--quiet", "main")
    story.git.git("branch", "--quiet", "-D", "topic")
    story.push("topic")
    assert story.events(1) == ["head_ref_deleted"]
    assert story.get("/pulls/1")["changed_files"] == 2
    story.git.git("branch", "--quiet", "topic", head)
    story.push("topic")
    assert story.events(1) == ["head_ref_deleted", "head_ref_restored"]


def test_a_pull_request_is_merged_when_its_base_leads_to_it(story: Pulling) -> None:
    number = story.open("a fault")
    story.pull(body=f"Fixes #{number}")
    base = story.git.oid("main")
    story.git.git("switch", "--quiet", "main")
    story.git.merge("topic")
    merge = story.git.oid("main")
    story.push("main", who="carol")
    shown = story.get("/pulls/2")
    assert (shown["state"], shown["merged"], shown["merge_commit_sha"]) == ("closed", True, merge)
    assert shown["merged_by"]["login"] == "carol"
    assert shown["base"]["sha"] == base
    assert (shown["commits"], shown["changed_files"]) == (2, 2)
    assert story.events(2) == ["merged", "closed"]
    assert story.find("is:merged") == [2]
    story.call(204, "GET", "/pulls/2/merge", "bob")
    for path in ("/pulls/2", "/issues/2"):
        story.call(422, "PATCH", path, "alice", state="open")
    fault = story.get(f"/issues/{number}")
    assert (fault["state"], fault["closed_by"]["login"]) == ("closed", "carol")


def test_commits_of_the_default_branch_close_what_they_say(story: Pulling) -> None:
    for _ in range(3):
        story.open()
    topic = story.git.commit("Closes #1, see #3", {"x": b"1"})
    story.push("topic")
    assert story.get("/issues/1")["state"] == "open"
    assert story.events(1) == ["referenced"]
    story.git.git("switch", "--quiet", "main")
    story.git.git("merge", "--quiet", "--ff-only", "topic")
    fix = story.git.commit("Fix it\n\nFixes: alice/open#2 and closes alice/closed#1", {"y": b"1"})
    story.push("main")
    assert [story.get(f"/issues/{n}")["state"] for n in (1, 2, 3)] == ["closed", "closed", "open"]
    assert story.events(1) == ["referenced", "closed"]
    referenced, closed = story.get("/issues/2/events")
    assert (referenced["event"], referenced["commit_id"]) == ("referenced", fix)
    assert (closed["event"], closed["commit_id"], closed["actor"]["login"]) == (
        "closed",
        fix,
        "alice",
    )
    assert story.get("/issues/3/events")[0]["commit_id"] == topic


def test_a_branch_that_is_pushed_by_nobody_known_changes_nothing(story: Pulling) -> None:
    story.pull()
    story.git.commit("fourth", {"d": b"4\n"})
    head = story.get("/pulls/1")["head"]["sha"]
    story.push("topic", who="somebody")
    assert story.get("/pulls/1")["head"]["sha"] == head != ZERO


def test_a_pull_request_of_a_fork_is_fetched_and_followed(story: Pulling) -> None:
    story.call(202, "POST", "/forks", "bob")
    head = story.git.commit("bob's", {"d": b"4\n"})
    story.push("topic", store="bob/open", who="bob")
    story.push("main", store="bob/open", who="bob")
    made = story.pull("bob:topic", "bob")
    assert (made["head"]["label"], made["head"]["repo"]["full_name"]) == ("bob:topic", "bob/open")
    assert made["commits"] == 3
    assert story.refs(prefix="refs/pull/") == {PULL: head}
    assert story.refs()["refs/heads/topic"] != head
    later = story.git.commit("more", {"d": b"5\n"})
    story.push("topic", store="bob/open", who="bob")
    assert story.refs(prefix="refs/pull/") == {PULL: later}
    assert story.get("/pulls/1", "mallory")["commits"] == 4
    story.call(204, "DELETE", "/api/v3/repos/bob/open", "bob")
    assert story.get("/pulls/1")["commits"] == 4


@pytest.mark.parametrize("store", ["alice/open", "bob/open"])
def test_what_was_closed_catches_up_when_it_is_opened_again(story: Pulling, store: str) -> None:
    who = store.partition("/")[0]
    if who == "bob":
        story.call(202, "POST", "/forks", "bob")
    story.pull(f"{who}:topic", who)
    story.call(200, "PATCH", "/pulls/1", who, state="closed")
    head = story.git.commit("meanwhile", {"d": b"4\n"})
    story.push("topic", store=store, who=who)
    assert story.get("/pulls/1")["head"]["sha"] != head
    shown = story.call(200, "PATCH", "/pulls/1", who, state="open")
    assert (shown["head"]["sha"], shown["commits"]) == (head, 3)
    assert story.refs(prefix="refs/pull/") == {PULL: head}


def test_a_commit_of_another_repository_is_told_of_where_it_may_be_seen(story: Pulling) -> None:
    story.open()
    urls: list[str] = []
    for name, visibility in [("public", Visibility.PUBLIC), ("private", Visibility.PRIVATE)]:
        story.town.hearth.add_repository("bob", name, visibility)
        story.push("topic", store=f"bob/{name}", who="bob")
        oid = story.git.commit(f"{name}: see alice/open#1", {"x": name.encode()})
        story.push("topic", store=f"bob/{name}", who="bob")
        urls.append(f"https://hearth.example/api/v3/repos/bob/{name}/commits/{oid}")
    (event,) = story.get("/issues/1/events")
    assert (event["event"], event["commit_url"]) == ("referenced", urls[0])

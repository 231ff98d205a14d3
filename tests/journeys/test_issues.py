"""Issues and pull requests, used by the clients that people have, against real workerd."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from github import Auth, Github
from github.PullRequest import ReviewComment

from tests.support.desk import Desk, Remote
from tests.support.server import Server

pytestmark = pytest.mark.workerd

AT_ONCE = 20
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    body = json.dumps({"name": "issues", "scopes": ["repo:write", "admin"]}).encode()
    path = f"/api/v1/users/{server.account}/tokens"
    answer = Remote(server, "").ask("POST", path, body, JSON)
    assert answer.status == 201, answer
    return json.loads(answer.body)["sha1"]


@pytest.fixture(scope="module")
def github(server: Server, token: str) -> Github:
    return Github(base_url=f"{server.url}/api/v3", auth=Auth.Token(token), retry=None)


def test_issues_made_at_once_are_all_kept_and_numbered_without_gaps(
    github: Github, remote: Remote
) -> None:
    github.get_user().create_repo(remote.name.partition("/")[2])
    path = f"/api/v3/repos/{remote.name}/issues"

    def create(number: int) -> int:
        body = json.dumps({"title": f"issue {number}", "labels": ["new", f"l{number}"]}).encode()
        answer = remote.ask("POST", path, body, JSON)
        assert answer.status == 201, answer
        made = json.loads(answer.body)
        assert made["title"] == f"issue {number}"
        assert {each["name"] for each in made["labels"]} == {"new", f"l{number}"}
        return made["number"]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = list(pool.map(create, range(AT_ONCE)))
    assert sorted(numbers) == list(range(1, AT_ONCE + 1))
    listed = json.loads(remote.ask("GET", f"{path}?per_page=100", b"").body)
    assert {each["title"] for each in listed} == {f"issue {number}" for number in range(AT_ONCE)}


def test_a_story_of_an_issue_told_by_pygithub(github: Github, server: Server) -> None:
    repository = github.get_user().create_repo("issue-story")
    bug = repository.create_label("bug", "ff0000", "it is broken")
    milestone = repository.create_milestone("v1")
    first = repository.create_issue("It breaks", "Each time.", milestone=milestone, labels=[bug])
    second = repository.create_issue("Another", f"See #{first.number}.")
    comment = first.create_comment("Since when?")
    comment.edit("Since when, exactly?")
    comment.create_reaction("eyes")
    first.add_to_labels("urgent")
    first.add_to_assignees(server.account)
    first.lock("resolved")
    first.unlock()
    first.edit(title="It breaks on start", state="closed", state_reason="not_planned")

    read = repository.get_issue(first.number)
    assert read.title == "It breaks on start"
    assert (read.state, read.state_reason) == ("closed", "not_planned")
    assert {label.name for label in read.labels} == {"bug", "urgent"}
    assert read.milestone is not None
    assert read.milestone.title == "v1"
    assert [user.login for user in read.assignees] == [server.account]
    assert [each.body for each in read.get_comments()] == ["Since when, exactly?"]
    assert [each.content for each in comment.get_reactions()] == ["eyes"]
    told = [each.event for each in read.get_timeline()]
    assert {"cross-referenced", "commented", "labeled", "assigned", "locked", "closed"} <= set(told)
    assert [each.number for each in repository.get_issues(state="open")] == [second.number]
    found = github.search_issues(f"repo:{repository.full_name} start is:closed")
    assert [each.number for each in found] == [first.number]
    assert repository.get_milestone(1).closed_issues == 1


def test_a_pull_request_follows_what_git_pushes(github: Github, server: Server, desk: Desk) -> None:
    repository = github.get_user().create_repo("pull-story")
    remote = Remote(server, repository.full_name)
    work = desk.repository(remote)
    work.commit("first", {"a": b"1\n"})
    work.git("push", "--quiet", "origin", "main")
    work.git("switch", "--quiet", "--create", "topic")
    head = work.commit("second", {"b": b"1\n"})
    said = work.git("push", "origin", "topic").said
    assert f"remote:   {server.url}/{repository.full_name}/compare/main...topic" in said
    issue = repository.create_issue("b is missing")

    pull = repository.create_pull("main", "topic", title="Add b", body=f"Fixes #{issue.number}")
    assert (pull.head.sha, pull.commits, pull.changed_files) == (head, 1, 1)
    assert [each.filename for each in pull.get_files()] == ["b"]
    refspec = f"refs/pull/{pull.number}/head"
    assert "refs/pull" not in work.read("ls-remote", "origin")
    work.git("fetch", "--quiet", "origin", refspec)
    assert work.oid("FETCH_HEAD") == head
    assert "deny updating a hidden ref" in work.refused("push", "origin", f"HEAD:{refspec}")

    comment: ReviewComment = {"path": "b", "line": 1, "side": "RIGHT", "body": "Why 1?"}
    pull.create_review(body="Hm.", event="COMMENT", comments=[comment])
    assert [(each.state, each.body) for each in pull.get_reviews()] == [("COMMENTED", "Hm.")]
    (asked,) = pull.get_review_comments()
    assert asked.diff_hunk == "@@ -0,0 +1 @@\n+1"
    answer = pull.create_review_comment_reply(asked.id, "Because.")
    assert answer.in_reply_to_id == asked.id

    work.git("commit", "--quiet", "--amend", "--message", "instead")
    work.git("push", "--quiet", "--force", "origin", "topic")
    moved = repository.get_pull(pull.number)
    assert moved.head.sha == work.oid("topic")
    events = [each.event for each in repository.get_issue(pull.number).get_events()]
    assert events == ["head_ref_force_pushed"]
    work.git("fetch", "--quiet", "origin", refspec)
    assert work.oid("FETCH_HEAD") == work.oid("topic")

    work.git("switch", "--quiet", "main")
    work.merge("topic")
    work.git("push", "--quiet", "origin", "main", ":topic")
    merged = repository.get_pull(pull.number)
    assert merged.merged
    assert merged.merge_commit_sha == work.oid("main")
    assert repository.get_issue(issue.number).state == "closed"
    assert desk.clone(remote.url).oid("HEAD") == work.oid("main")


def test_a_pull_request_of_a_fork_brings_its_commits_along(
    github: Github, server: Server, desk: Desk
) -> None:
    parent = github.get_user().create_repo("fork-story")
    parent.create_file("a", "first", "1\n")
    made = Remote(server, "").ask(
        "POST",
        f"/api/v3/repos/{parent.full_name}/forks",
        json.dumps({"name": "fork-story-too"}).encode(),
        JSON,
    )
    assert made.status == 202, made
    fork = json.loads(made.body)["full_name"]
    work = desk.clone(server.url_of(f"{fork}.git"))
    work.git("switch", "--quiet", "--create", "topic")
    work.commit("second", {"b": b"1\n"})
    work.git("push", "--quiet", "origin", "topic")
    pull = parent.create_pull("main", f"{fork}:topic", title="From a fork")
    assert (pull.commits, pull.head.repo.full_name) == (1, fork)
    work.commit("third", {"b": b"2\n"})
    work.git("push", "--quiet", "origin", "topic")
    assert parent.get_pull(pull.number).commits == 2
    work.git("fetch", "--quiet", server.url_of(f"{parent.full_name}.git"), "refs/pull/1/head")
    assert work.oid("FETCH_HEAD") == work.oid("topic")

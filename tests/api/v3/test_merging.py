"""Merges over the API: what GitHub's clients expect, and what there is beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.v3.api_client import ApiClient
from tests.support.git_client import GitRepository

LINES = b"".join(b"line %d\n" % number for number in range(20))
PERSON = {"name": "Ann", "email": "ann@example.com", "date": "2024-05-01T12:00:00+02:00"}


@pytest.fixture
def parted(work: GitRepository) -> GitRepository:
    work.commit("base", {"a": LINES, "b": b"1\n"})
    work.git("checkout", "--quiet", "-b", "feature")
    work.commit("a feature", {"new": b"new\n"})
    work.git("checkout", "--quiet", "-b", "rival", "main")
    work.commit("a rival", {"a": LINES.replace(b"line 3\n", b"rival\n")})
    work.git("checkout", "--quiet", "main")
    work.commit("main moves on", {"a": LINES.replace(b"line 3\n", b"three\n")})
    return work


@pytest.fixture
def client(parted: GitRepository) -> Iterator[ApiClient]:
    client = ApiClient("alice", "new")
    client.push(parted)
    yield client
    client.close()


def head(client: ApiClient, branch: str = "main") -> str:
    return client.get(f"/git/ref/heads/{branch}")["object"]["sha"]


def merge(client: ApiClient, status: int, name: str, **fields: object) -> Any:
    return client.call(status, "POST", "/merges", {"base": "main", "head": name, **fields})


def test_a_branch_is_merged(client: ApiClient) -> None:
    before, feature = head(client), head(client, "feature")
    made = merge(client, 201, "feature")
    assert made["sha"] == head(client)
    assert [parent["sha"] for parent in made["parents"]] == [before, feature]
    assert made["commit"]["message"] == "Merge branch 'feature'"
    assert made["commit"]["author"]["name"] == "alice"


def test_words_and_people_may_be_given(client: ApiClient) -> None:
    made = merge(client, 201, "feature", commit_message="Together", author=PERSON)
    assert made["commit"]["message"] == "Together"
    assert made["commit"]["author"]["email"] == "ann@example.com"
    assert made["commit"]["committer"]["name"] == "alice"


@pytest.mark.parametrize(("method", "parents"), [("squash", 1), ("rebase", 1), ("merge", 2)])
def test_there_are_several_ways_to_merge(method: str, parents: int, client: ApiClient) -> None:
    made = merge(client, 201, "feature", method=method)
    assert len(made["parents"]) == parents
    assert client.get("/contents/new")["size"] == 4


def test_a_branch_moves_forward_only_where_it_can(client: ApiClient) -> None:
    merge(client, 409, "feature", method="fast-forward")
    client.call(201, "POST", "/branches", {"name": "behind", "start": "main~1"})
    body = {"base": "behind", "head": "main", "method": "fast-forward"}
    assert client.call(201, "POST", "/merges", body)["sha"] == head(client)


def test_what_is_merged_already_is_no_content(client: ApiClient) -> None:
    assert merge(client, 204, "main~1") is None


def test_a_conflict_is_told_by_its_paths(client: ApiClient) -> None:
    before = head(client)
    told = merge(client, 409, "rival")
    assert told["message"] == "Merge conflict"
    (conflict,) = told["conflicts"]
    assert (conflict["path"], conflict["kinds"]) == ("a", ["CONFLICT (contents)"])
    assert conflict["hunks"] == [{"ours": [3, 4], "theirs": [3, 4]}]
    assert "<<<<<<< HEAD\nthree\n=======\nrival\n>>>>>>> rival\n" in conflict["content"]
    assert head(client) == before


@pytest.mark.parametrize("field", ["expected_base", "expected_head"])
def test_what_is_elsewhere_by_now_is_left_alone(field: str, client: ApiClient) -> None:
    told = merge(client, 409, "feature", **{field: head(client, "rival")})
    assert told["message"] == "The branch is elsewhere by now."


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"base": "nothing"}, 404),
        ({"head": "nothing"}, 404),
        ({"method": "octopus"}, 422),
        ({"head": ""}, 422),
        ({"expected_base": "abc"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(
    fields: dict[str, str], status: int, client: ApiClient
) -> None:
    client.call(status, "POST", "/merges", {"base": "main", "head": "feature", **fields})


def test_a_preview_writes_nothing(client: ApiClient) -> None:
    shown = client.get("/merge-preview/main...feature")
    assert shown["mergeable"]
    assert not shown["fast_forward"]
    assert shown["merge_base"] == client.get("/rev-parse/main~1")["sha"]
    assert client.get("/merge-preview/main~1...feature")["fast_forward"]
    assert client.get("/merge-preview/main...main~1")["status"] == "up to date"
    client.call(404, "GET", f"/git/trees/{shown['tree']}")
    told = client.get("/merge-preview/main...rival")
    assert not told["mergeable"]
    assert [each["path"] for each in told["conflicts"]] == ["a"]
    assert told["conflicts"][0]["base"]["mode"] == "100644"
    client.call(422, "GET", "/merge-preview/main")


def test_commits_are_picked(client: ApiClient) -> None:
    body = {"branch": "main", "commits": ["feature"], "with_origin": True}
    made = client.call(201, "POST", "/cherry-picks", body)
    origin = head(client, "feature")
    assert made["commit"]["message"] == f"a feature\n\n(cherry picked from commit {origin})"
    assert made["commit"]["author"]["name"] == "A"
    assert made["sha"] == head(client)
    assert client.call(204, "POST", "/cherry-picks", body) is None
    told = client.call(409, "POST", "/cherry-picks", {**body, "commits": ["rival"]})
    assert told["stopped_at"] == head(client, "rival")


def test_a_commit_is_reverted(client: ApiClient) -> None:
    moved = head(client)
    made = client.call(201, "POST", "/reverts", {"branch": "main", "commit": "main"})
    words = f'Revert "main moves on"\n\nThis reverts commit {moved}.'
    assert made["commit"]["message"] == words
    merged = merge(client, 201, "feature")
    body = {"branch": "main", "commit": merged["sha"]}
    told = client.call(422, "POST", "/reverts", body)
    assert told["errors"][0]["field"] == "mainline"
    body |= {"mainline": 1, "message": "Not yet"}
    assert client.call(201, "POST", "/reverts", body)["commit"]["message"] == "Not yet"
    client.call(404, "GET", "/contents/new")


def test_a_branch_is_rebased(client: ApiClient) -> None:
    body = {"branch": "feature", "onto": "main", "expected_head": head(client, "feature")}
    made = client.call(201, "POST", "/rebases", body)
    assert made["sha"] == head(client, "feature")
    assert made["parents"][0]["sha"] == head(client)
    assert client.call(409, "POST", "/rebases", body)["message"].startswith("The branch")
    assert client.call(204, "POST", "/rebases", {"branch": "feature", "onto": "main"}) is None
    told = client.call(409, "POST", "/rebases", {"branch": "rival", "onto": "main"})
    assert told["stopped_at"] == head(client, "rival")


def test_rules_of_a_branch_hold_for_merges(client: ApiClient) -> None:
    rules = {"required_linear_history": True, "enforce_admins": True}
    client.call(200, "PUT", "/branches/main/protection", rules)
    before = head(client)
    assert "linear" in merge(client, 422, "feature")["message"]
    assert head(client) == before
    merge(client, 201, "feature", method="squash")

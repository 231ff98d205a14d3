"""What the API writes, the repository has."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.v3.api_client import ApiClient
from tests.support.git_client import GitRepository
from tests.support.hearth import basic


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture
def filled(work: GitRepository) -> Iterator[ApiClient]:
    """alice/new with one commit on main."""
    work.commit("first", {"README.md": b"# Hi\n", "src/a.py": b"a = 1\n", "old": b"x\n"})
    client = ApiClient("alice", "new")
    client.push(work)
    yield client
    client.close()


def head(client: ApiClient, branch: str = "main") -> str:
    return client.get(f"/git/ref/heads/{branch}")["object"]["sha"]


def put(client: ApiClient, status: int, path: str, **fields: object) -> Any:
    return client.call(status, "PUT", f"/contents/{path}", {"message": "m", **fields})


def test_a_file_is_made_changed_and_deleted_by_its_sha(filled: ApiClient) -> None:
    made = put(filled, 201, "docs/n%20e%20w.txt", content=b64(b"one\n"))
    assert made["content"]["path"] == "docs/n e w.txt"
    assert made["commit"]["sha"] == head(filled)
    sha = made["content"]["sha"]
    changed = put(filled, 200, "docs/n%20e%20w.txt", content=b64(b"two\n"), sha=sha)
    assert base64.b64decode(filled.get("/contents/docs/n%20e%20w.txt")["content"]) == b"two\n"
    body = {"message": "gone", "sha": changed["content"]["sha"]}
    gone = filled.call(200, "DELETE", "/contents/docs/n%20e%20w.txt", body)
    assert gone["content"] is None
    filled.call(404, "GET", "/contents/docs")
    assert [each["commit"]["message"] for each in filled.get("/commits")][:3] == ["gone", "m", "m"]


def test_without_the_right_sha_nothing_is_overwritten(filled: ApiClient) -> None:
    before = head(filled)
    assert put(filled, 422, "old", content=b64(b"!"))["errors"][0]["field"] == "sha"
    put(filled, 409, "old", content=b64(b"!"), sha="0" * 40)
    filled.call(409, "DELETE", "/contents/old", {"message": "m", "sha": "1" * 40})
    filled.call(422, "DELETE", "/contents/old", {"message": "m"})
    assert head(filled) == before


def test_the_first_file_makes_the_repository(client: ApiClient) -> None:
    client.call(409, "GET", "/commits")
    put(client, 201, "README", content=b64(b"hello"))
    assert client.get("/branches")[0]["name"] == "main"
    assert base64.b64decode(client.get("/readme")["content"]) == b"hello"


def test_people_and_times_are_those_of_the_body_or_the_caller(filled: ApiClient) -> None:
    people = {
        "author": {
            "name": "Zo\u00eb",
            "email": "z@example.com",
            "date": "2020-02-03T04:05:06+02:00",
        },
        "committer": {"name": "Bot", "email": "bot@example.com"},
    }
    made = put(filled, 201, "x", content=b64(b"x"), **people)["commit"]
    assert made["author"] == {
        "name": "Zo\u00eb",
        "email": "z@example.com",
        "date": "2020-02-03T02:05:06Z",
    }
    assert made["committer"]["name"] == "Bot"
    plain = put(filled, 201, "y", content=b64(b"y"))["commit"]
    assert plain["author"]["email"] == "alice@users.noreply.hearth.example"
    bad = {"author": {"name": "A <b>\n", "email": "x"}}
    assert put(filled, 422, "z", content=b64(b"z"), **bad)["errors"][0]["field"] == "author.name"


def test_one_commit_of_many_files(filled: ApiClient) -> None:
    files = [
        {"path": "src/b.py", "content": "b = 2\n"},
        {"path": "src/a.py", "content": None},
        {"path": "bin/run", "content": b64(b"#!/bin/sh\n"), "encoding": "base64", "mode": "100755"},
        {"path": "link", "content": "src/b.py", "mode": "120000"},
    ]
    before = head(filled)
    body = {"message": "many", "branch": "main", "files": files, "expected_head": before}
    made = filled.call(201, "POST", "/commit-files", body)
    assert [parent["sha"] for parent in made["parents"]] == [before]
    tree = filled.get("/git/trees/main?recursive=1")["tree"]
    listed = {each["path"]: each["mode"] for each in tree if each["type"] == "blob"}
    assert listed == {
        "README.md": "100644",
        "old": "100644",
        "src/b.py": "100644",
        "bin/run": "100755",
        "link": "120000",
    }
    filled.call(409, "POST", "/commit-files", body)
    new = {"message": "m", "branch": "new", "start": "main", "files": files[:1]}
    filled.call(201, "POST", "/commit-files", new)
    assert filled.get("/compare/main...new")["ahead_by"] == 1


def test_a_commit_is_put_together_of_blob_tree_and_ref(filled: ApiClient) -> None:
    blob = filled.call(201, "POST", "/git/blobs", {"content": "by hand\n"})
    before = head(filled)
    entries = [
        {"path": "hand", "mode": "100644", "type": "blob", "sha": blob["sha"]},
        {"path": "text", "mode": "100644", "type": "blob", "content": "inline\n"},
        {"path": "old", "sha": None},
    ]
    tree = filled.call(201, "POST", "/git/trees", {"base_tree": before, "tree": entries})
    assert [each["path"] for each in tree["tree"]] == ["README.md", "hand", "src", "text"]
    body = {"message": "by hand", "tree": tree["sha"], "parents": [before]}
    commit = filled.call(201, "POST", "/git/commits", body)
    assert filled.get(f"/git/commits/{commit['sha']}")["message"] == "by hand"
    moved = filled.call(200, "PATCH", "/git/refs/heads/main", {"sha": commit["sha"]})
    assert moved["object"]["sha"] == commit["sha"] == head(filled)
    assert base64.b64decode(filled.get("/contents/hand")["content"]) == b"by hand\n"
    filled.call(422, "PATCH", "/git/refs/heads/main", {"sha": before})
    filled.call(200, "PATCH", "/git/refs/heads/main", {"sha": before, "force": True})


def test_tags_light_and_annotated(filled: ApiClient) -> None:
    oid = head(filled)
    filled.call(201, "POST", "/git/refs", {"ref": "refs/tags/light", "sha": oid})
    body = {"tag": "v1", "message": "first", "object": oid, "type": "commit"}
    tag = filled.call(201, "POST", "/git/tags", body)
    filled.call(201, "POST", "/git/refs", {"ref": "refs/tags/v1", "sha": tag["sha"]})
    shown = {each["name"]: each for each in filled.get("/tags")}
    assert shown["v1"]["commit"]["sha"] == shown["light"]["commit"]["sha"] == oid
    assert [shown["light"]["annotated"], shown["v1"]["annotated"]] == [False, True]
    assert filled.get(f"/git/tags/{tag['sha']}")["object"]["sha"] == oid
    filled.call(422, "POST", "/git/refs", {"ref": "refs/tags/v1", "sha": oid})
    filled.call(204, "DELETE", "/git/refs/tags/v1")
    filled.call(404, "GET", "/git/ref/tags/v1")


def test_branches_are_made_renamed_deleted_and_brought_back(filled: ApiClient) -> None:
    filled.call(201, "POST", "/branches", {"name": "feature/x", "start": "main"})
    filled.call(422, "POST", "/branches", {"name": "feature/x"})
    filled.call(404, "POST", "/branches", {"name": "y", "start": "nothing"})
    renamed = filled.call(201, "POST", "/branches/feature/x/rename", {"new_name": "y/z"})
    assert renamed["name"] == "y/z"
    filled.call(404, "GET", "/branches/feature/x")
    filled.call(422, "DELETE", "/branches/main")
    filled.call(204, "DELETE", "/branches/y/z")
    entry = filled.get("/reflog")[0]
    assert (entry["actor"], entry["updates"][0]["after"]) == ("alice", None)
    restored = filled.call(200, "POST", f"/reflog/{entry['id']}/restore", {"ref": "refs/heads/y/z"})
    assert restored["now"]["object"]["sha"] == head(filled)
    assert filled.get("/branches/y/z")["commit"]["sha"] == head(filled)


def test_the_default_branch_is_renamed_and_chosen(filled: ApiClient) -> None:
    filled.call(201, "POST", "/branches/main/rename", {"new_name": "trunk"})
    assert filled.get("")["default_branch"] == "trunk"
    filled.call(201, "POST", "/branches", {"name": "other"})
    assert filled.call(200, "PATCH", "", {"default_branch": "other"})["default_branch"] == "other"
    filled.call(204, "DELETE", "/branches/trunk")
    assert filled.call(422, "PATCH", "", {"default_branch": "none"})["errors"][0]["field"] == (
        "default_branch"
    )


REFUSED: list[tuple[str, str, object, str]] = [
    ("PUT", "/contents/x", {"message": "", "content": ""}, "message"),
    ("PUT", "/contents/x", {"message": "m"}, "content"),
    ("PUT", "/contents/x", {"message": "m", "content": "%%"}, "content"),
    ("PUT", "/contents/x", {"message": 5, "content": ""}, "message"),
    ("PUT", "/contents/x", {"message": "m", "content": "", "sha": "zz"}, "sha"),
    ("PUT", "/contents/.git/x", {"message": "m", "content": ""}, "path"),
    ("PUT", "/contents/a/../x", {"message": "m", "content": ""}, "path"),
    ("PUT", "/contents/" + "a" * 4_097, {"message": "m", "content": ""}, "path"),
    ("PUT", "/contents/x", {"message": "m", "content": "", "branch": "b" * 257}, "branch"),
    ("PUT", "/contents/x", {"message": "m" * 1_000_001, "content": ""}, "message"),
    ("PUT", "/contents/x", {"message": "m", "content": "A" * 13_333_336}, "content"),
    ("POST", "/commit-files", {"message": "m", "files": [{"path": 5}]}, "files[0].path"),
    ("POST", "/commit-files", {"message": "m", "files": [{}]}, "files[0].path"),
    ("POST", "/commit-files", {"message": "m", "files": [{"path": "x"}]}, "files[0].content"),
    ("POST", "/commit-files", {"message": "m", "files": [{"path": "x"}] * 10_001}, "files"),
    ("POST", "/git/refs", {"ref": "heads/x", "sha": "0" * 40}, "ref"),
    ("POST", "/git/refs", {"ref": "refs/heads/..", "sha": "0" * 40}, "ref"),
    ("POST", "/git/trees", {"tree": [{"path": "x"}]}, "tree[0].sha"),
    ("POST", "/git/commits", {"message": "m", "tree": "0" * 40}, "tree"),
    ("POST", "/branches", {"name": "a b"}, "ref"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "field"), REFUSED)
def test_a_body_that_cannot_be_kept_is_refused_by_the_name_of_its_field(
    filled: ApiClient, method: str, path: str, body: object, field: str
) -> None:
    shown = filled.call(422, method, path, body)
    assert shown["errors"][0]["field"] == field


def test_a_body_that_is_too_long_or_no_object_is_refused(filled: ApiClient) -> None:
    long = {"message": "m", "content": "A" * 16_000_000}
    filled.call(413, "PUT", "/contents/x", long)
    filled.call(413, "POST", "/branches", {"name": "x", "more": "x" * 70_000})
    filled.call(400, "POST", "/branches", [])
    headers = basic("alice", "secret") | {"content-type": "text/plain"}
    reply = filled.hearth.reply("POST", f"{filled.base}/branches", headers, b"{}")
    assert reply.status == 415


def test_who_may_only_read_writes_nothing(filled: ApiClient) -> None:
    filled.hearth.add_user("bob", "secret")
    headers = basic("bob", "secret") | {"content-type": "application/json"}
    reply = filled.hearth.reply("PUT", f"{filled.base}/contents/x", headers, b"{}")
    assert reply.status == 403

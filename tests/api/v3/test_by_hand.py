from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from git.protocol import pktline
from tests.api.v3.api_client import ZERO, ApiClient
from tests.support.git_client import GitRepository

MAIN = "refs/heads/main"


@pytest.fixture
def client(tmp_path: Path, work: GitRepository) -> Iterator[ApiClient]:
    """alice/project with three commits on main, side at the second and v1 at the first."""
    client = ApiClient("alice", "project")
    work.commits(3)
    work.git("branch", "side", "main~1")
    work.git("tag", "v1", "main~2")
    client.push(work)
    yield client
    client.close()


def refs(client: ApiClient) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in ("heads/", "tags/"):
        listed = client.get(f"/git/matching-refs/{kind}")
        found |= {each["ref"]: each["object"]["sha"] for each in listed}
    return found


def push(client: ApiClient, *updates: tuple[str, str, str]) -> int:
    """Push what is there already; the number of the reflog's entry."""
    lines = [f"{old} {new} {name}".encode() for old, new, name in updates]
    lines[0] += b"\0report-status"
    repository = client.hearth.repositories.open(client.store)
    pushed = repository.receive_pack("bob", lambda: client.hearth.now)
    empty = bytes.fromhex("5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e")
    pushed.receive(memoryview(b"".join(map(pktline.encode, lines)) + b"0000" + empty))
    assert b"ng " not in b"".join(pushed.conclude())
    return client.get("/reflog")[0]["id"]


def test_a_ref_is_set_by_hand_if_it_is_where_it_is_expected(
    client: ApiClient, work: GitRepository
) -> None:
    main, first = work.oid("main"), work.oid("v1")
    moved = client.call(200, "PUT", "/git/refs/heads/main", {"sha": first, "expected": main})
    assert moved["object"]["sha"] == first
    client.call(409, "PUT", "/git/refs/heads/main", {"sha": main, "expected": main})
    client.call(409, "PUT", "/git/refs/heads/main", {"sha": main, "expected": None})
    client.call(409, "PUT", "/git/refs/heads/new", {"sha": main, "expected": main})
    client.call(200, "PUT", "/git/refs/notes/x", {"sha": main, "expected": None})
    client.call(204, "PUT", "/git/refs/notes/x", {"sha": None})
    client.call(200, "PUT", "/git/refs/heads/main", {"sha": main})
    client.call(422, "PUT", "/git/refs/heads/main", {"sha": "1" * 40})
    client.call(422, "PUT", "/git/refs/heads/main", {})
    client.call(422, "PUT", "/git/refs/pull/1/head", {"sha": main})
    assert refs(client)[MAIN] == main
    told = [each["details"] for each in client.get("/audit-log") if each["action"] == "ref.set"]
    assert told[::-1] == [
        {"ref": MAIN, "before": main, "after": first},
        {"ref": "refs/notes/x", "before": None, "after": main},
        {"ref": "refs/notes/x", "before": main, "after": None},
        {"ref": MAIN, "before": first, "after": main},
    ]


def test_all_of_a_push_is_undone_in_one_step(client: ApiClient, work: GitRepository) -> None:
    before = refs(client)
    main, side, first = (work.oid(rev) for rev in ("main", "side", "v1"))
    number = push(
        client,
        (main, first, MAIN),
        (side, ZERO, "refs/heads/side"),
        (ZERO, main, "refs/heads/new"),
    )
    assert refs(client) != before
    entry = client.call(200, "POST", f"/reflog/{number}/undo")
    assert refs(client) == before
    assert entry["id"] == number + 1
    assert entry["actor"] == "alice"
    assert {each["ref"]: each["after"] for each in entry["updates"]} == {
        MAIN: main,
        "refs/heads/side": side,
        "refs/heads/new": None,
    }
    client.call(409, "POST", f"/reflog/{number}/undo")
    client.call(200, "POST", f"/reflog/{entry['id']}/undo")
    assert refs(client)[MAIN] == first


def test_a_push_is_not_undone_when_one_of_its_refs_has_moved_since(
    client: ApiClient, work: GitRepository
) -> None:
    main, side = work.oid("main"), work.oid("side")
    number = push(client, (main, side, MAIN), (ZERO, main, "refs/heads/new"))
    push(client, (main, side, "refs/heads/new"))
    before = refs(client)
    said = client.call(409, "POST", f"/reflog/{number}/undo")
    assert said["message"] == "refs/heads/new has moved since."
    assert refs(client) == before
    client.call(404, "POST", "/reflog/999/undo")
    client.call(422, "POST", "/reflog/x/undo")


def test_undoing_is_held_to_the_rules(client: ApiClient, work: GitRepository) -> None:
    number = push(client, (work.oid("side"), work.oid("main"), "refs/heads/side"))
    client.call(200, "PUT", "/protections/branches/side", {})
    assert "protected" in client.call(422, "POST", f"/reflog/{number}/undo")["message"]


def test_a_branch_that_was_deleted_comes_back(client: ApiClient) -> None:
    before = refs(client)
    client.call(204, "DELETE", "/branches/side")
    number = client.get("/reflog")[0]["id"]
    client.call(200, "POST", f"/reflog/{number}/restore", {"ref": "refs/heads/side"})
    assert refs(client) == before


def test_head_stands_for_a_branch_or_for_a_commit(client: ApiClient, work: GitRepository) -> None:
    assert client.get("/git/head") == {"ref": MAIN, "sha": work.oid("main")}
    first = work.oid("v1")
    assert client.call(200, "PUT", "/git/head", {"sha": first}) == {"ref": None, "sha": first}
    assert client.get("/rev-parse/HEAD")["sha"] == first
    assert client.get("")["default_branch"] == "main"
    side = client.call(200, "PUT", "/git/head", {"ref": "refs/heads/side"})
    assert side == {"ref": "refs/heads/side", "sha": work.oid("side")}
    assert client.get("")["default_branch"] == "side"
    assert client.get("/rev-parse/HEAD")["sha"] == work.oid("side")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (422, {}),
        (422, {"ref": MAIN, "sha": "1" * 40}),
        (422, {"ref": "refs/tags/v1"}),
        (422, {"ref": "refs/heads/absent"}),
        (404, {"sha": "1" * 40}),
    ],
)
def test_head_stands_for_nothing_else(client: ApiClient, status: int, body: object) -> None:
    client.call(status, "PUT", "/git/head", body)
    assert client.get("/git/head")["ref"] == MAIN

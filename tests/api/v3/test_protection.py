from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.v3.api_client import PASSWORD, ApiClient
from tests.support.git_client import GitRepository
from tests.support.hearth import basic

BOB = basic("bob", PASSWORD)
MAIN = "/branches/main/protection"


@pytest.fixture
def client(work: GitRepository) -> Iterator[ApiClient]:
    """alice/project with the branches main, side and feature/x; bob may write to it."""
    client = ApiClient("alice", "project")
    client.hearth.add_user("bob", PASSWORD)
    work.commits(3)
    for name in ("side", "feature/x"):
        work.git("branch", name, "main~1")
    client.push(work)
    client.call(204, "PUT", "/collaborators/bob", {"permission": "write"})
    yield client
    client.close()


def events(client: ApiClient) -> list[str]:
    return [each["action"] for each in client.get("/audit-log")]


def test_a_branch_is_protected_and_let_go_again(client: ApiClient) -> None:
    client.call(404, "GET", MAIN)
    made = client.call(
        200,
        "PUT",
        MAIN,
        {
            "required_status_checks": None,
            "enforce_admins": True,
            "required_pull_request_reviews": {"required_approving_review_count": 2},
            "restrictions": None,
            "required_linear_history": True,
        },
    )
    assert made == client.get(MAIN)
    assert made["enforce_admins"]["enabled"] is True
    assert made["required_pull_request_reviews"]["required_approving_review_count"] == 2
    assert made["required_linear_history"] == {"enabled": True}
    assert made["allow_force_pushes"] == made["allow_deletions"] == {"enabled": False}
    assert {each["name"]: each["protected"] for each in client.get("/branches")} == {
        "main": True,
        "side": False,
        "feature/x": False,
    }
    assert client.get("/branches/main")["protected"] is True
    client.call(204, "DELETE", MAIN)
    client.call(404, "DELETE", MAIN)
    client.call(404, "GET", MAIN)
    assert client.get("/branches/main")["protected"] is False
    assert events(client)[:2] == ["protection.removed", "protection.set"]


def test_what_the_api_writes_is_held_to_the_rules(client: ApiClient) -> None:
    old = client.get("/branches/side")["commit"]["sha"]
    client.call(200, "PUT", MAIN, {})
    client.call(200, "PUT", "/protections/branches/feature/**", {"pushers": "nobody"})
    for method, path, body in [
        ("PATCH", "/git/refs/heads/main", {"sha": old, "force": True}),
        ("DELETE", "/branches/feature/x", None),
        ("DELETE", "/git/refs/heads/feature/x", None),
        ("PUT", "/contents/a", {"message": "m", "content": "eA==", "branch": "feature/x"}),
        ("POST", "/branches", {"name": "feature/y"}),
        ("POST", "/branches/main/rename", {"new_name": "trunk"}),
    ]:
        refused = client.call(422, method, path, body, BOB)
        assert "protected" in refused["message"], refused
    content = {"message": "m", "content": "eA==", "branch": "main"}
    client.call(201, "PUT", "/contents/a", content, BOB)
    # By default administrators are not bound by what GitHub's address sets, and are by ours.
    client.call(200, "PATCH", "/git/refs/heads/main", {"sha": old, "force": True})
    client.call(422, "DELETE", "/branches/feature/x")


def test_a_branch_that_is_renamed_takes_its_rule_along(client: ApiClient) -> None:
    client.call(200, "PUT", MAIN, {"required_linear_history": True})
    client.call(201, "POST", "/branches/main/rename", {"new_name": "trunk"})
    shown = client.get("/branches/trunk/protection")
    assert shown["pattern"] == "trunk"
    assert shown["required_linear_history"] == {"enabled": True}
    assert [each["pattern"] for each in client.get("/protections")] == ["trunk"]


def test_rules_of_patterns_are_listed_replaced_and_removed(client: ApiClient) -> None:
    client.call(200, "PUT", "/protections/branches/release/*", {"required_approvals": 1})
    made = client.call(200, "PUT", "/protections/tags/v*", {"pushers": "admin"})
    assert made["enforce_admins"] is True
    changed = {"allow_deletions": True, "enforce_admins": False}
    client.call(200, "PUT", "/protections/branches/release/*", changed)
    assert [(each["kind"], each["pattern"]) for each in client.get("/protections")] == [
        ("branches", "release/*"),
        ("tags", "v*"),
    ]
    assert client.get("/protections")[0]["required_approvals"] == 0
    client.call(201, "POST", "/branches", {"name": "release/1"}, BOB)
    assert client.get("/branches/release/1/protection")["pattern"] == "release/*"
    client.call(204, "DELETE", "/protections/branches/release/*")
    assert [each["kind"] for each in client.get("/protections")] == ["tags"]


@pytest.mark.parametrize(
    ("status", "path", "body"),
    [
        (422, MAIN, {"required_status_checks": {"strict": True, "contexts": []}}),
        (422, MAIN, {"restrictions": {"users": ["bob"], "teams": []}}),
        (422, MAIN, {"pushers": "everybody"}),
        (422, MAIN, {"required_pull_request_reviews": {"required_approving_review_count": 11}}),
        (404, "/branches/absent/protection", {}),
        (404, "/protections/notes/x", {}),
        (422, "/protections/branches/[", {}),
        (422, "/protections/branches/a%2F%2Fb", {}),
        (422, "/protections/tags/v", {"required_approvals": 11}),
    ],
)
def test_rules_that_nobody_could_hold_to_are_refused(
    client: ApiClient, status: int, path: str, body: object
) -> None:
    client.call(status, "PUT", path, body)
    assert client.get("/protections") == []


def test_restrictions_to_nobody_leave_administrators(client: ApiClient) -> None:
    restrictions: dict[str, dict[str, list[str]]] = {
        "restrictions": {"users": [], "teams": [], "apps": []}
    }
    assert client.call(200, "PUT", MAIN, restrictions)["pushers"] == "admin"
    content = {"message": "m", "content": "eA==", "branch": "main"}
    client.call(422, "PUT", "/contents/a", content, BOB)
    client.call(201, "PUT", "/contents/a", content)

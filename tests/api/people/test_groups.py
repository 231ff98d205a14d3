"""Collaborators, organizations, teams and agents: what comes and goes with a role."""

from __future__ import annotations

import pytest

from forge.accounts.agents import MAX_AGENTS
from forge.groups.collaborators import MAX_COLLABORATORS
from tests.support.hearth import basic
from tests.support.town import PASSWORD, Town

ORG = "/api/v3/orgs/acme"
REPO = "/api/v3/repos/alice/closed"
TOOL = "/api/v3/repos/acme/tool"


def status(town: Town, path: str, who: str) -> int:
    return town.reply("GET", path, town.sessions[who]).status


def permission(town: Town, path: str, of: str, who: str = "alice") -> str:
    answer = town.done("GET", f"{path}/collaborators/{of}/permission", town.sessions[who])
    return answer["permission"]


# Collaborators


def test_a_collaborator_sees_and_does_what_was_given_until_it_is_taken_away(town: Town) -> None:
    alice, path = town.sessions["alice"], f"{REPO}/collaborators/mallory"
    assert status(town, REPO, "mallory") == 404
    for word, role in [("pull", "read"), ("write", "write"), ("push", "write"), ("admin", "admin")]:
        town.done("PUT", path, alice, permission=word)
        assert permission(town, REPO, "mallory") == role
    assert town.reply("GET", path, alice).status == 204
    assert town.reply("DELETE", path, alice).status == 204
    assert status(town, REPO, "mallory") == 404
    assert permission(town, REPO, "mallory") == "none"
    assert town.reply("GET", path, alice).status == 404
    assert town.reply("DELETE", path, alice).status == 404


@pytest.mark.parametrize(
    ("user", "role", "expected"),
    [
        ("nobody", "read", 404),
        ("acme", "read", 404),
        ("builder", "read", 404),
        ("alice", "read", 422),
        ("mallory", "owner", 422),
        ("mallory", "none", 422),
        ("mallory", 3, 422),
    ],
)
def test_only_people_are_given_roles_that_there_are(
    town: Town, user: str, role: object, expected: int
) -> None:
    path = f"{REPO}/collaborators/{user}"
    assert town.reply("PUT", path, town.sessions["alice"], permission=role).status == expected


def test_there_are_not_too_many_collaborators(town: Town) -> None:
    execute = town.hearth.database.connection.execute
    for number in range(MAX_COLLABORATORS):
        execute("INSERT INTO users (name, created_at) VALUES (?, 0)", (f"u{number}",))
    alice = town.sessions["alice"]
    statuses = [
        town.reply("PUT", f"{REPO}/collaborators/u{number}", alice).status
        for number in range(MAX_COLLABORATORS)
    ]
    assert statuses == [204] * 97 + [422] * 3
    assert town.reply("PUT", f"{REPO}/collaborators/u1", alice, permission="admin").status == 204


# Organizations and teams


def test_who_makes_an_organization_owns_it(town: Town) -> None:
    mallory = town.sessions["mallory"]
    made = town.done("POST", "/api/v3/orgs", mallory, login="Newco", name="The new one")
    assert (made["login"], made["type"]) == ("Newco", "Organization")
    assert [each["login"] for each in town.done("GET", "/api/v3/user/orgs", mallory)] == ["Newco"]
    (member,) = town.done("GET", "/api/v3/orgs/newco/members", mallory)
    assert (member["login"], member["role"]) == ("mallory", "admin")


@pytest.mark.parametrize("login", ["alice", "ACME", "builder", "api", "-x", "", "admin"])
def test_an_organization_has_a_name_of_its_own(town: Town, login: str) -> None:
    reply = town.reply("POST", "/api/v3/orgs", town.sessions["mallory"], login=login)
    assert reply.status == 422


def test_a_team_gives_its_members_what_it_was_given_and_takes_it_along(town: Town) -> None:
    erin = town.sessions["erin"]
    assert permission(town, TOOL, "bob", "erin") == "write"
    assert permission(town, TOOL, "carol", "erin") == "none"
    town.done("PUT", f"{ORG}/teams/core/repos/acme/tool", erin, permission="admin")
    assert permission(town, TOOL, "bob", "erin") == "admin"
    town.done("PUT", f"{ORG}/teams/core/memberships/carol", erin)
    assert permission(town, TOOL, "carol", "erin") == "admin"
    town.done("DELETE", f"{ORG}/teams/core/memberships/carol", erin)
    assert status(town, TOOL, "carol") == 404
    town.done("DELETE", f"{ORG}/teams/core/repos/acme/tool", erin)
    assert status(town, TOOL, "bob") == 404


def test_who_leaves_the_organization_leaves_its_teams(town: Town) -> None:
    erin, bob = town.sessions["erin"], town.sessions["bob"]
    assert town.reply("DELETE", f"{ORG}/memberships/bob", bob).status == 204
    assert status(town, TOOL, "bob") == 404
    town.done("PUT", f"{ORG}/memberships/bob", erin)
    assert status(town, TOOL, "bob") == 404


def test_a_deleted_team_gives_nothing(town: Town) -> None:
    town.done("DELETE", f"{ORG}/teams/core", town.sessions["erin"])
    assert status(town, TOOL, "bob") == 404


def test_the_highest_of_several_roles_counts(town: Town) -> None:
    town.done("PUT", f"{TOOL}/collaborators/bob", town.sessions["erin"], permission="read")
    assert permission(town, TOOL, "bob", "erin") == "write"
    town.done("PUT", f"{ORG}/memberships/bob", town.sessions["erin"], role="admin")
    assert permission(town, TOOL, "bob", "erin") == "admin"


def test_an_organization_never_loses_its_last_owner(town: Town) -> None:
    erin = town.sessions["erin"]
    assert town.reply("DELETE", f"{ORG}/memberships/erin", erin).status == 409
    assert town.reply("PUT", f"{ORG}/memberships/erin", erin, role="member").status == 409
    town.done("PUT", f"{ORG}/memberships/bob", erin, role="admin")
    assert town.reply("PUT", f"{ORG}/memberships/erin", erin, role="member").status == 200
    assert town.reply("DELETE", f"{ORG}/memberships/bob", erin).status == 403


def test_only_members_are_in_teams_and_only_its_own_repositories(town: Town) -> None:
    erin = town.sessions["erin"]
    assert town.reply("PUT", f"{ORG}/teams/core/memberships/mallory", erin).status == 422
    town.done("POST", "/api/v3/user/repos", erin, name="mine")
    assert town.reply("PUT", f"{ORG}/teams/core/repos/erin/mine", erin).status == 422
    assert town.reply("PUT", f"{ORG}/teams/core/repos/alice/open", erin).status == 403
    assert town.reply("PUT", f"{ORG}/teams/core/repos/alice/closed", erin).status == 404


def test_a_team_has_a_name_of_its_own(town: Town) -> None:
    erin = town.sessions["erin"]
    for name in ("Core", "a/b", "", ".."):
        assert town.reply("POST", f"{ORG}/teams", erin, name=name).status == 422


def test_an_organization_is_deleted_once_it_is_empty_and_its_name_stays_taken(town: Town) -> None:
    erin = town.sessions["erin"]
    assert town.reply("DELETE", ORG, erin).status == 409
    town.done("DELETE", TOOL, erin)
    assert town.reply("DELETE", ORG, erin).status == 204
    assert town.reply("GET", ORG, erin).status == 404
    assert town.reply("POST", "/api/v3/orgs", town.sessions["mallory"], login="acme").status == 422


# Agents


def test_what_an_agent_does_is_logged_with_both_names(town: Town) -> None:
    agent = town.token("builder", "alice", scopes=["admin"])
    town.done("PATCH", REPO, agent, description="by a program")
    entry = town.done("GET", f"{REPO}/audit-log", town.sessions["alice"])[0]
    assert (entry["action"], entry["actor"], entry["agent"]) == (
        "repository.changed",
        "alice",
        "builder",
    )
    assert entry["details"] == {"description": "by a program"}


def test_the_repository_is_told_by_which_agent_it_is_pushed_to(town: Town) -> None:
    url = "/alice/closed/info/refs?service=git-receive-pack"
    answer = town.hearth.forward("GET", url, town.tokens["alice's agent"])
    assert answer.headers["x-hearth-actor"] == "builder%20for%20alice"


def test_an_agent_loses_what_its_owner_loses(town: Town) -> None:
    dave = town.sessions["dave"]
    town.done("POST", "/api/v3/user/agents", dave, name="robot")
    token = town.token("robot", "dave")
    assert town.reply("GET", REPO, token).status == 200
    town.done("DELETE", f"{REPO}/collaborators/dave", town.sessions["alice"])
    assert town.reply("GET", REPO, token).status == 404


def test_a_deleted_agent_opens_nothing_and_its_name_stays_taken(town: Town) -> None:
    alice = town.sessions["alice"]
    assert town.reply("DELETE", "/api/v3/user/agents/builder", alice).status == 204
    assert town.reply("GET", REPO, town.tokens["alice's agent"]).status == 401
    assert town.reply("DELETE", "/api/v3/user/agents/builder", alice).status == 404
    bob = town.sessions["bob"]
    assert town.reply("POST", "/api/v3/user/agents", bob, name="builder").status == 422


def test_an_agent_is_no_person(town: Town) -> None:
    """It has no password, owns nothing, and nobody else makes tokens for it."""
    assert town.reply("GET", "/api/v3/user", basic("builder", PASSWORD)).status == 401
    assert town.reply("GET", "/api/v3/users/builder").status == 404
    tokens = "/api/v1/users/builder/tokens"
    assert town.reply("POST", tokens, town.sessions["bob"], name="x").status == 404
    assert town.reply("POST", tokens, town.tokens["alice's agent"], name="x").status == 403
    url = "/builder/new/info/refs?service=git-receive-pack"
    assert town.hearth.reply("GET", url, town.tokens["alice's agent"]).status == 404


def test_there_are_not_too_many_agents(town: Town) -> None:
    alice = town.sessions["alice"]
    for number in range(MAX_AGENTS - 1):
        town.done("POST", "/api/v3/user/agents", alice, name=f"agent-{number}")
    assert town.reply("POST", "/api/v3/user/agents", alice, name="one-more").status == 422


# Limited tokens


def test_a_limited_token_sees_no_other_private_repository_and_makes_none(town: Town) -> None:
    token = town.token("alice", scopes=["admin"], repositories=["alice/closed"])
    assert town.reply("GET", REPO, token).status == 200
    assert town.reply("GET", "/api/v3/repos/alice/other", token).status == 404
    assert town.reply("GET", "/api/v3/repos/alice/open", token).status == 200
    assert town.reply("POST", "/api/v3/user/repos", token, name="new").status == 403
    assert town.reply("POST", "/api/v3/orgs", token, login="new").status == 403
    url = "/alice/new/info/refs?service=git-receive-pack"
    assert town.hearth.reply("GET", url, token).status == 404


def test_a_token_stays_limited_when_its_repositories_are_gone(town: Town) -> None:
    token = town.token("alice", scopes=["admin"], repositories=["alice/closed"])
    town.hearth.database.connection.execute("DELETE FROM repositories WHERE name = 'closed'")
    assert town.reply("GET", "/api/v3/repos/alice/other", token).status == 404


def test_a_token_is_limited_to_what_its_maker_sees(town: Town) -> None:
    path = "/api/v1/users/mallory/tokens"
    for wrong in (["alice/closed"], ["nobody/x"], [], "alice/open", ["alice"], ["alice/open"] * 51):
        reply = town.reply("POST", path, town.sessions["mallory"], name="x", repositories=wrong)
        assert reply.status == 422
    listed = town.done("GET", "/api/v1/users/alice/tokens", town.sessions["alice"])
    assert [each["repositories"] for each in listed][-1] == ["alice/other"]

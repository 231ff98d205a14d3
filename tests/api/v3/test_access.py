"""Every address about a repository asks the one rule, whoever calls."""

from __future__ import annotations

import re

import pytest

from api.v3.endpoint import Endpoint
from api.v3.routes import ENDPOINTS
from forge.access import Action
from forge.repositories import Visibility
from tests.support.hearth import Hearth, basic

ABOUT_REPOSITORIES = [each for each in ENDPOINTS if "{repo}" in each.pattern]


@pytest.fixture(autouse=True)
def people(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")
    hearth.add_user("bob", "secret")
    hearth.add_repository("alice", "open", Visibility.PUBLIC)
    hearth.add_repository("alice", "closed", Visibility.PRIVATE)


def status(hearth: Hearth, endpoint: Endpoint, repository: str, who: str | None) -> int:
    names = {"owner": "alice", "repo": repository}
    path = re.sub(r"\{(\w+)\+?\}", lambda m: names.get(m[1], "a"), endpoint.pattern)
    headers = basic(who, "secret") if who else {}
    answer = hearth.ask(endpoint.method, f"/api/v3{path}", headers)
    return getattr(answer, "status", 200)


def test_every_address_about_a_repository_says_what_it_takes() -> None:
    assert all(each.action is not None for each in ABOUT_REPOSITORIES)
    assert all(
        each.action is not Action.READ or each.method == "GET" for each in ABOUT_REPOSITORIES
    )


def test_to_others_a_private_repository_is_not_there(hearth: Hearth) -> None:
    for endpoint in ABOUT_REPOSITORIES:
        for who in (None, "bob"):
            assert status(hearth, endpoint, "closed", who) == 404, endpoint.pattern
            assert status(hearth, endpoint, "none", who) == 404, endpoint.pattern


def test_who_may_only_read_a_public_repository_may_change_nothing(hearth: Hearth) -> None:
    for endpoint in ABOUT_REPOSITORIES:
        for who in (None, "bob"):
            expected = endpoint.action is not Action.READ
            assert (status(hearth, endpoint, "open", who) == 403) is expected, endpoint.pattern

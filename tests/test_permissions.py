"""Who may do what, asked of every address that Hearth has.

`permission_rules` says of each route what it takes; a route without a rule fails. The cases are
made from the routes, everybody in `tests.support.town`, and every kind of repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from config import Config
from exchange import Answer, Forward
from forge.authentication import ConfiguredAccount
from tests.support.hearth import ADMIN, ADMIN_PASSWORD
from tests.support.permission_rules import (
    ADMINISTER,
    ANYBODY,
    DISCUSS,
    HOLDER,
    INSTALLATION,
    MEMBER,
    OF_OWNER,
    ORGANIZATION,
    OWNER,
    PERSON,
    READ,
    REPOSITORY,
    RULES,
    V3,
    WRITE,
)
from tests.support.town import ADMINISTRATOR, PEOPLE, SECRET_KEY, Town

REACH = {
    "alice in a browser": ADMINISTER,
    "bob in a browser": READ,
    "carol in a browser": WRITE,
    "dave in a browser": ADMINISTER,
    "alice's reading token": READ,
    "alice's writing token": WRITE,
    "alice's administering token": ADMINISTER,
    "alice's token for these": ADMINISTER,
    "alice's agent": WRITE,
    "dave's reading token": READ,
}
"""What they may do to alice's repositories; who is not here has no role on them."""

SPEAKERS = {
    *(f"{name} in a browser" for name in PEOPLE),
    "alice's writing token",
    "alice's administering token",
    "alice's token for these",
    "alice's agent",
    "mallory's administering token",
}
"""Whose credentials let them open issues and comment wherever they may read."""

ORDER = [READ, WRITE, ADMINISTER]
WORDS = {
    **dict.fromkeys(re.findall(r"\{(\w+\+?)\}", " ".join(RULES)), "a"),
    "organization": "acme",
    "team": "core",
    "user": "bob",
    "session": "1",
    "token": "1",
    "agent": "builder",
    "invitation": "1",
    "deleted": "1",
}
NO_SUCH = b'{"message":"There is no such repository."}'


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    town = Town()
    yield town
    town.close()


@pytest.fixture(scope="module")
def closed_town() -> Iterator[Town]:
    account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)
    town = Town(Config(account, secret_key=SECRET_KEY, is_closed=True))
    yield town
    town.close()


def name_of(method: str, pattern: str) -> str:
    return f"{method} {pattern}"


def test_every_route_but_those_of_pages_has_a_rule_and_every_rule_a_route(town: Town) -> None:
    """Pages declare their own; `tests/web/test_page_permissions.py` holds them to it."""
    routes = {name_of(route.method, route.pattern) for route in town.hearth.app.routes}
    pages = {name_of(route.method, route.pattern) for route in town.hearth.app.pages.routes}
    assert routes - pages == set(RULES)


def ask(town: Town, rule: str, who: dict[str, str], **segments: str) -> Answer:
    town.reset()
    method, pattern = rule.split()
    path = pattern.format(**WORDS | segments)
    service = path.rpartition("/")[2]
    git = {"content-type": f"application/x-{service}-request"} if "/git-" in path else {}
    query = "?service=git-upload-pack" if path.endswith("/info/refs") else ""
    return town.ask(method, path + query, {**who, **git})


REPOSITORY_RULES = [rule for rule, what in RULES.items() if what in (*ORDER, DISCUSS)]
SUBJECTS = ["open", "closed", "old", "absent"]
HIDDEN = ["closed", "gone", "former"]
"""What nobody without a role sees: private, in the bin, and moved to a private name."""


def can_see(who: str, subject: str) -> bool:
    if subject == "absent" or who == "wrong token":
        return False
    return subject in ("open", "old") or who in REACH


def expected(who: str, rule: str, subject: str) -> set[int | str]:
    """What may be answered; `allowed` stands for whatever follows from being let in."""
    what = RULES[rule]
    is_git = "/repos/" not in rule and "stats" not in rule
    if who == "wrong token":
        return {401}
    if who == "anonymous" and ((what != READ or "stats" in rule) or is_git):
        return {"allowed"} if what == READ and can_see(who, subject) else {401}
    if not can_see(who, subject) or ("stats" in rule and REACH.get(who) != ADMINISTER):
        return {404}
    reach = REACH.get(who, READ)
    if what in (DISCUSS, WRITE) and subject == "old" and who != "anonymous":
        return {403}
    if what == DISCUSS:
        return {"allowed"} if who in SPEAKERS else {403}
    return {"allowed"} if ORDER.index(reach) >= ORDER.index(what) else {403}


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("rule", REPOSITORY_RULES)
def test_everybody_at_every_address_of_a_repository(town: Town, rule: str, subject: str) -> None:
    for who, headers in town.actors().items():
        answer = ask(town, rule, headers, owner="alice", repository=subject)
        wanted = expected(who, rule, subject)
        if wanted == {"allowed"}:
            assert is_let_in(answer), (who, answer)
        elif rule.endswith("git-receive-pack") and subject == "absent" and makes(who):
            assert isinstance(answer, Forward), who
        else:
            assert not isinstance(answer, Forward), who
            assert {answer.status} == wanted, (who, answer)


def makes(who: str) -> bool:
    return who in {
        "alice in a browser",
        "alice's writing token",
        "alice's administering token",
        "alice's agent",
    }


def is_let_in(answer: Answer) -> bool:
    if isinstance(answer, Forward):
        return True
    return answer.status not in (401, 403) and answer.body != NO_SUCH


@pytest.mark.parametrize("subject", HIDDEN)
@pytest.mark.parametrize("rule", REPOSITORY_RULES)
def test_what_one_may_not_see_answers_as_what_does_not_exist(
    town: Town, rule: str, subject: str
) -> None:
    """In status, body and headers."""
    for who, headers in town.actors().items():
        if who in REACH:
            continue
        hidden = ask(town, rule, headers, owner="alice", repository=subject)
        absent = ask(town, rule, headers, owner="alice", repository="absent")
        assert shape(hidden, subject) == shape(absent, "absent"), who
        nobodys = ask(town, rule, headers, owner="nobody", repository=subject)
        assert shape(hidden, f"alice/{subject}") == shape(nobodys, f"nobody/{subject}"), who


def shape(answer: Answer, name: str) -> tuple[int, str, dict[str, str]]:
    assert not isinstance(answer, Forward)
    counting = ("x-request-id", "x-ratelimit-")
    headers = {k: v for k, v in answer.headers.items() if not k.startswith(counting)}
    return answer.status, answer.body.decode().replace(name, "…"), headers


MAY_CREATE = {
    *(f"{name} in a browser" for name in PEOPLE),
    "alice's writing token",
    "alice's administering token",
    "alice's agent",
    "mallory's administering token",
}
"""Who may make repositories of their own."""


@pytest.mark.parametrize("subject", SUBJECTS)
def test_who_may_read_a_repository_and_make_one_may_fork_it(town: Town, subject: str) -> None:
    for who, headers in town.actors().items():
        answer = ask(town, f"POST {REPOSITORY}/forks", headers, owner="alice", repository=subject)
        assert not isinstance(answer, Forward)
        if who in ("wrong token", "anonymous"):
            is_hidden = who == "anonymous" and not can_see(who, subject)
            assert answer.status == (404 if is_hidden else 401), who
        elif not can_see(who, subject):
            assert answer.status == 404, who
        elif who in MAY_CREATE:
            # There is nothing in these repositories that could be forked.
            assert b"without branches or tags" in answer.body, who
        else:
            assert answer.status == 403, who
            assert b"You may not make repositories" in answer.body, who


ORGANIZATION_RULES = [rule for rule, what in RULES.items() if what in (MEMBER, OWNER)]


@pytest.mark.parametrize("rule", ORGANIZATION_RULES)
def test_everybody_at_every_address_of_an_organization(town: Town, rule: str) -> None:
    may_see = {"bob in a browser", "carol in a browser", "erin in a browser"}
    may_change = {"erin in a browser"}
    for who, headers in town.actors().items():
        answer = ask(town, rule, headers, owner="acme", repository="tool")
        allowed = who in (may_see if RULES[rule] == MEMBER else may_change)
        if rule == f"DELETE {ORGANIZATION}/memberships/{{user}}":
            # bob, of whom the address speaks, may leave.
            allowed = allowed or who == "bob in a browser"
        assert not isinstance(answer, Forward)
        assert (
            (answer.status < 300 or answer.status in (404, 409, 422))
            if allowed
            else (answer.status in (401, 403, 404))
        ), (who, answer)
        if allowed and answer.status == 404:
            assert b"There is no such organization" not in answer.body
        if not allowed and answer.status == 404:
            assert answer.body == b'{"message":"There is no such organization."}'


@pytest.mark.parametrize("rule", [r for r, what in RULES.items() if what == HOLDER])
def test_only_the_holder_in_person_manages_an_account(town: Town, rule: str) -> None:
    for who, headers in town.actors().items():
        answer = ask(town, rule, headers, user="alice")
        assert not isinstance(answer, Forward)
        if who in ("anonymous", "wrong token"):
            assert answer.status == 401, (who, answer)
        elif "browser" not in who:
            assert answer.status == 403, (who, answer)
        elif "{user}" in rule and who != "alice in a browser":
            assert answer.body == b'{"message":"There is no such user."}', (who, answer)
        else:
            assert answer.status not in (401, 403) or b"password" in answer.body, (who, answer)


@pytest.mark.parametrize("rule", [r for r, what in RULES.items() if what == INSTALLATION])
def test_to_all_but_administrators_of_the_installation_there_is_nothing(
    town: Town, rule: str
) -> None:
    for who, headers in town.actors().items():
        answer = ask(town, rule, headers)
        assert not isinstance(answer, Forward)
        assert answer.status == (401 if who in ("anonymous", "wrong token") else 404), who
    answer = ask(town, rule, ADMINISTRATOR)
    assert not isinstance(answer, Forward)
    assert answer.body != b'{"message":"There is no such address."}'


@pytest.mark.parametrize("rule", [r for r, what in RULES.items() if what == OF_OWNER])
def test_only_who_administers_an_owner_sees_and_adds_what_is_theirs(town: Town, rule: str) -> None:
    for who, headers in town.actors().items():
        answer = ask(town, rule, headers, user="acme")
        assert not isinstance(answer, Forward)
        if who == "erin in a browser":
            assert answer.status in (200, 404, 422)
            assert b"no such user" not in answer.body
        else:
            assert answer.status in (401, 403, 404), (who, answer)


@pytest.mark.parametrize("rule", [r for r, what in RULES.items() if what == PERSON])
def test_strangers_are_asked_who_they_are(town: Town, rule: str) -> None:
    for headers in ({}, {"authorization": "Bearer hearth_nothing"}):
        answer = ask(town, rule, headers)
        assert not isinstance(answer, Forward)
        assert answer.status == 401


IN_FRONT = {
    f"OPTIONS {V3}/{{path+}}",
    "GET /health",
    f"POST {V3}/users",
    f"POST {V3}/sessions",
    f"DELETE {V3}/session",
    f"POST {V3}/password-resets",
    "GET /login/github",
    "GET /login/github/callback",
}
"""What strangers need to come in."""


@pytest.mark.parametrize("rule", sorted(set(RULES) - IN_FRONT))
def test_strangers_see_nothing_of_a_closed_installation(closed_town: Town, rule: str) -> None:
    answer = ask(closed_town, rule, {}, owner="alice", repository="open")
    assert not isinstance(answer, Forward)
    assert answer.status == 401
    body = answer.body
    other = ask(closed_town, rule, {}, owner="alice", repository="absent", user="nobody")
    assert not isinstance(other, Forward)
    assert other.body == body


def test_whoever_is_signed_in_sees_what_is_public_in_a_closed_installation(
    closed_town: Town,
) -> None:
    mallory = closed_town.sessions["mallory"]
    answer = ask(closed_town, f"GET {REPOSITORY}", mallory, owner="alice", repository="open")
    assert is_let_in(answer)


MUTATING = [rule for rule in RULES if not rule.startswith(("GET", "OPTIONS"))]


@pytest.mark.parametrize("rule", MUTATING)
@pytest.mark.parametrize(
    "page",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "https://evil.hearth.example"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://hearth.example"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {},
    ],
)
def test_no_page_elsewhere_makes_a_browser_do_anything(
    town: Town, rule: str, page: dict[str, str]
) -> None:
    cookie = {"cookie": town.sessions["alice"]["cookie"]}
    if not page and RULES[rule] == ANYBODY and not rule.startswith("DELETE"):
        return  # who signs in by a program says nothing of pages
    town.reset()
    before = list(town.hearth.database.connection.iterdump())
    answer = ask(town, rule, {**cookie, **page}, owner="alice", repository="open", user="alice")
    assert not isinstance(answer, Forward)
    assert answer.status == 403, answer
    assert list(town.hearth.database.connection.iterdump()) == before


def test_no_get_changes_anything_but_the_time_of_a_visit(town: Town) -> None:
    for rule in RULES:
        if rule.startswith("GET"):
            for headers in (town.sessions["alice"], town.sessions["erin"]):
                town.reset()
                before = list(town.hearth.database.connection.iterdump())
                ask(town, rule, headers, owner="alice", repository="open")
                assert list(town.hearth.database.connection.iterdump()) == before, rule

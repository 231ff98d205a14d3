from __future__ import annotations

from collections.abc import Iterator

import pytest

from forge.lifecycle.offers import LASTS
from tests.support.town import Town

OFFERS = "/api/v3/user/repository-offers"
CLOSED = "/api/v3/repos/alice/closed"


@pytest.fixture(scope="module")
def shared() -> Iterator[Town]:
    town = Town()
    yield town
    town.close()


@pytest.fixture
def town(shared: Town) -> Town:
    shared.reset()
    return shared


def offer(town: Town, new_owner: str) -> None:
    """alice offers what mallory may not see."""
    alice = town.sessions["alice"]
    shown = town.done("POST", f"{CLOSED}/transfer", alice, new_owner=new_owner)
    assert shown["full_name"] == "alice/closed"


def offered(town: Town, name: str) -> list[str]:
    return [each["full_name"] for each in town.done("GET", OFFERS, town.sessions[name])]


def number(town: Town, name: str) -> int:
    return town.done("GET", OFFERS, town.sessions[name])[0]["id"]


def status(town: Town, method: str, path: str, name: str) -> int:
    return town.reply(method, path, town.sessions[name]).status


def test_a_repository_goes_to_another_person_who_accepts_it(town: Town) -> None:
    offer(town, "mallory")
    assert offered(town, "mallory") == ["alice/closed"]
    assert offered(town, "bob") == []
    assert status(town, "GET", CLOSED, "mallory") == 404
    path = f"{OFFERS}/{number(town, 'mallory')}"
    assert status(town, "PUT", path, "bob") == 404
    moved = town.done("PUT", path, town.sessions["mallory"])
    assert moved["full_name"] == "mallory/closed"
    assert moved["permissions"]["admin"] is True
    assert status(town, "GET", CLOSED, "alice") == 404
    assert status(town, "GET", CLOSED, "carol") == 301
    assert status(town, "PUT", path, "mallory") == 404
    log = town.done("GET", "/api/v3/user/audit-log", town.sessions["alice"])
    assert [each["action"] for each in log][:2] == [
        "repository.transferred",
        "repository.offered",
    ]
    assert log[0]["actor"] == "mallory"


def test_an_organization_is_asked_by_its_owners(town: Town) -> None:
    offer(town, "acme")
    assert offered(town, "bob") == []
    path = f"{OFFERS}/{number(town, 'erin')}"
    assert town.done("PUT", path, town.sessions["erin"])["full_name"] == "acme/closed"


@pytest.mark.parametrize("who", ["alice", "mallory"])
def test_an_offer_is_withdrawn_or_declined(town: Town, who: str) -> None:
    offer(town, "mallory")
    path = f"{OFFERS}/{number(town, 'mallory')}"
    ending = f"{CLOSED}/transfer" if who == "alice" else path
    assert status(town, "DELETE", ending, who) == 204
    assert status(town, "DELETE", ending, who) == 404
    assert offered(town, "mallory") == []
    assert status(town, "PUT", path, "mallory") == 404


def test_only_the_last_offer_counts(town: Town) -> None:
    offer(town, "mallory")
    offer(town, "bob")
    assert offered(town, "mallory") == []
    assert offered(town, "bob") == ["alice/closed"]


def test_an_offer_ends_by_itself(town: Town) -> None:
    offer(town, "mallory")
    start = town.hearth.now
    town.hearth.now = start + LASTS - 1
    assert offered(town, "mallory") == ["alice/closed"]
    town.hearth.now = start + LASTS
    assert offered(town, "mallory") == []
    town.hearth.now = start


def test_an_offer_ends_with_the_right_of_who_made_it_and_when_the_repository_goes(
    town: Town,
) -> None:
    alice, dave = town.sessions["alice"], town.sessions["dave"]
    town.done("POST", f"{CLOSED}/transfer", dave, new_owner="mallory")
    assert offered(town, "mallory") == ["alice/closed"]
    town.done("DELETE", f"{CLOSED}/collaborators/dave", alice)
    assert offered(town, "mallory") == []
    offer(town, "mallory")
    town.done("DELETE", CLOSED, alice)
    assert offered(town, "mallory") == []


def test_a_name_that_is_taken_there_leaves_the_offer(town: Town) -> None:
    town.done("POST", "/api/v3/user/repos", town.sessions["mallory"], name="closed")
    offer(town, "mallory")
    path = f"{OFFERS}/{number(town, 'mallory')}"
    assert status(town, "PUT", path, "mallory") == 409
    assert offered(town, "mallory") == ["alice/closed"]


@pytest.mark.parametrize("new_owner", ["nobody", "builder", "alice"])
def test_nothing_is_offered_to_nobody(town: Town, new_owner: str) -> None:
    dave = town.sessions["dave"]
    reply = town.reply("POST", f"{CLOSED}/transfer", dave, new_owner=new_owner)
    assert reply.status == 422


def test_a_token_accepts_what_it_may_make(town: Town) -> None:
    offer(town, "mallory")
    path = f"{OFFERS}/{number(town, 'mallory')}"
    reading = town.token("mallory", scopes=["repo:read"])
    for method in ("PUT", "DELETE"):
        assert town.reply(method, path, reading).status == 403
    town.done("PUT", path, town.tokens["mallory's administering token"])

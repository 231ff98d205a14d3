from __future__ import annotations

from collections.abc import Iterator

import pytest

from forge.accounts.emails import MAX_ADDRESSES
from forge.users import find_users_by_address
from tests.support.town import Town

EMAILS = "/api/v3/user/emails"


@pytest.fixture(scope="module")
def shared() -> Iterator[Town]:
    town = Town()
    yield town
    town.close()


@pytest.fixture
def town(shared: Town) -> Town:
    """alice signs in as alice@example.com."""
    shared.reset()
    shared.done("PATCH", "/api/v3/user", shared.sessions["alice"], email="alice@example.com")
    return shared


def addresses(town: Town, name: str = "alice") -> list[tuple[str, bool]]:
    found = town.done("GET", EMAILS, town.sessions[name])
    return [(each["email"], each["primary"]) for each in found]


def status(town: Town, method: str, emails: list[str], name: str = "alice") -> int:
    return town.reply(method, EMAILS, town.sessions[name], emails=emails).status


def owner(town: Town, address: str) -> str | None:
    found = town.hearth.run(find_users_by_address(town.hearth.database, [address], "h"))
    return found[address.lower()].name if found else None


def test_addresses_are_added_and_removed(town: Town) -> None:
    made = town.done("POST", EMAILS, town.sessions["alice"], emails=["a@b.example", "c@d.example"])
    assert [each["verified"] for each in made] == [False, False]
    assert addresses(town) == [
        ("alice@example.com", True),
        ("a@b.example", False),
        ("c@d.example", False),
    ]
    assert status(town, "DELETE", ["A@b.example"]) == 204
    assert addresses(town) == [("alice@example.com", True), ("c@d.example", False)]
    assert status(town, "DELETE", ["nobody@b.example"]) == 204
    assert status(town, "DELETE", ["Alice@example.com"]) == 422


def test_commits_are_known_by_every_address(town: Town) -> None:
    status(town, "POST", ["Old@work.example"])
    for address in ("alice@example.com", "old@work.example"):
        assert owner(town, address) == "alice"
    status(town, "DELETE", ["old@work.example"])
    assert owner(town, "old@work.example") is None


def test_an_address_is_one_accounts(town: Town) -> None:
    status(town, "POST", ["a@b.example"])
    before = list(town.hearth.database.connection.iterdump())
    for taken in ("a@b.example", "A@B.example", "alice@example.com"):
        assert status(town, "POST", ["fresh@b.example", taken], "bob") == 422
        reply = town.reply("PATCH", "/api/v3/user", town.sessions["bob"], email=taken)
        assert reply.status == 422
    assert status(town, "POST", ["alice@example.com"]) == 422
    assert status(town, "POST", ["x@y.example", "X@y.example"]) == 422
    assert list(town.hearth.database.connection.iterdump()) == before


def test_another_address_becomes_the_primary_one(town: Town) -> None:
    status(town, "POST", ["a@b.example"])
    alice = town.sessions["alice"]
    town.done("PUT", f"{EMAILS}/primary", alice, email="a@b.example")
    assert addresses(town) == [("a@b.example", True), ("alice@example.com", False)]
    town.done("PUT", f"{EMAILS}/primary", alice, email="a@b.example")
    assert town.reply("PUT", f"{EMAILS}/primary", alice, email="c@d.example").status == 422
    town.done("PATCH", "/api/v3/user", alice, email="alice@example.com")
    assert addresses(town) == [("alice@example.com", True)]


@pytest.mark.parametrize("emails", [[], ["no address"], [""]])
def test_what_is_no_address_is_refused(town: Town, emails: list[str]) -> None:
    assert status(town, "POST", emails) == 422


def test_an_account_has_so_many_addresses_and_no_more(town: Town) -> None:
    many = [f"{number}@b.example" for number in range(MAX_ADDRESSES)]
    assert status(town, "POST", [*many, "more@b.example"]) == 422
    assert status(town, "POST", many) == 201
    assert status(town, "POST", ["more@b.example"]) == 422


def test_the_addresses_of_a_deleted_account_are_free(town: Town) -> None:
    status(town, "POST", ["m@b.example"], "mallory")
    password = {"password": "correct horse battery"}
    town.done("DELETE", "/api/v3/user", town.sessions["mallory"], **password)
    assert status(town, "POST", ["m@b.example"]) == 201

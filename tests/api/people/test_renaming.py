from __future__ import annotations

from collections.abc import Iterator

import pytest

from config import Config
from exchange import Forward
from forge.accounts.renaming import MAX_RESERVED, RESERVED
from forge.accounts.sign_up import SignUp
from forge.authentication import ConfiguredAccount
from forge.users import find_users_by_address
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, START, basic
from tests.support.town import PASSWORD, SECRET_KEY, Town

LOGIN = "/api/v3/user/login"
REFS = "info/refs?service=git-upload-pack"


@pytest.fixture(scope="module")
def shared() -> Iterator[Town]:
    account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)
    town = Town(Config(account, secret_key=SECRET_KEY, sign_up=SignUp.OPEN))
    yield town
    town.close()


@pytest.fixture
def town(shared: Town) -> Town:
    shared.hearth.now = START
    shared.reset()
    return shared


def rename(town: Town, name: str, new: str) -> int:
    return town.reply("PUT", LOGIN, town.sessions[name], login=new).status


def rename_by_password(town: Town, name: str, new: str) -> int:
    return town.reply("PUT", LOGIN, basic(name, PASSWORD), login=new).status


def sign_up(town: Town, name: str) -> int:
    fields = {"username": name, "password": "a long enough password"}
    return town.reply("POST", "/api/v3/users", None, **fields).status


def location(town: Town, path: str) -> str:
    reply = town.reply("GET", path, town.sessions["alice"])
    assert reply.status == 301, reply
    return reply.headers["location"]


def test_old_addresses_lead_on_for_git_the_api_and_pages(town: Town) -> None:
    assert rename(town, "alice", "alicia") == 200
    assert town.done("GET", "/api/v3/user", town.sessions["alice"])["login"] == "alicia"
    assert location(town, f"/alice/open.git/{REFS}") == f"/alicia/open.git/{REFS}"
    assert location(town, "/api/v3/repos/alice/open").endswith("/api/v3/repos/alicia/open")
    assert location(town, "/alice/open").endswith("/alicia/open")
    # Also from what the repository itself was called before.
    assert location(town, f"/alice/former.git/{REFS}") == f"/alicia/present.git/{REFS}"
    answer = town.ask("GET", f"/alicia/open.git/{REFS}", town.sessions["alice"])
    assert isinstance(answer, Forward)
    assert answer.store_name == "alice/open"
    log = town.done("GET", "/api/v3/user/audit-log", town.sessions["alice"])
    assert log[0]["action"] == "account.renamed"
    assert log[0]["details"] == {"to": "alicia"}


def test_what_is_private_is_no_more_visible_by_its_old_address(town: Town) -> None:
    rename(town, "alice", "alicia")
    for path in ("/api/v3/repos/alice/closed", "/alice/closed", f"/alice/closed.git/{REFS}"):
        assert town.reply("GET", path, town.sessions["mallory"]).status == 404


def test_a_name_that_was_given_up_is_kept_from_others_for_a_while(town: Town) -> None:
    rename(town, "alice", "alicia")
    taking = [
        lambda: sign_up(town, "ALICE"),
        lambda: rename(town, "mallory", "Alice"),
        lambda: town.reply("POST", "/api/v3/orgs", town.sessions["erin"], login="alice").status,
        lambda: (
            town.reply("POST", "/api/v3/user/agents", town.sessions["erin"], name="alice").status
        ),
    ]
    assert [take() for take in taking] == [422, 409, 422, 422]
    town.hearth.now = START + RESERVED - 1
    assert rename_by_password(town, "mallory", "Alice") == 409
    town.hearth.now = START + RESERVED
    assert rename_by_password(town, "mallory", "Alice") == 200
    path = f"/alice/open.git/{REFS}"
    assert town.reply("GET", path, basic("alice", PASSWORD)).status == 404


def test_who_takes_a_name_afterwards_is_not_mistaken_for_who_had_it(town: Town) -> None:
    rename(town, "alice", "alicia")
    town.hearth.now = START + RESERVED
    assert sign_up(town, "alice") == 201
    assert town.reply("GET", "/api/v3/repos/alice/open", {}).status == 404
    new = {"authorization": town.hearth.add_token("alice", "a long enough password")}
    town.done("POST", "/api/v3/user/repos", _bearer(new), name="open")
    answer = town.ask("GET", f"/alice/open.git/{REFS}", _bearer(new))
    assert isinstance(answer, Forward)
    assert answer.store_name == "alice/open~2"


def _bearer(token: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {token['authorization']}"}


def test_one_may_have_ones_name_back_and_write_it_otherwise(town: Town) -> None:
    assert rename(town, "alice", "alicia") == 200
    assert rename(town, "alice", "alice") == 200
    assert rename(town, "alice", "Alice") == 200
    assert town.done("GET", "/api/v3/user", town.sessions["alice"])["login"] == "Alice"
    assert location(town, f"/alicia/open.git/{REFS}") == f"/Alice/open.git/{REFS}"


@pytest.mark.parametrize(
    ("new", "status"), [("bob", 409), ("acme", 409), ("api", 422), ("a b", 422)]
)
def test_names_that_are_taken_or_none_are_refused(town: Town, new: str, status: int) -> None:
    before = list(town.hearth.database.connection.iterdump())
    assert rename(town, "alice", new) == status
    assert list(town.hearth.database.connection.iterdump()) == before


def test_nobody_keeps_many_names_from_others(town: Town) -> None:
    for number in range(MAX_RESERVED):
        assert rename(town, "alice", f"alice-{number}") == 200
    assert rename(town, "alice", "alice-last") == 422


def test_the_account_of_the_settings_keeps_its_name(town: Town) -> None:
    assert rename(town, "alice", "admin") == 403


def test_commits_signed_with_the_old_name_are_still_known(town: Town) -> None:
    rename(town, "alice", "alicia")
    addresses = [f"{name}@users.noreply.h" for name in ("alice", "alicia", "nobody")]
    found = town.hearth.run(find_users_by_address(town.hearth.database, addresses, "h"))
    assert {address: user.name for address, user in found.items()} == dict.fromkeys(
        addresses[:2], "alicia"
    )


def test_signing_in_takes_the_new_name(town: Town) -> None:
    rename(town, "alice", "alicia")
    for name, status in [("alice", 401), ("alicia", 201)]:
        fields = {"login": name, "password": PASSWORD}
        assert town.reply("POST", "/api/v3/sessions", None, **fields).status == status

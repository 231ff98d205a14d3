from __future__ import annotations

from collections.abc import Iterator

import pytest

from forge.audit import Deed
from forge.elsewhere.identities import Identity, find_identified, link
from forge.users import find_user
from tests.support.town import Town

IDENTITIES = "/api/v3/user/identities"
OCTOCAT, SECOND = (Identity("github", number, f"octo-{number}") for number in ("583231", "7"))


@pytest.fixture
def town() -> Iterator[Town]:
    """alice signs in by a password, and by two accounts at GitHub."""
    town = Town()
    alice = town.hearth.run(find_user(town.hearth.database, "alice"))
    assert alice is not None
    for identity in (OCTOCAT, SECOND):
        deed = Deed.of(alice, town.hearth.now)
        town.hearth.run(link(town.hearth.database, deed, alice, identity))
    yield town
    town.close()


def status(town: Town, identity: Identity, name: str = "alice") -> int:
    path = f"{IDENTITIES}/{identity.provider}/{identity.subject}"
    return town.reply("DELETE", path, town.sessions[name]).status


def ids(town: Town) -> list[str]:
    return [each["id"] for each in town.done("GET", IDENTITIES, town.sessions["alice"])]


def test_an_account_elsewhere_is_unlinked(town: Town) -> None:
    assert ids(town) == ["583231", "7"]
    assert status(town, OCTOCAT, "bob") == 404
    assert status(town, OCTOCAT) == 204
    assert status(town, OCTOCAT) == 404
    assert ids(town) == ["7"]
    assert town.hearth.run(find_identified(town.hearth.database, OCTOCAT)) is None
    log = town.done("GET", "/api/v3/user/audit-log", town.sessions["alice"])
    assert log[0]["action"] == "identity.unlinked"


def test_nobody_is_locked_out_by_it(town: Town) -> None:
    connection = town.hearth.database.connection
    connection.execute("UPDATE users SET password_hash = NULL WHERE name = 'alice'")
    assert status(town, OCTOCAT) == 204
    assert status(town, SECOND) == 409
    assert ids(town) == ["7"]

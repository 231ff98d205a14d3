"""A copy of the database opens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from door import SESSION_COOKIE
from tests.support.hearth import ADMIN_PASSWORD, basic
from tests.support.town import ADMINISTRATOR, ORIGIN, PASSWORD, SECRET_KEY, Town

FACTOR = "/api/v3/user/second-factor"


@pytest.fixture
def town() -> Iterator[Town]:
    town = Town()
    yield town
    town.close()


def fill(town: Town) -> list[str]:
    """Have one of every secret that there is, and tell them."""
    alice = town.sessions["alice"]
    shown = [PASSWORD, ADMIN_PASSWORD, SECRET_KEY]
    shown += [headers["authorization"].partition(" ")[2] for headers in town.tokens.values()]
    shown += [headers["cookie"].partition("=")[2] for headers in town.sessions.values()]
    invitation = town.done("POST", "/api/v3/admin/invitations", ADMINISTRATOR, note="x")
    shown.append(invitation["invitation"])
    reset = town.done("POST", "/api/v3/admin/users/bob/password-resets", ADMINISTRATOR)
    shown.append(reset["secret"])
    shown.append(town.done("POST", FACTOR, alice, password=PASSWORD)["secret"])
    return shown


def test_a_dump_of_the_database_holds_no_secret_that_was_shown(town: Town) -> None:
    shown = fill(town)
    dump = "\n".join(town.hearth.database.connection.iterdump())
    assert len(shown) > 15
    for secret in shown:
        assert secret not in dump


def test_nothing_that_the_database_holds_opens_anything(town: Town) -> None:
    fill(town)
    dump = "\n".join(town.hearth.database.connection.iterdump())
    kept = set(re.findall(r"[A-Za-z0-9$+/=_-]{32,}", dump))
    assert len(kept) > 20
    for text in kept:
        for headers in (
            {"authorization": f"Bearer {text}"},
            basic("alice", text),
            {"cookie": f"{SESSION_COOKIE}={text}", **ORIGIN},
        ):
            town.hearth.gate.fill()
            assert town.reply("GET", "/api/v3/user", headers).status == 401
        fields = {"secret": text, "password": "a new long password"}
        assert town.reply("POST", "/api/v3/password-resets", None, **fields).status == 401


def test_no_secret_reaches_the_log(town: Town) -> None:
    shown = fill(town)
    town.hearth.database.connection.execute("ALTER TABLE repositories RENAME TO lost")
    for headers in town.actors().values():
        town.ask("GET", "/api/v3/repos/alice/open", headers)
    assert town.hearth.log.errors
    told = repr(town.hearth.log.errors)
    for secret in shown:
        assert secret not in told

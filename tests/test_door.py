"""Who is let in, by what they show; and what nobody is believed for."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from config import Config
from door import MAX_COOKIES, SESSION_COOKIE, address_of, read_cookie
from exchange import Forward, Reply, Request
from forge.elsewhere.cloudflare_access import AccessSettings
from forge.elsewhere.web import Answer
from tests.forge.elsewhere.test_cloudflare_access import AUDIENCE, TEAM, assertion, serve_keys
from tests.support.hearth import ADMIN, Hearth, basic, json_of
from tests.support.town import PASSWORD, SECRET_KEY, Town

USER = "/api/v3/user"


@pytest.fixture
def town() -> Iterator[Town]:
    town = Town()
    yield town
    town.close()


def request(headers: dict[str, str]) -> Request:
    async def read_body(_limit: int) -> bytes:
        return b""

    return Request("GET", "/", "", headers, "https://hearth.example", read_body)


IDENTITIES = [
    "x-hearth-actor",
    "x-hearth-store",
    "x-ripgit-actor-name",
    "x-ripgit-actor-id",
    "x-forwarded-user",
    "x-forwarded-email",
    "x-remote-user",
    "remote-user",
    "x-webauth-user",
    "cf-access-authenticated-user-email",
    "cf-access-jwt-assertion",
    "x-github-user",
]


@pytest.mark.parametrize("name", IDENTITIES)
def test_nobody_is_believed_to_be_whom_a_header_names(town: Town, name: str) -> None:
    for value in ("alice", ADMIN, "1", "alice@hearth.example"):
        assert town.reply("GET", USER, {name: value}).status == 401
        closed = "/alice/closed/info/refs?service=git-upload-pack"
        assert town.hearth.reply("GET", closed, {name: value}).status == 401


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("a=1; b=2", "2"),
        ("b=2", "2"),
        (" b=2 ;a=1", "2"),
        ("b=", ""),
        ("b=x=y", "x=y"),
        ("b=first; b=second", "first"),
        ("a=b", None),
        ("bb=2; b", ""),
        ("", None),
        ("b=2;" + "x" * MAX_COOKIES, None),
    ],
)
def test_a_cookie_is_found_by_its_name(header: str, value: str | None) -> None:
    assert read_cookie(request({"cookie": header}), "b") == value


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("nonsense:", "nonsense:"),
    ],
)
def test_addresses_are_counted_by_customer(address: str, counted: str) -> None:
    assert address_of(request({"cf-connecting-ip": address})) == counted


@pytest.mark.parametrize("value", ["", "x", "x" * 5_000, "'; DROP TABLE users; --", "\u00e9"])
def test_a_cookie_of_nobody_is_nobodys(town: Town, value: str) -> None:
    reply = town.reply("GET", USER, {"cookie": f"{SESSION_COOKIE}={value}"})
    assert reply.status == 401
    public = town.reply("GET", "/api/v3/repos/alice/open", {"cookie": f"{SESSION_COOKIE}={value}"})
    assert public.status == 200


# One round trip

PLACES = ("/alice/closed/info/refs?service=git-upload-pack", "/api/v3/repos/alice/closed")


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("shown", ["password", "token", "session"])
def test_who_asks_and_what_for_are_looked_up_in_one_round_trip(
    town: Town, path: str, shown: str
) -> None:
    actors = {"password": basic("bob", PASSWORD), "token": town.token("bob")}
    headers = {**actors, "session": town.sessions["bob"]}[shown]
    town.ask("GET", path, headers)
    before = town.hearth.database.round_trips
    answer = town.ask("GET", path, headers)
    asked = town.hearth.database.round_trips - before
    # The API's JSON of a repository takes another, for its profile.
    assert (type(answer), asked) in [(Forward, 1), (Reply, 2)]


def test_a_role_is_that_of_who_is_let_in_not_of_who_was_first_meant(town: Town) -> None:
    town.hearth.web.server = serve_keys
    settings = AccessSettings(TEAM, AUDIENCE)
    town.hearth.app = town.hearth.new_app(Config(access=settings, secret_key=SECRET_KEY))
    town.hearth.database.connection.execute("UPDATE sessions SET expires_at = 0")
    newcomer = {"cf-access-jwt-assertion": assertion()}
    name = json_of(town.reply("GET", USER, newcomer))["login"]
    for path in PLACES:
        dead_session_of_a_reader = town.sessions["bob"] | newcomer
        assert town.reply("GET", path, dead_session_of_a_reader).status == 404
    alice = basic("alice", PASSWORD)
    given = f"/api/v3/repos/alice/closed/collaborators/{name}"
    town.done("PUT", given, alice, permission="read")
    for path in PLACES:
        dead_session_of_a_stranger = town.sessions["mallory"] | newcomer
        answer = town.ask("GET", path, dead_session_of_a_stranger)
        assert isinstance(answer, Forward) or answer.status == 200


# Behind Cloudflare Access


@pytest.fixture
def hearth_behind_access(hearth: Hearth) -> Hearth:
    settings = AccessSettings(TEAM, AUDIENCE)
    hearth.web.server = serve_keys
    hearth.app = hearth.new_app(Config(access=settings, is_closed=True, secret_key=SECRET_KEY))
    return hearth


def create(hearth: Hearth, headers: dict[str, str]) -> int:
    body = json.dumps({"name": "new"}).encode()
    json_type = {"content-type": "application/json"}
    return hearth.reply("POST", "/api/v3/user/repos", {**json_type, **headers}, body).status


def test_whom_access_let_through_is_signed_in(hearth_behind_access: Hearth) -> None:
    headers = {"cf-access-jwt-assertion": assertion()}
    assert json_of(hearth_behind_access.reply("GET", USER, headers))["login"] == "alice"
    assert hearth_behind_access.reply("GET", USER).status == 401


def test_what_access_adds_to_any_request_is_not_enough_to_change_something(
    hearth_behind_access: Hearth,
) -> None:
    headers = {"cf-access-jwt-assertion": assertion()}
    assert create(hearth_behind_access, headers) == 403
    for page in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert create(hearth_behind_access, headers | page) == 403
    assert create(hearth_behind_access, headers | {"origin": "https://hearth.example"}) == 201


def test_a_false_assertion_is_refused_and_access_that_is_away_is_said_to_be(
    hearth_behind_access: Hearth,
) -> None:
    forged = {"cf-access-jwt-assertion": assertion()[:-8] + "AAAAAAAA"}
    assert hearth_behind_access.reply("GET", USER, forged).status == 401
    hearth_behind_access.app = hearth_behind_access.new_app(
        Config(access=AccessSettings(TEAM, AUDIENCE))
    )
    hearth_behind_access.web.server = lambda _order: Answer(500, b"")
    headers = {"cf-access-jwt-assertion": assertion()}
    assert hearth_behind_access.reply("GET", USER, headers).status == 502

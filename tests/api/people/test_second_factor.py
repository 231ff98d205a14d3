from __future__ import annotations

import base64

import pytest

from config import Config
from forge import gate
from forge.accounts.second_factor import RECOVERY_CODES
from forge.proof.totp import STEP, code_at
from tests.support.hearth import ADMIN, Hearth, basic
from tests.support.town import ADMINISTRATOR, JSON, PASSWORD, Town

FACTOR = "/api/v3/user/second-factor"


class App:
    """An authenticator app that was shown the secret."""

    def __init__(self, town: Town, text: str) -> None:
        self._town = town
        self._secret = base64.b32decode(text + "=" * (-len(text) % 8))

    def code(self, steps: int = 0) -> str:
        return code_at(self._secret, self._town.hearth.now // STEP + steps)


def enrol(town: Town, name: str = "alice") -> tuple[App, list[str]]:
    who = town.sessions[name]
    app = App(town, town.done("POST", FACTOR, who, password=PASSWORD)["secret"])
    return app, town.done("PUT", FACTOR, who, otp=app.code(-1))["recovery_codes"]


def sign_in(town: Town, otp: str | None = None) -> int:
    fields = {"login": "alice", "password": PASSWORD, "otp": otp}
    return town.reply("POST", "/api/v3/sessions", None, **fields).status


def test_the_password_alone_opens_nothing_any_more(town: Town) -> None:
    app, _ = enrol(town)
    reply = town.reply("POST", "/api/v3/sessions", login="alice", password=PASSWORD)
    assert reply.status == 401
    assert reply.headers["x-github-otp"] == "required; app"
    assert "set-cookie" not in reply.headers
    assert town.reply("GET", "/api/v3/user", basic("alice", PASSWORD)).status == 401
    assert sign_in(town, app.code()) == 201


def test_a_wrong_password_does_not_tell_of_the_second_factor(town: Town) -> None:
    enrol(town)
    reply = town.reply("POST", "/api/v3/sessions", login="alice", password="wrong")
    assert reply.status == 401
    assert "x-github-otp" not in reply.headers


def test_git_goes_on_by_token_and_no_longer_by_password(town: Town) -> None:
    enrol(town)
    url = "/alice/closed/info/refs?service=git-upload-pack"
    town.hearth.forward("GET", url, town.tokens["alice's reading token"])
    town.hearth.forward("GET", url, town.tokens["alice's agent"])
    reply = town.hearth.reply("GET", url, basic("alice", PASSWORD))
    assert reply.status == 401
    assert b"second factor" in reply.body


def test_it_counts_only_once_a_code_was_right(town: Town) -> None:
    who = town.sessions["alice"]
    town.done("POST", FACTOR, who, password=PASSWORD)
    assert town.reply("PUT", FACTOR, who, otp="000000").status == 401
    assert sign_in(town) == 201


def test_a_code_is_taken_once(town: Town) -> None:
    app, _ = enrol(town)
    assert sign_in(town, app.code()) == 201
    assert sign_in(town, app.code()) == 401
    assert sign_in(town, app.code(-1)) == 401
    assert sign_in(town, app.code(1)) == 201


def test_the_code_that_switched_it_on_does_not_sign_in(town: Town) -> None:
    app, _ = enrol(town)
    assert sign_in(town, app.code(-1)) == 401


def test_each_recovery_code_is_taken_once_however_it_is_written(town: Town) -> None:
    _, codes = enrol(town)
    assert len(set(codes)) == RECOVERY_CODES
    assert sign_in(town, codes[0].upper().replace("-", " ")) == 201
    assert sign_in(town, codes[0]) == 401
    assert sign_in(town, codes[1]) == 201
    events = [
        each["action"]
        for each in town.done("GET", "/api/v3/user/audit-log", town.sessions["alice"])
    ]
    assert events.count("second_factor.recovery_code_used") == 2


def test_recovery_codes_are_nobody_elses(town: Town) -> None:
    _, codes = enrol(town)
    enrol(town, "bob")
    fields = {"login": "bob", "password": PASSWORD, "otp": codes[0]}
    assert town.reply("POST", "/api/v3/sessions", None, **fields).status == 401


def test_new_recovery_codes_end_the_old_ones(town: Town) -> None:
    app, old = enrol(town)
    who = town.sessions["alice"]
    made = town.done("POST", f"{FACTOR}/recovery-codes", who, password=PASSWORD, otp=app.code())
    assert sign_in(town, old[0]) == 401
    assert sign_in(town, made["recovery_codes"][0]) == 201


def test_guessing_codes_comes_to_an_end(town: Town) -> None:
    app, _ = enrol(town)
    for _ in range(gate.SECOND_FACTOR.capacity):
        assert sign_in(town, "000000") == 401
    assert sign_in(town, app.code()) == 429


@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_an_open_browser_is_not_enough_to_remove_it(town: Town, method: str) -> None:
    app, _ = enrol(town)
    path = FACTOR if method == "DELETE" else f"{FACTOR}/recovery-codes"
    who = town.sessions["alice"]
    for fields in (
        {},
        {"password": PASSWORD},
        {"password": PASSWORD, "otp": "000000"},
        {"password": "wrong", "otp": app.code()},
    ):
        assert town.reply(method, path, who, **fields).status in (401, 422)
    assert sign_in(town) == 401


def test_both_factors_remove_it(town: Town) -> None:
    app, codes = enrol(town)
    fields = {"password": PASSWORD, "otp": app.code()}
    assert town.reply("DELETE", FACTOR, town.sessions["alice"], **fields).status == 204
    assert sign_in(town) == 201
    assert sign_in(town, codes[0]) == 201
    assert town.reply("DELETE", FACTOR, town.sessions["alice"], **fields).status == 401


def test_it_is_not_begun_anew_while_there_is_one(town: Town) -> None:
    app, _ = enrol(town)
    reply = town.reply("POST", FACTOR, town.sessions["alice"], password=PASSWORD)
    assert reply.status == 409
    assert sign_in(town, app.code()) == 201


def test_it_is_begun_with_the_password(town: Town) -> None:
    reply = town.reply("POST", FACTOR, town.sessions["alice"], password="wrong")
    assert reply.status == 401


def test_an_administrator_removes_it_for_who_has_lost_everything(town: Town) -> None:
    enrol(town)
    path = "/api/v3/admin/users/alice/second-factor"
    assert town.reply("DELETE", path, ADMINISTRATOR).status == 204
    assert sign_in(town) == 201
    assert town.reply("DELETE", path, ADMINISTRATOR).status == 404
    log = town.done("GET", "/api/v3/user/audit-log", town.sessions["alice"])
    assert ("second_factor.removed", ADMIN) in [(each["action"], each["actor"]) for each in log]


def test_without_a_key_there_are_none(hearth: Hearth) -> None:
    hearth.app = hearth.new_app(Config())
    hearth.add_user("alice", PASSWORD)
    body = b'{"password": "correct horse battery"}'
    reply = hearth.reply("POST", FACTOR, basic("alice", PASSWORD) | JSON, body)
    assert reply.status == 404
    assert b"SECRET_KEY" in reply.body

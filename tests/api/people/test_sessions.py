from __future__ import annotations

import pytest

from door import SESSION_COOKIE
from exchange import Reply
from forge import gate
from forge.accounts.sessions import IDLE, LIFETIME, MAX_SESSIONS, MAX_USER_AGENT
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, basic, json_of
from tests.support.town import ORIGIN, PASSWORD, Town

SIGN_IN = "/api/v3/sessions"
SESSIONS = "/api/v3/user/sessions"


def sign_in(town: Town, login: str, password: str, **headers: str) -> Reply:
    return town.reply("POST", SIGN_IN, headers, login=login, password=password)


def cookie_of(reply: Reply) -> dict[str, str]:
    return {"cookie": reply.headers["set-cookie"].partition(";")[0], **ORIGIN}


def whoami(town: Town, headers: dict[str, str]) -> int:
    return town.reply("GET", "/api/v3/user", headers).status


@pytest.mark.parametrize("login", ["alice", "ALICE", "a@hearth.example", "A@Hearth.example"])
def test_one_signs_in_by_name_or_address(town: Town, login: str) -> None:
    town.done("PATCH", "/api/v3/user", town.sessions["alice"], email="a@hearth.example")
    reply = sign_in(town, login, PASSWORD)
    assert reply.status == 201
    assert json_of(reply)["login"] == "alice"
    assert whoami(town, cookie_of(reply)) == 200


def test_the_cookie_is_for_this_host_over_tls_and_not_for_scripts(town: Town) -> None:
    cookie = sign_in(town, "alice", PASSWORD).headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    assert name == SESSION_COOKIE
    assert name.startswith("__Host-")
    attributes = set(rest.split("; ")[1:])
    assert attributes == {
        f"Max-Age={LIFETIME}", "Path=/", "Secure", "HttpOnly", "SameSite=Lax",
    }  # fmt: skip


def test_the_configured_account_signs_in_too(town: Town) -> None:
    assert whoami(town, cookie_of(sign_in(town, ADMIN, ADMIN_PASSWORD))) == 200


@pytest.mark.parametrize(
    ("login", "password"),
    [("alice", "wrong"), ("nobody", PASSWORD), ("builder", PASSWORD), ("acme", PASSWORD),
     ("nobody@hearth.example", PASSWORD)],
)  # fmt: skip
def test_wrong_names_and_passwords_are_refused_in_the_same_words(
    town: Town, login: str, password: str
) -> None:
    reply = sign_in(town, login, password)
    assert reply.status == 401
    assert "set-cookie" not in reply.headers
    assert json_of(reply)["message"].startswith("The user name, password or token is not right")


def test_an_identifier_from_before_the_sign_in_is_never_promoted(town: Town) -> None:
    planted = {"cookie": f"{SESSION_COOKIE}=planted-by-somebody-else", **ORIGIN}
    reply = sign_in(town, "alice", PASSWORD, **planted)
    assert "planted" not in reply.headers["set-cookie"]
    assert whoami(town, planted) == 401
    again = sign_in(town, "alice", PASSWORD, **cookie_of(reply))
    assert cookie_of(again) != cookie_of(reply)


def test_a_foreign_page_cannot_sign_somebody_in(town: Town) -> None:
    for page in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert sign_in(town, "mallory", PASSWORD, **page).status == 403


def test_who_signs_out_is_signed_out_on_the_server(town: Town) -> None:
    cookie = cookie_of(sign_in(town, "alice", PASSWORD))
    reply = town.reply("DELETE", "/api/v3/session", cookie)
    assert reply.status == 204
    assert f"{SESSION_COOKIE}=; Max-Age=0" in reply.headers["set-cookie"]
    assert whoami(town, cookie) == 401


def test_sessions_are_listed_and_ended_one_by_one(town: Town) -> None:
    phone = cookie_of(sign_in(town, "alice", PASSWORD, **{"user-agent": "x" * 300}))
    laptop = town.sessions["alice"]
    listed = town.done("GET", SESSIONS, laptop)
    assert [each["current"] for each in listed] == [False, True]
    assert len(listed[0]["user_agent"]) == MAX_USER_AGENT
    assert town.reply("DELETE", f"{SESSIONS}/{listed[0]['id']}", laptop).status == 204
    assert whoami(town, phone) == 401
    assert whoami(town, laptop) == 200


def test_all_others_are_ended_at_once(town: Town) -> None:
    phone = cookie_of(sign_in(town, "alice", PASSWORD))
    assert town.reply("DELETE", SESSIONS, town.sessions["alice"]).status == 204
    assert whoami(town, phone) == 401
    assert whoami(town, town.sessions["alice"]) == 200
    assert whoami(town, town.sessions["bob"]) == 200


def test_nobody_ends_or_sees_somebody_elses(town: Town) -> None:
    mine = town.done("GET", SESSIONS, town.sessions["alice"])
    assert town.reply("DELETE", f"{SESSIONS}/{mine[0]['id']}", town.sessions["bob"]).status == 404
    assert whoami(town, town.sessions["alice"]) == 200


@pytest.mark.parametrize("step", [IDLE, LIFETIME])
def test_a_session_ends_by_itself(town: Town, step: int) -> None:
    cookie = cookie_of(sign_in(town, "alice", PASSWORD))
    began = town.hearth.now
    try:
        while town.hearth.now < began + step - IDLE:
            town.hearth.now += IDLE - 1
            assert whoami(town, cookie) == 200
        town.hearth.now = began + step - 1
        assert whoami(town, cookie) == 200 if step == IDLE else True
        town.hearth.now = began + step + (IDLE if step == IDLE else 0)
        assert whoami(town, cookie) == 401
    finally:
        town.hearth.now = began


def test_the_oldest_of_too_many_sessions_ends(town: Town) -> None:
    for _ in range(MAX_SESSIONS):
        sign_in(town, "alice", PASSWORD)
    assert len(town.done("GET", SESSIONS, cookie_of(sign_in(town, "alice", PASSWORD)))) == (
        MAX_SESSIONS
    )
    assert whoami(town, town.sessions["alice"]) == 401


def test_credentials_in_the_header_count_before_the_cookie(town: Town) -> None:
    both = town.sessions["alice"] | basic("bob", PASSWORD)
    assert town.done("GET", "/api/v3/user", both)["login"] == "bob"
    wrong = town.sessions["alice"] | {"authorization": "Bearer hearth_nothing"}
    assert whoami(town, wrong) == 401


# Guessing


def guess(town: Town, login: str, address: str) -> int:
    return sign_in(town, login, "wrong", **{"cf-connecting-ip": address}).status


def test_guessing_at_an_account_comes_to_an_end_from_wherever(town: Town) -> None:
    for number in range(gate.ACCOUNT.capacity):
        assert guess(town, "alice", f"10.0.0.{number}") == 401
    reply = sign_in(town, "alice", PASSWORD, **{"cf-connecting-ip": "10.1.1.1"})
    assert reply.status == 429
    assert reply.headers["retry-after"] == str(gate.ACCOUNT.refill)
    assert whoami(town, town.sessions["alice"]) == 200
    assert sign_in(town, "bob", PASSWORD).status == 201


def test_guessing_from_an_address_comes_to_an_end_whomever_it_is_at(town: Town) -> None:
    here = {"cf-connecting-ip": "2001:db8:1:2:3:4:5:6"}
    for number in range(gate.ADDRESS.capacity):
        assert sign_in(town, f"somebody-{number}", "wrong", **here).status == 401
    neighbour = {"cf-connecting-ip": "2001:db8:1:2:ffff::1"}
    assert sign_in(town, "dave", PASSWORD, **neighbour).status == 429
    elsewhere = {"cf-connecting-ip": "2001:db8:1:3::1"}
    assert sign_in(town, "dave", PASSWORD, **elsewhere).status == 201


def test_an_account_that_does_not_exist_answers_the_same_when_guessed_at(town: Town) -> None:
    answers: list[list[int]] = []
    for login in ("bob", "nobody"):
        answers.append([sign_in(town, login, "wrong").status for _ in range(12)])
    assert answers[0] == answers[1]


def test_a_password_that_was_right_a_moment_ago_is_not_guessed_at_uncounted(town: Town) -> None:
    """Its owner pushes all the time, and somebody guesses in between."""
    assert sign_in(town, "alice", PASSWORD).status == 201
    for _ in range(gate.ACCOUNT.capacity):
        assert guess(town, "alice", "10.0.0.1") == 401
    assert sign_in(town, "alice", PASSWORD).status == 429


def test_right_passwords_use_nothing_up(town: Town) -> None:
    for _ in range(3 * gate.ACCOUNT.capacity):
        assert sign_in(town, "carol", PASSWORD).status == 201


def test_dead_tokens_from_an_address_come_to_an_end_and_live_ones_go_on(town: Town) -> None:
    dead = {"authorization": "Bearer hearth_dead", "cf-connecting-ip": "10.0.0.1"}
    for _ in range(gate.TOKEN.capacity):
        assert whoami(town, dead) == 401
    reply = town.reply("GET", "/api/v3/user", dead)
    assert reply.status == 429
    assert int(reply.headers["retry-after"]) > 0
    alive = town.tokens["alice's reading token"] | {"cf-connecting-ip": "10.0.0.1"}
    assert whoami(town, alive) == 200

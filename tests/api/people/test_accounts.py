from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from config import Config
from exchange import Reply
from forge import gate
from forge.accounts.invitations import LIFETIME as INVITATION_LIFETIME
from forge.accounts.invitations import MAX_OPEN
from forge.accounts.passwords import RESET_LIFETIME
from forge.accounts.sign_up import SignUp
from forge.authentication import ConfiguredAccount
from forge.proof.passwords import MAX_PASSWORD, MIN_PASSWORD
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, basic, json_of
from tests.support.town import ADMINISTRATOR, PASSWORD, SECRET_KEY, Town

USERS = "/api/v3/users"
INVITATIONS = "/api/v3/admin/invitations"
NEW = "another good password"

Opening = Callable[[SignUp], None]


@pytest.fixture
def policy(town: Town) -> Iterator[Opening]:
    """Sets who may sign up."""
    app = town.hearth.app
    account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)

    def set_policy(sign_up: SignUp) -> None:
        config = Config(account, sign_up=sign_up, secret_key=SECRET_KEY)
        town.hearth.app = town.hearth.new_app(config)

    yield set_policy
    town.hearth.app = app


def sign_up(town: Town, name: str = "zoe", password: str = PASSWORD, **fields: object) -> Reply:
    address = {"cf-connecting-ip": f"10.0.0.{town.hearth.pbkdf2.calls % 250}"}
    return town.reply("POST", USERS, address, username=name, password=password, **fields)


def test_nobody_signs_up_where_it_is_not_said(town: Town) -> None:
    assert sign_up(town).status == 403


def test_all_sign_up_where_it_is_open(town: Town, policy: Opening) -> None:
    policy(SignUp.OPEN)
    assert sign_up(town, email="zoe@hearth.example").status == 201
    for login in ("zoe", "zoe@hearth.example"):
        made = town.done("GET", "/api/v3/user", basic(login, PASSWORD))
        assert (made["login"], made["site_admin"]) == ("zoe", False)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "alice"}, "username"),
        ({"name": "ACME"}, "username"),
        ({"name": "builder"}, "username"),
        ({"name": "api"}, "username"),
        ({"name": "-x"}, "username"),
        ({"name": "a" * 101}, "username"),
        ({"name": "z@x.example"}, "username"),
        ({"password": "x" * (MIN_PASSWORD - 1)}, "password"),
        ({"password": "x" * (MAX_PASSWORD + 1)}, "password"),
        ({"password": "\ud800" * MIN_PASSWORD}, "password"),
        ({"email": "nobody"}, "email"),
        ({"email": "a b@x.example"}, "email"),
        ({"email": "x" * 250 + "@x.example"}, "email"),
        ({"email": 7}, "email"),
    ],
)
def test_what_cannot_be_an_account_is_refused_by_its_field(
    town: Town, policy: Opening, fields: dict[str, object], field: str
) -> None:
    policy(SignUp.OPEN)
    reply = sign_up(town, **fields)  # type: ignore[arg-type]
    assert reply.status == 422
    assert json_of(reply)["errors"][0]["field"] == field


def test_an_address_is_of_one_account(town: Town, policy: Opening) -> None:
    policy(SignUp.OPEN)
    assert sign_up(town, email="zoe@hearth.example").status == 201
    reply = sign_up(town, "zack", email="ZOE@hearth.example")
    assert json_of(reply)["errors"][0]["field"] == "email"


def test_nobody_signs_up_as_the_configured_account(town: Town, policy: Opening) -> None:
    policy(SignUp.OPEN)
    assert sign_up(town, ADMIN.upper()).status == 403


def test_signing_up_again_and_again_from_one_address_comes_to_an_end(
    town: Town, policy: Opening
) -> None:
    policy(SignUp.OPEN)
    here = {"cf-connecting-ip": "10.9.9.9"}
    statuses = [
        town.reply("POST", USERS, here, username=f"z{number}", password=PASSWORD).status
        for number in range(gate.SIGN_UP.capacity + 1)
    ]
    assert statuses == [201] * gate.SIGN_UP.capacity + [429]


def invite(town: Town) -> str:
    return town.done("POST", INVITATIONS, ADMINISTRATOR, note="for Zoe")["invitation"]


def test_an_invitation_brings_one_person(town: Town, policy: Opening) -> None:
    policy(SignUp.INVITATION)
    assert sign_up(town).status == 403
    secret = invite(town)
    assert sign_up(town, invitation="x" * 43).status == 403
    assert sign_up(town, invitation=secret).status == 201
    assert sign_up(town, "zack", invitation=secret).status == 403
    (listed,) = town.done("GET", INVITATIONS, ADMINISTRATOR)
    assert (listed["note"], listed["used_by"]) == ("for Zoe", "zoe")
    assert secret not in str(listed)


def test_a_name_that_is_taken_does_not_use_the_invitation_up(town: Town, policy: Opening) -> None:
    policy(SignUp.INVITATION)
    secret = invite(town)
    assert sign_up(town, "alice", invitation=secret).status == 422
    assert sign_up(town, invitation=secret).status == 201


def test_an_invitation_expires_and_can_be_withdrawn(town: Town, policy: Opening) -> None:
    policy(SignUp.INVITATION)
    late, withdrawn = invite(town), invite(town)
    listed = town.done("GET", INVITATIONS, ADMINISTRATOR)
    path = f"{INVITATIONS}/{listed[0]['id']}"
    assert town.reply("DELETE", path, ADMINISTRATOR).status == 204
    assert town.reply("DELETE", path, ADMINISTRATOR).status == 404
    assert sign_up(town, invitation=withdrawn).status == 403
    town.hearth.now += INVITATION_LIFETIME
    try:
        assert sign_up(town, invitation=late).status == 403
    finally:
        town.hearth.now -= INVITATION_LIFETIME


def test_there_are_not_too_many_invitations(town: Town) -> None:
    for _ in range(MAX_OPEN):
        invite(town)
    assert town.reply("POST", INVITATIONS, ADMINISTRATOR, note="x").status == 422


# One's own account


def test_details_are_changed(town: Town) -> None:
    who = town.sessions["alice"]
    changed = town.done("PATCH", "/api/v3/user", who, name="Alice A.", email="a@hearth.example")
    assert (changed["name"], changed["email"]) == ("Alice A.", "a@hearth.example")
    changed = town.done("PATCH", "/api/v3/user", who, email=None)
    assert (changed["name"], changed["email"]) == ("Alice A.", None)
    for fields in ({"name": "a\nb"}, {"name": "x" * 101}, {"email": "x"}):
        assert town.reply("PATCH", "/api/v3/user", who, **fields).status == 422


def change(town: Town, current: str, new: str) -> int:
    fields = {"current": current, "password": new}
    return town.reply("PUT", "/api/v3/user/password", town.sessions["alice"], **fields).status


def test_a_password_is_changed_with_the_old_one_and_signs_other_browsers_out(town: Town) -> None:
    phone = town.session("alice")
    assert change(town, "wrong", NEW) == 401
    assert change(town, PASSWORD, "short") == 422
    assert change(town, PASSWORD, NEW) == 204
    assert town.reply("GET", "/api/v3/user", phone).status == 401
    assert town.reply("GET", "/api/v3/user", town.sessions["alice"]).status == 200
    assert town.reply("GET", "/api/v3/user", basic("alice", PASSWORD)).status == 401
    assert town.reply("GET", "/api/v3/user", basic("alice", NEW)).status == 200
    assert town.reply("GET", "/api/v3/user", town.tokens["alice's reading token"]).status == 200


def test_the_configured_password_is_changed_in_the_settings_only(town: Town) -> None:
    fields = {"current": ADMIN_PASSWORD, "password": NEW}
    reply = town.reply("PUT", "/api/v3/user/password", ADMINISTRATOR, **fields)
    assert reply.status == 403
    reset = f"/api/v3/admin/users/{ADMIN}/password-resets"
    assert town.reply("POST", reset, ADMINISTRATOR).status == 404


def make_reset(town: Town, name: str = "alice") -> str:
    path = f"/api/v3/admin/users/{name}/password-resets"
    return town.done("POST", path, ADMINISTRATOR)["secret"]


def reset(town: Town, secret: str) -> int:
    path = "/api/v3/password-resets"
    return town.reply("POST", path, secret=secret, password=NEW).status


def test_a_link_of_an_administrator_sets_a_password_once(town: Town) -> None:
    secret = make_reset(town)
    assert town.reply("GET", "/api/v3/user", basic("alice", PASSWORD)).status == 200
    assert reset(town, secret) == 204
    assert reset(town, secret) == 401
    assert town.reply("GET", "/api/v3/user", town.sessions["alice"]).status == 401
    assert town.reply("GET", "/api/v3/user", basic("alice", NEW)).status == 200


def test_links_expire_and_only_the_last_one_works(town: Town) -> None:
    first, second = make_reset(town), make_reset(town)
    assert reset(town, first) == 401
    town.hearth.now += RESET_LIFETIME
    try:
        assert reset(town, second) == 401
    finally:
        town.hearth.now -= RESET_LIFETIME


def test_a_changed_password_ends_the_link(town: Town) -> None:
    secret = make_reset(town)
    assert change(town, PASSWORD, NEW) == 204
    assert reset(town, secret) == 401


def test_guessing_links_comes_to_an_end(town: Town) -> None:
    secret = make_reset(town)
    for _ in range(gate.SECRET.capacity):
        assert reset(town, "x" * 43) == 401
    assert reset(town, secret) == 429


def test_an_account_is_deleted_with_the_password_once_nothing_is_left_to_it(town: Town) -> None:
    path, mallory = "/api/v3/user", town.sessions["mallory"]
    assert town.reply("DELETE", path, town.sessions["alice"], password=PASSWORD).status == 409
    assert town.reply("DELETE", path, town.sessions["erin"], password=PASSWORD).status == 409
    assert town.reply("DELETE", path, mallory, password="wrong").status == 401
    assert town.reply("DELETE", path, mallory, password=PASSWORD).status == 204
    for headers in (
        mallory,
        basic("mallory", PASSWORD),
        town.tokens["mallory's administering token"],
    ):
        assert town.reply("GET", path, headers).status == 401
    assert town.reply("GET", f"{USERS}/mallory").status == 404


def test_nobody_takes_the_name_of_a_deleted_account(town: Town, policy: Opening) -> None:
    policy(SignUp.OPEN)
    town.reply("DELETE", "/api/v3/user", town.sessions["mallory"], password=PASSWORD)
    assert sign_up(town, "Mallory").status == 422
    alice = town.sessions["alice"]
    assert town.reply("POST", "/api/v3/orgs", alice, login="mallory").status == 422
    assert town.reply("POST", "/api/v3/user/agents", alice, name="mallory").status == 422


def test_what_somebody_could_do_ends_with_the_account(town: Town) -> None:
    assert (
        town.reply("DELETE", "/api/v3/user", town.sessions["bob"], password=PASSWORD).status == 204
    )
    listed = town.done("GET", "/api/v3/repos/alice/closed/collaborators", town.sessions["alice"])
    assert [each["login"] for each in listed] == ["carol", "dave"]

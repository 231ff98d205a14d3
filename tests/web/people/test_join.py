from __future__ import annotations

from config import Config
from forge.accounts.sign_up import SignUp
from forge.authentication import ConfiguredAccount
from tests.support.browser import Browser
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, Hearth
from tests.web.conftest import PASSWORD, SECRET_KEY


def test_who_signs_up_is_signed_in(stranger: Browser) -> None:
    screen = stranger.open("/join").form().send(username="eve", password=PASSWORD)
    assert screen.url == "/"
    assert "Your repositories" in screen.text


def test_a_name_that_is_taken_is_said_with_what_was_typed(stranger: Browser) -> None:
    form = stranger.open("/join").form()
    screen = form.send(username="ADA", email="e@example.org", password=PASSWORD)
    assert screen.status == 422
    assert "username is taken" in screen.text
    assert screen.form().values == {"username": "ADA", "email": "e@example.org", "password": ""}


def test_a_short_password_is_refused(stranger: Browser) -> None:
    screen = stranger.open("/join").form().send(username="eve", password="short")
    assert screen.status == 422
    assert "password must have at least" in screen.text


def test_where_sign_up_is_closed_there_is_no_form(hearth: Hearth) -> None:
    account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)
    hearth.app = hearth.new_app(Config(account, sign_up=SignUp.CLOSED))
    browser = Browser(hearth)
    screen = browser.open("/join")
    assert "ask its administrator" in screen.text
    screen = browser.send("POST", "/join", {"username": "eve", "password": PASSWORD})
    assert screen.status == 403


def test_an_invitation_lets_one_person_in(hearth: Hearth) -> None:
    account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)
    config = Config(account, secret_key=SECRET_KEY, sign_up=SignUp.INVITATION)
    hearth.app = hearth.new_app(config)
    administrator = Browser(hearth)
    administrator.sign_in(ADMIN, ADMIN_PASSWORD)
    screen = (
        administrator.open("/administration")
        .form("/administration/invitations")
        .send(note="for eve")
    )
    link = screen.document.query_one("input[readonly]").attrs["value"]
    path = link.removeprefix("https://hearth.example")
    screen = Browser(hearth).open(path).form().send(username="eve", password=PASSWORD)
    assert "Your repositories" in screen.text
    screen = Browser(hearth).open(path).form().send(username="eva", password=PASSWORD)
    assert screen.status == 403
    assert "was used" in screen.text


def test_a_link_of_an_administrator_sets_a_new_password_once(hearth: Hearth) -> None:
    administrator, ada = Browser(hearth), Browser(hearth)
    administrator.sign_in(ADMIN, ADMIN_PASSWORD)
    screen = (
        administrator.open("/administration")
        .form("/administration/password-resets")
        .send(user="ada")
    )
    link = screen.document.query_one("input[readonly]").attrs["value"]
    path = link.removeprefix("https://hearth.example")
    screen = ada.open(path).form().send(password="another good password")
    assert screen.url == "/login?done=reset"
    assert "The new password is set" in screen.text
    assert ada.sign_in("ada", "another good password").status == 200
    assert ada.open(path).form().send(password="a third good password").status == 401

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from door import SESSION_COOKIE
from forge.elsewhere.github import GithubSettings
from forge.proof import totp
from tests.support.browser import Browser
from tests.support.hearth import Hearth
from tests.web.conftest import PASSWORD


def test_who_signs_in_comes_to_their_repositories(stranger: Browser) -> None:
    screen = stranger.sign_in("ada", PASSWORD)
    assert screen.url == "/"
    assert "Your repositories" in screen.text
    assert SESSION_COOKIE in stranger.cookies


def test_a_wrong_password_shows_the_form_again_with_the_name_and_without_the_password(
    stranger: Browser,
) -> None:
    screen = stranger.sign_in("ada", "not the password")
    assert screen.status == 401
    assert "not right" in screen.text
    assert screen.form("/login").values == {"to": "/", "login": "ada", "password": ""}
    assert not stranger.cookies


def test_a_page_that_takes_an_account_leads_to_the_form_and_back(stranger: Browser) -> None:
    screen = stranger.open("/settings/tokens?x=1")
    assert screen.url == "/login?to=%2Fsettings%2Ftokens%3Fx%3D1"
    screen = screen.form("/login").send(login="ada", password=PASSWORD)
    assert screen.url == "/settings/tokens?x=1"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
def test_nobody_is_led_to_another_server(stranger: Browser, to: str) -> None:
    screen = stranger.send("POST", "/login", {"login": "ada", "password": PASSWORD, "to": to})
    assert screen.url == "/"


def test_signing_out_ends_the_session(ada: Browser) -> None:
    cookies = dict(ada.cookies)
    ada.send("POST", "/logout", {})
    assert not ada.cookies
    ada.cookies = cookies
    assert ada.open("/settings").url.startswith("/login")


def test_github_leads_back_to_where_one_came_from(hearth: Hearth, stranger: Browser) -> None:
    github = GithubSettings("id", "secret", "https://github.test", "https://api.github.test")
    hearth.app = hearth.new_app(replace(hearth.config, github=github))
    links = stranger.open("/login?to=%2Fsettings%2Ftokens").links()
    assert "/login/github?return_to=%2Fsettings%2Ftokens" in links


def test_a_form_elsewhere_signs_nobody_in_or_out(hearth: Hearth, ada: Browser) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    elsewhere = {**kind, "origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    body = f"login=ada&password={PASSWORD}".encode()
    reply = hearth.reply("POST", "/login", elsewhere, body)
    assert reply.status == 403
    assert "set-cookie" not in reply.headers
    cookie = {"cookie": f"{SESSION_COOKIE}={ada.cookies[SESSION_COOKIE]}"}
    assert hearth.reply("POST", "/logout", {**elsewhere, **cookie}).status == 403
    assert ada.open("/settings").status == 200


def test_a_second_factor_asks_for_its_code(hearth: Hearth, ada: Browser) -> None:
    screen = ada.open("/settings/second-factor").form().send(current=PASSWORD)
    secret = screen.document.query_one("pre").to_text().strip()
    code = totp.code_at(base64.b32decode(secret), hearth.now // totp.STEP)
    screen = screen.form("/settings/second-factor/confirm").send(otp=code)
    codes = screen.document.query_one("pre").to_text().split()
    assert len(codes) == 10

    other = Browser(hearth)
    screen = other.sign_in("ada", PASSWORD)
    assert "Code of your second factor" in screen.text
    assert not other.cookies
    form = screen.form("/login")
    assert form.values["login"] == "ada"
    screen = form.send(password=PASSWORD, otp="000000")
    assert screen.status == 401
    assert "Code of your second factor" in screen.text
    screen = screen.form("/login").send(password=PASSWORD, otp=codes[0])
    assert "Your repositories" in screen.text

from __future__ import annotations

import json

import pytest

from forge.repositories import Visibility
from tests.support.browser import Browser
from tests.support.hearth import Hearth, basic
from tests.web.conftest import PASSWORD

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": "https://hearth.example"}


def test_a_page_is_there_as_html_json_and_text(hearth: Hearth) -> None:
    hearth.add_repository("ada", "open", Visibility.PUBLIC)
    html = hearth.reply("GET", "/ada")
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    told = json.loads(hearth.reply("GET", "/ada", {"accept": "application/json"}).body)
    assert told["repositories"][0]["name"] == "open"
    text = hearth.reply("GET", "/ada?format=md")
    assert text.headers["content-type"] == "text/markdown; charset=utf-8"
    assert b"https://hearth.example/ada/open" in text.body
    assert html.headers["vary"] == "accept, authorization, cookie"


def test_an_unchanged_page_is_not_sent_again(hearth: Hearth) -> None:
    first = hearth.reply("GET", "/ada")
    again = hearth.reply("GET", "/ada", {"if-none-match": f'"x", {first.headers["etag"]}'})
    assert (again.status, again.body) == (304, b"")
    assert hearth.reply("GET", "/ada?format=json", {"if-none-match": first.headers["etag"]}).body


def test_no_cache_keeps_what_one_person_sees_for_another(hearth: Hearth, ada: Browser) -> None:
    for reply in (hearth.reply("GET", "/"), ada.open("/").reply):
        assert reply.headers["cache-control"] == "no-cache, private"


def test_a_page_allows_no_script_but_our_own(hearth: Hearth) -> None:
    policy = hearth.reply("GET", "/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert b"<script>" not in hearth.reply("GET", "/").body


@pytest.mark.parametrize("path", ["/ada/", "/explore/?x=1", "//ada//"])
def test_a_slash_at_the_end_is_taken_away(hearth: Hearth, path: str) -> None:
    reply = hearth.reply("GET", path)
    assert reply.status == 301
    location = reply.headers["location"]
    assert not location.partition("?")[0].endswith("/")
    assert not location.startswith("//")


def test_an_error_is_told_in_the_form_that_was_asked_for(hearth: Hearth) -> None:
    reply = hearth.reply("GET", "/nobody", {"accept": "application/json"})
    assert reply.status == 404
    assert json.loads(reply.body)["status"] == 404
    reply = hearth.reply("GET", "/nobody?format=md")
    assert b"There is nothing at this address" in reply.body


def test_programs_are_told_to_show_credentials(hearth: Hearth) -> None:
    reply = hearth.reply("GET", "/settings", {"accept": "application/json"})
    assert reply.status == 401
    assert reply.headers["www-authenticate"].startswith("Basic ")
    shown = basic("ada", PASSWORD)
    assert hearth.reply("GET", "/settings", {"accept": "application/json", **shown}).status == 200


def test_wrong_credentials_are_told_on_every_page(hearth: Hearth) -> None:
    reply = hearth.reply("GET", "/explore", basic("ada", "wrong"))
    assert reply.status == 401
    assert b"not right" in reply.body


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({**FORM, "content-type": "application/json"}, b"{}", 415),
        (FORM, b"theme=" + b"x" * 70_000, 413),
        (FORM, b"a=1&" * 1001, 422),
        (FORM, b"theme=%ff", 422),
        (FORM, b"theme=\xff", 422),
        (FORM, b"theme=purple", 422),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(
    hearth: Hearth, headers: dict[str, str], body: bytes, status: int
) -> None:
    assert hearth.reply("POST", "/theme", headers, body).status == status


def test_the_theme_is_kept_by_the_browser(stranger: Browser) -> None:
    screen = stranger.send("POST", "/theme", {"theme": "dark", "to": "/explore"})
    assert screen.url == "/explore"
    assert 'data-theme="dark"' in screen.html
    screen = stranger.send("POST", "/theme", {"theme": "", "to": "//evil"})
    assert screen.url == "/"
    assert "data-theme" not in screen.html


def test_a_notice_says_only_what_is_ours(stranger: Browser) -> None:
    assert "Saved." in stranger.open("/explore?done=saved").text
    assert "hacked" not in stranger.open("/explore?done=hacked").text


def test_a_segment_that_is_no_name_is_not_looked_up(hearth: Hearth) -> None:
    for path in ("/%00", "/" + "a" * 5000, "/%ff/%fe/settings"):
        assert hearth.reply("GET", path).status == 404

from __future__ import annotations

from forge.access import Action, Decision, authorize
from forge.repositories import Visibility
from forge.tokens import find_actor
from tests.support.browser import Browser
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, Hearth
from tests.web.conftest import PASSWORD


def made_token(browser: Browser, url: str = "/settings/tokens", **values: str) -> str:
    screen = browser.open(url).form(url).send(name="a token", **values)
    assert screen.status == 200, screen.text
    return screen.document.query_one("input[readonly]").attrs["value"]


def test_name_and_address_are_kept(ada: Browser) -> None:
    screen = ada.open("/settings").form().send(full_name="Ada L", email="ada@example.org")
    assert "Saved." in screen.text
    assert screen.form().values == {"full_name": "Ada L", "email": "ada@example.org"}
    assert "Ada L" in ada.open("/ada").text


def test_an_address_that_is_none_is_refused(ada: Browser) -> None:
    screen = ada.open("/settings").form().send(email="nonsense")
    assert screen.status == 422
    assert screen.form().values["email"] == "nonsense"


def test_a_new_password_takes_the_old_one_and_ends_other_sessions(
    hearth: Hearth, ada: Browser
) -> None:
    other = Browser(hearth)
    other.sign_in("ada", PASSWORD)
    form = ada.open("/settings/password").form()
    assert form.send(current="wrong", password="another good one").status == 401
    screen = form.send(current=PASSWORD, password="another good one")
    assert "Saved." in screen.text
    assert other.open("/settings").url.startswith("/login")


def test_the_account_of_the_settings_is_changed_there(hearth: Hearth) -> None:
    browser = Browser(hearth)
    browser.sign_in(ADMIN, ADMIN_PASSWORD)
    assert "stands in the settings" in browser.open("/settings/password").text
    values = {"current": ADMIN_PASSWORD, "password": "another good one"}
    assert browser.send("POST", "/settings/password", values).status == 403


def test_sessions_are_listed_and_ended(hearth: Hearth, ada: Browser) -> None:
    other = Browser(hearth)
    other.sign_in("ada", PASSWORD)
    screen = ada.open("/settings/sessions")
    buttons = screen.document.query("main button[name=id]")
    assert len(buttons) == 1
    screen.form().send(id=buttons[0].attrs["value"])
    assert other.open("/settings").url.startswith("/login")
    assert ada.open("/settings").status == 200


def test_a_token_is_shown_once_and_opens_what_it_was_made_for(hearth: Hearth, ada: Browser) -> None:
    hearth.add_repository("ada", "closed", Visibility.PRIVATE)
    text = made_token(ada, scope="repo:read", days="7")
    assert text not in ada.open("/settings/tokens").html
    reply = hearth.reply("GET", "/ada", {"authorization": f"Bearer {text}"})
    assert b"closed" in reply.body
    actor = hearth.run(find_actor(hearth.database, text, hearth.now))
    assert actor is not None
    assert authorize(actor, Action.WRITE, None) is Decision.HIDDEN
    hearth.now += 7 * 86_400 + 1
    assert hearth.reply("GET", "/ada", {"authorization": f"Bearer {text}"}).status == 401


def test_a_token_can_be_limited_to_repositories(hearth: Hearth, ada: Browser) -> None:
    hearth.add_repository("ada", "one", Visibility.PRIVATE)
    hearth.add_repository("ada", "two", Visibility.PRIVATE)
    text = made_token(ada, repositories="ada/one")
    seen = hearth.reply("GET", "/ada", {"authorization": f"Bearer {text}"}).body
    assert b"/ada/one" in seen
    assert b"/ada/two" not in seen
    screen = ada.open("/settings/tokens").form().send(name="x", repositories="ada/none")
    assert screen.status == 422


def test_a_token_that_was_taken_back_opens_nothing(hearth: Hearth, ada: Browser) -> None:
    text = made_token(ada)
    screen = ada.open("/settings/tokens")
    button = screen.document.query_one("button[name=remove]")
    screen.form().send(remove=button.attrs["value"])
    assert hearth.reply("GET", "/", {"authorization": f"Bearer {text}"}).status == 401


def test_a_token_does_not_open_the_settings(hearth: Hearth, ada: Browser) -> None:
    text = made_token(ada, scope="admin")
    assert hearth.reply("GET", "/settings", {"authorization": f"Bearer {text}"}).status == 403


def test_an_agent_gets_tokens_of_its_own(hearth: Hearth, ada: Browser) -> None:
    screen = ada.open("/settings/agents").form().send(name="builder")
    assert screen.url == "/settings/agents/builder"
    text = made_token(ada, "/settings/agents/builder")
    actor = hearth.run(find_actor(hearth.database, text, hearth.now))
    assert actor is not None
    assert actor.label == "builder for ada"
    bob = Browser(hearth)
    bob.sign_in("bob", PASSWORD)
    assert bob.open("/settings/agents/builder").status == 404


def test_the_audit_log_says_what_was_done(ada: Browser) -> None:
    made_token(ada)
    assert "token" in ada.open("/settings/audit-log").text


def test_what_was_deleted_comes_back_from_the_bin(hearth: Hearth, ada: Browser) -> None:
    hearth.add_repository("ada", "gone", Visibility.PUBLIC)
    form = ada.open("/ada/gone/settings").form("/ada/gone/settings/delete")
    assert form.send(name="other").status == 422
    assert "Removed." in form.send(name="gone").text
    assert ada.open("/ada/gone").status == 404
    screen = ada.open("/settings/bin")
    button = screen.document.query_one("main button[name=id]")
    screen = screen.form().send(id=button.attrs["value"])
    assert screen.url == "/ada/gone?done=restored"
    assert "/ada/gone" in ada.open("/ada").links()


def test_an_account_is_deleted_by_its_name_and_password(hearth: Hearth, ada: Browser) -> None:
    form = ada.open("/settings/delete").form()
    assert form.send(name="bob", current=PASSWORD).status == 422
    assert form.send(name="ada", current="wrong").status == 401
    assert form.send(name="ada", current=PASSWORD).url == "/"
    assert not ada.cookies
    assert Browser(hearth).sign_in("ada", PASSWORD).status == 401

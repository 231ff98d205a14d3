from __future__ import annotations

from tests.support.browser import Browser
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, Hearth
from tests.web.conftest import PASSWORD

SETTINGS = "/organizations/acme/settings"


def made(ada: Browser) -> None:
    screen = ada.open("/organizations/new").form().send(name="acme", full_name="The Acme")
    assert screen.url == "/acme"
    assert "The Acme" in screen.text


def test_who_makes_an_organization_owns_it(ada: Browser, stranger: Browser) -> None:
    made(ada)
    assert SETTINGS in ada.open("/acme").links()
    assert SETTINGS not in stranger.open("/acme").links()
    assert "acme" in ada.open("/ada").text
    assert "acme" not in stranger.open("/ada").text


def test_only_owners_see_the_settings(hearth: Hearth, ada: Browser) -> None:
    made(ada)
    bob = Browser(hearth)
    bob.sign_in("bob", PASSWORD)
    assert bob.open(SETTINGS).status == 404
    ada.open(SETTINGS).form(SETTINGS).send(user="bob", role="member")
    assert bob.open(SETTINGS).status == 404
    assert "ada" in bob.open("/acme").text
    ada.open(SETTINGS).form(SETTINGS).send(user="bob", role="owner")
    assert bob.open(SETTINGS).status == 200


def test_the_last_owner_stays(ada: Browser) -> None:
    made(ada)
    screen = ada.open(SETTINGS).form(SETTINGS).send(remove="ada")
    assert screen.status == 409
    assert "ada" in screen.text


def test_a_team_gets_members_and_repositories(hearth: Hearth, ada: Browser) -> None:
    made(ada)
    bob = Browser(hearth)
    bob.sign_in("bob", PASSWORD)
    ada.open("/new").form().send(owner="acme", name="tool")
    ada.open(SETTINGS).form(SETTINGS).send(user="bob", role="member")
    team = ada.open(SETTINGS).form(f"{SETTINGS}/teams").send(name="core")
    assert team.url == f"{SETTINGS}/teams/core"
    team.form().send(user="bob")
    assert bob.open("/acme/tool/settings").status == 404
    team.form().send(repository="tool", role="admin")
    assert bob.open("/acme/tool/settings").status == 200
    team.form().send(repository="tool", role="none")
    assert bob.open("/acme/tool/settings").status == 404
    assert team.form().send(delete="yes").url == f"{SETTINGS}?done=removed"


def test_an_organization_that_owns_nothing_can_be_deleted(ada: Browser) -> None:
    made(ada)
    ada.open("/new").form().send(owner="acme", name="tool")
    form = ada.open(SETTINGS).form(f"{SETTINGS}/delete")
    assert form.send(name="other").status == 422
    assert form.send(name="acme").status == 409
    ada.open("/acme/tool/settings").form("/acme/tool/settings/delete").send(name="tool")
    assert form.send(name="acme").status in (200, 409)


def test_administration_is_for_administrators(hearth: Hearth, ada: Browser) -> None:
    assert ada.open("/administration").status == 404
    administrator = Browser(hearth)
    administrator.sign_in(ADMIN, ADMIN_PASSWORD)
    screen = (
        administrator.open("/administration")
        .form("/administration/invitations")
        .send(note="for eve")
    )
    button = screen.document.query_one("button[name=remove]")
    screen = screen.form("/administration/invitations").send(remove=button.attrs["value"], note="")
    assert "for eve" not in screen.text
    form = screen.form("/administration/second-factors")
    assert form.send(user="ada").status == 404

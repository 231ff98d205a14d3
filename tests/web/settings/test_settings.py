from __future__ import annotations

import pytest

from forge.repositories import Visibility
from tests.support.browser import Browser
from tests.support.hearth import Hearth
from tests.web.conftest import PASSWORD


@pytest.fixture
def open_repository(hearth: Hearth) -> str:
    hearth.add_repository("ada", "open", Visibility.PUBLIC)
    return "/ada/open/settings"


def test_what_is_said_of_a_repository_is_kept(ada: Browser, open_repository: str) -> None:
    screen = ada.open(open_repository).form(open_repository)
    screen = screen.send(
        description="What it is", website="https://example.org", topics="git Forge", name="open"
    )
    assert "Saved." in screen.text
    values = screen.form(open_repository).values
    assert values["description"] == "What it is"
    assert values["website"] == "https://example.org"
    assert values["topics"] == "forge git"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "a b"),
        ("website", "javascript:alert(1)"),
        ("topics", "ÄÖ"),
        ("visibility", "secret"),
        ("description", "x" * 351),
    ],
)
def test_a_value_that_cannot_be_kept_changes_nothing(
    ada: Browser, open_repository: str, field: str, value: str
) -> None:
    form = ada.open(open_repository).form(open_repository)
    before = dict(form.values)
    screen = form.send(**{"description": "new", field: value})
    assert screen.status == 422
    assert field in screen.text
    assert ada.open(open_repository).form(open_repository).values == before


def test_a_renamed_repository_is_found_under_its_old_name(
    ada: Browser, open_repository: str
) -> None:
    screen = ada.open(open_repository).form(open_repository).send(name="renamed")
    assert screen.url == "/ada/renamed/settings?done=saved"
    assert ada.open("/ada/open/settings?x=1").url == "/ada/renamed/settings?x=1"


def test_a_private_repository_is_no_longer_there_for_strangers(
    ada: Browser, stranger: Browser, open_repository: str
) -> None:
    ada.open(open_repository).form(open_repository).send(visibility="private")
    assert "open" not in stranger.open("/ada").text


def test_an_archived_repository_can_be_taken_into_use_again(
    ada: Browser, open_repository: str
) -> None:
    url = f"{open_repository}/archive"
    screen = ada.open(open_repository).form(url).send(archived="true")
    assert "archived" in screen.text
    screen = screen.form(url).send(archived="false")
    assert "archived" not in screen.text


def test_a_repository_goes_to_an_organization_of_ones_own(
    ada: Browser, open_repository: str
) -> None:
    ada.open("/organizations/new").form().send(name="acme")
    form = ada.open(open_repository).form(f"{open_repository}/transfer")
    assert form.send(owner="acme", name="wrong").status == 422
    assert form.send(owner="bob", name="open").status == 422
    form.send(owner="acme", name="open")
    assert "/acme/open" in ada.open("/acme").links()


def test_who_is_let_in_can_see_it_until_let_in_no_more(hearth: Hearth, ada: Browser) -> None:
    hearth.add_repository("ada", "closed", Visibility.PRIVATE)
    url, bob = "/ada/closed/settings/access", Browser(hearth)
    bob.sign_in("bob", PASSWORD)
    assert bob.open("/ada/closed/settings").status == 404
    screen = ada.open(url).form().send(user="bob", role="admin")
    assert "bob" in screen.text
    assert bob.open("/ada/closed/settings").status == 200
    screen.form().send(remove="bob")
    assert bob.open("/ada/closed/settings").status == 404


def test_nobody_who_is_not_there_is_let_in(ada: Browser, open_repository: str) -> None:
    url = f"{open_repository}/access"
    screen = ada.open(url).form().send(user="nobody", role="read")
    assert screen.status == 404
    assert "There is no such user." in screen.text
    assert screen.form().values["user"] == "nobody"


def test_records_tell_size_and_deeds(ada: Browser, open_repository: str) -> None:
    ada.open(open_repository).form(open_repository).send(description="noted")
    screen = ada.open(f"{open_repository}/records")
    assert "0 bytes packed" in screen.text
    assert "description: noted" in screen.text

from __future__ import annotations

from forge.repositories import Visibility
from tests.support.browser import Browser
from tests.support.hearth import Hearth


def test_the_form_makes_a_private_repository_unless_told_otherwise(
    ada: Browser, stranger: Browser
) -> None:
    screen = ada.open("/new").form().send(name="first", description="The <first> of mine")
    assert screen.url == "/ada/first"
    assert "The <first> of mine" in ada.open("/").text
    assert "first" not in stranger.open("/explore").text
    ada.open("/new").form().send(name="shown", visibility="public")
    assert "/ada/shown" in stranger.open("/explore").links()


def test_a_name_that_cannot_be_kept_is_said_with_what_was_typed(ada: Browser) -> None:
    screen = ada.open("/new").form().send(name="a b", description="kept", visibility="public")
    assert screen.status == 422
    values = screen.form().values
    assert (values["name"], values["description"], values["visibility"]) == (
        "a b",
        "kept",
        "public",
    )


def test_nobody_makes_repositories_for_others(ada: Browser) -> None:
    screen = ada.send("POST", "/new", {"owner": "bob", "name": "gift", "visibility": "public"})
    assert screen.status == 422
    assert "owner must be yourself" in screen.text


def test_a_profile_shows_what_its_reader_may_see(
    hearth: Hearth, ada: Browser, stranger: Browser
) -> None:
    hearth.add_repository("ada", "open", Visibility.PUBLIC)
    hearth.add_repository("ada", "closed", Visibility.PRIVATE)
    assert "closed" in ada.open("/ada").text
    seen = stranger.open("/ada").text
    assert "open" in seen
    assert "closed" not in seen


def test_a_profile_is_found_in_any_case_at_its_own_address(stranger: Browser) -> None:
    assert stranger.open("/ADA").url == "/ada"


def test_lists_are_paged(hearth: Hearth, stranger: Browser) -> None:
    for number in range(31):
        hearth.add_repository("ada", f"r{number:02}", Visibility.PUBLIC)
    first = stranger.open("/explore")
    assert "r29" in first.text
    assert "r30" not in first.text
    assert "/explore?page=2" in first.links()
    last = stranger.open("/explore?page=2")
    assert "r30" in last.text
    assert "/explore?page=3" not in last.links()

"""The way in, and the pages about people and settings."""

from __future__ import annotations

import pytest

from tests.support.visitor import Visitor

pytestmark = pytest.mark.workerd

OPEN = ["/", "/explore", "/login", "/join", "/reset", "/nothing-here"]
OWN = [
    "/",
    "/new",
    "/admin",
    "/administration",
    "/organizations/new",
    "/settings",
    "/settings/password",
    "/settings/second-factor",
    "/settings/sessions",
    "/settings/tokens",
    "/settings/agents",
    "/settings/bin",
    "/settings/audit-log",
    "/settings/delete",
]


def test_a_repository_is_made_and_deleted(visitor: Visitor) -> None:
    visitor.sign_in()
    path = visitor.make_repository()
    page = visitor.open(f"{path}/settings")
    page.get_by_label("Description").fill("What it is about")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    page.get_by_text("Delete it").first.click()
    page.locator("#f-name-delete").fill(path.rpartition("/")[2])
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("Removed.").wait_for()
    visitor.open(path, 404)


def test_all_forms_work_without_scripts(reader: Visitor) -> None:
    reader.sign_in()
    page = reader.open("/settings/tokens")
    page.get_by_label("What it is for").fill("for the journey")
    page.get_by_role("button", name="Make it").click()
    assert page.get_by_label("The new token").input_value().startswith("hearth_")
    page.locator("button[name=theme][value=dark]").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_label("Account: admin").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("banner").get_by_role("link", name="Sign in").wait_for()


def test_the_keyboard_alone_signs_somebody_in(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/login*")
    page.get_by_label("User name or e-mail address").focus()
    page.keyboard.type(visitor.server.account)
    page.keyboard.press("Tab")
    page.keyboard.type(visitor.server.password)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your repositories").wait_for()


@pytest.mark.parametrize("path", OPEN)
def test_what_strangers_see_is_open_to_all_and_fits_every_screen(
    visitor: Visitor, path: str
) -> None:
    visitor.page.goto(path)
    visitor.assert_good()


def test_what_is_ones_own_is_open_to_all_and_fits_every_screen(visitor: Visitor) -> None:
    visitor.sign_in()
    path = visitor.make_repository()
    of_repository = [f"{path}/settings", f"{path}/settings/access", f"{path}/settings/records"]
    for own in [*OWN, *of_repository]:
        visitor.open(own)
        visitor.assert_good()

"""Two people in two browsers talk about an issue; one of them has no scripts."""

from __future__ import annotations

import pytest

from tests.support.visitor import Visitor

pytestmark = pytest.mark.workerd

PASSWORD = "correct horse battery"
TEXT = "It burns **a lot**, says @admin.\n\n- [ ] put it out\n\n```python\nprint('so')\n```\n"


def join(host: Visitor, guest: Visitor, name: str) -> None:
    """`host`, who administers the server, invites `guest`, who signs up as `name`."""
    page = host.open("/administration")
    page.get_by_label("For whom").fill(name)
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("The link").input_value()
    page = guest.open(link[link.index("/join") :])
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("heading", name="Your repositories").wait_for()


def test_an_issue_is_opened_discussed_and_closed(visitor: Visitor, reader: Visitor) -> None:
    visitor.sign_in()
    path = visitor.make_repository("public")
    join(visitor, reader, "guest")

    page = reader.open(f"{path}/issues")
    page.get_by_role("link", name="New issue").click()
    page.get_by_label("Title").fill("It burns")
    page.get_by_label("Text").fill(TEXT)
    page.get_by_role("button", name="Preview").click()
    page.locator("section strong", has_text="a lot").wait_for()
    page.get_by_role("button", name="Open the issue").click()
    page.wait_for_url(f"**{path}/issues/1")

    page = visitor.open(f"{path}/issues/1")
    page.get_by_label("Comment").fill("I see; see #1.")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_text("closed this").wait_for()
    visitor.assert_good()
    visitor.open(f"{path}/issues?q=is:closed")
    visitor.assert_good()
    for name in ("labels", "milestones", "issues/new"):
        visitor.open(f"{path}/{name}")
        visitor.assert_good()

    page = reader.open(f"{path}/issues/1")
    page.get_by_text("I see; see").wait_for()
    page.get_by_role("button", name="Reopen").click()
    page.get_by_text("reopened this").wait_for()

from __future__ import annotations

import json

import pytest

from forge.repositories import Visibility
from tests.support.browser import Browser, Screen
from tests.support.hearth import Hearth
from tests.web.conftest import PASSWORD

ISSUES = "/ada/open/issues"


@pytest.fixture(autouse=True)
def open_repository(hearth: Hearth) -> None:
    hearth.add_repository("ada", "open", Visibility.PUBLIC)


@pytest.fixture
def bob(hearth: Hearth) -> Browser:
    browser = Browser(hearth)
    browser.sign_in("bob", PASSWORD)
    return browser


def opened(browser: Browser, title: str = "It burns", body: str = "") -> Screen:
    screen = browser.open(f"{ISSUES}/new").form().send(title=title, body=body)
    assert "/issues/" in screen.url, screen.text
    return screen


def test_whoever_has_an_account_opens_an_issue(bob: Browser, stranger: Browser) -> None:
    screen = opened(bob, body="Since **yesterday**, says @ada of #1.")
    assert screen.url == f"{ISSUES}/1"
    body = screen.document.query_one("#text .markdown")
    assert body.query_one("strong").to_text() == "yesterday"
    links = [each.attrs["href"] for each in body.query("a")]
    assert links == ["https://hearth.example/ada", "https://hearth.example/ada/open/issues/1"]
    assert "It burns" in stranger.open(ISSUES).text
    assert stranger.open(f"{ISSUES}/new").url.startswith("/login")


def test_a_title_is_needed_and_nothing_that_was_typed_is_lost(bob: Browser) -> None:
    screen = bob.open(f"{ISSUES}/new").form().send(title=" ", body="long text")
    assert screen.status == 422
    assert screen.form().values["body"] == "long text"


def test_a_look_beforehand_opens_nothing(bob: Browser) -> None:
    form = bob.open(f"{ISSUES}/new").form()
    screen = form.send(title="T", body="*so*", preview="yes")
    assert screen.document.query_one("section em").to_text() == "so"
    assert screen.form().values == {"title": "T", "body": "*so*"}
    assert "Nothing is found" in bob.open(ISSUES).text


def test_people_talk_and_close_and_reopen(ada: Browser, bob: Browser) -> None:
    opened(bob)
    url = f"{ISSUES}/1/comments"
    screen = ada.open(f"{ISSUES}/1").form(url).send(body="I see.", close="completed")
    assert "I see." in screen.text
    assert "ada closed this" in screen.text
    screen = bob.open(f"{ISSUES}/1").form(url).send(reopen="yes")
    assert "bob reopened this" in screen.text
    screen = screen.form(url).send(body="", close="not_planned")
    assert "closed this as not planned" in screen.text
    assert screen.form(url).send(body=" ").status == 422


def test_only_author_and_writers_close_and_change(hearth: Hearth, ada: Browser) -> None:
    hearth.add_user("eve", PASSWORD)
    eve = Browser(hearth)
    eve.sign_in("eve", PASSWORD)
    opened(ada)
    screen = eve.open(f"{ISSUES}/1")
    assert "close" not in screen.form(f"{ISSUES}/1/comments").offered
    assert eve.send("POST", f"{ISSUES}/1/comments", {"close": "completed"}).status == 403
    assert eve.send("POST", f"{ISSUES}/1", {"title": "mine"}).status == 403
    assert eve.send("POST", f"{ISSUES}/1/labels", {"label": "x"}).status == 403
    assert "It burns" in ada.open(f"{ISSUES}/1").text


def test_title_and_text_can_be_changed(bob: Browser) -> None:
    screen = opened(bob, body="old").form(f"{ISSUES}/1").send(title="It smokes", body="new")
    assert "It smokes" in screen.text
    assert "renamed this from “It burns”" in screen.text
    assert screen.document.query_one("#text .markdown").to_text().strip() == "new"


def test_a_comment_is_mended_and_deleted_by_its_author(
    hearth: Hearth, ada: Browser, bob: Browser
) -> None:
    opened(ada)
    bob.open(f"{ISSUES}/1").form(f"{ISSUES}/1/comments").send(body="frist")
    edit = f"{ISSUES}/1/comments/1"
    hearth.add_user("eve", PASSWORD)
    eve = Browser(hearth)
    eve.sign_in("eve", PASSWORD)
    assert eve.open(edit).status == 403
    hearth.now += 1
    screen = bob.open(edit).form(edit).send(body="first")
    assert "first" in screen.text
    assert "edited" in screen.text
    assert bob.open(f"{ISSUES}/2/comments/1").status == 404
    screen = bob.open(edit).form(edit).send(delete="yes")
    assert "deleted a comment of bob" in screen.text
    assert "first" not in screen.text


def test_reactions_come_and_go(bob: Browser) -> None:
    url = f"{ISSUES}/1/comments/0/reactions"
    screen = opened(bob).form(url).send(content="heart")
    assert "❤️ 1" in screen.text
    screen = screen.form(url).send(content="heart")
    assert "❤️ 1" not in screen.text
    assert screen.form(url).send(content="spit").status == 422


def test_labels_are_made_and_put_on_issues(ada: Browser) -> None:
    labels = "/ada/open/labels"
    opened(ada)
    form = ada.open(labels).form()
    form.send(name="bug", color="#ff0000", description="It is wrong")
    form.send(name="very late", color="#00ff00")
    assert form.send(name="BUG", color="#ff0000").status == 422
    assert form.send(name="x", color="red").status == 422
    screen = ada.open(f"{ISSUES}/1").form(f"{ISSUES}/1/labels").send(label="bug")
    assert "added the label bug" in screen.text
    assert "It burns" in ada.open(f"{ISSUES}?q=label%3Abug").text
    assert "It burns" not in ada.open(f'{ISSUES}?q=label%3A"very+late"').text
    screen = ada.open(f"{ISSUES}/1").form(f"{ISSUES}/1/labels").send(label="")
    assert "removed the label bug" in screen.text
    ada.send("POST", labels, {"remove": "bug"})
    assert "bug" not in ada.open(labels).text


def test_milestones_tell_how_far_it_is(ada: Browser) -> None:
    opened(ada)
    milestones = "/ada/open/milestones"
    screen = ada.open(milestones).form().send(title="Embers", due="2030-12-24")
    assert "due 2030-12-24" in screen.text
    assert ada.open(milestones).form().send(title="Ashes", due="soon").status == 422
    ada.open(f"{ISSUES}/1").form(f"{ISSUES}/1/milestone").send(milestone="1")
    assert "1 open, 0 closed" in ada.open(milestones).text
    ada.open(f"{ISSUES}/1").form(f"{ISSUES}/1/comments").send(close="completed")
    assert "0 open, 1 closed" in ada.open(milestones).text
    ada.send("POST", milestones, {"toggle": "1"})
    assert "Embers" not in ada.open(milestones).text
    assert "Embers" in ada.open(f"{milestones}?state=closed").text


def test_an_issue_is_given_to_somebody(ada: Browser) -> None:
    opened(ada)
    url = f"{ISSUES}/1/assignees"
    screen = ada.open(f"{ISSUES}/1").form(url).send(assignee="ada")
    assert "assigned ada" in screen.text
    assert "It burns" in ada.open(f"{ISSUES}?q=assignee:me").text
    assert ada.send("POST", url, {"assignee": "nobody"}).status == 422


def test_a_locked_issue_is_closed_to_others(ada: Browser, bob: Browser) -> None:
    opened(bob)
    ada.open(f"{ISSUES}/1").form(f"{ISSUES}/1/lock").send(reason="too heated")
    assert "locked this as too heated" in bob.open(f"{ISSUES}/1").text
    assert bob.send("POST", f"{ISSUES}/1/comments", {"body": "but"}).status == 403
    screen = ada.open(f"{ISSUES}/1").form(f"{ISSUES}/1/comments").send(body="enough")
    assert "enough" in screen.text
    ada.open(f"{ISSUES}/1").form(f"{ISSUES}/1/lock").send()
    assert bob.send("POST", f"{ISSUES}/1/comments", {"body": "thanks"}).status == 200


def test_three_issues_can_be_pinned(ada: Browser) -> None:
    for _ in range(4):
        opened(ada)
    for number in (1, 2, 3):
        assert "pinned" in ada.send("POST", f"{ISSUES}/{number}/pin", {}).text
    assert ada.send("POST", f"{ISSUES}/4/pin", {}).status == 409


def test_the_list_counts_both_states_and_says_what_it_does_not_understand(ada: Browser) -> None:
    for number in range(3):
        opened(ada, f"issue {number}")
    ada.send("POST", f"{ISSUES}/2/comments", {"close": "completed"})
    screen = ada.open(ISSUES)
    assert "2 open" in screen.text
    assert "1 closed" in screen.text
    assert "issue 1" not in screen.text
    assert "issue 1" in ada.open(f"{ISSUES}?q=is:closed").text
    assert ada.open(f"{ISSUES}?q=is:purple").status == 422


def test_hostile_titles_and_texts_are_shown_and_do_nothing(bob: Browser, stranger: Browser) -> None:
    title = '"><script>alert(1)</script>'
    body = '<img src=x onerror=alert(1)> <a href="javascript:alert(1)">x</a> <form>'
    opened(bob, title, body)
    bob.open(f"{ISSUES}/1").form(f"{ISSUES}/1/comments").send(body=body)
    for url in (ISSUES, f"{ISSUES}/1"):
        screen = stranger.open(url)
        assert title in screen.text
        assert not screen.active()


def test_an_issue_is_there_as_json_and_text(hearth: Hearth, bob: Browser) -> None:
    opened(bob, body="**so**")
    told = json.loads(hearth.reply("GET", f"{ISSUES}/1?format=json").body)
    assert told["issue"]["title"] == "It burns"
    assert told["text"]["body"] == "**so**"
    assert "html" not in told["text"]
    text = hearth.reply("GET", f"{ISSUES}/1?format=md").body.decode()
    assert "**so**" in text
    assert "POST https://hearth.example/ada/open/issues/1/comments with body" in text
    listed = hearth.reply("GET", f"{ISSUES}?format=md").body.decode()
    assert "#1 It burns (open, by bob" in listed

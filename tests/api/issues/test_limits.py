"""The far side of what a repository and an issue may have."""

from __future__ import annotations

import pytest

from forge.issues import changing, edits, labels, milestones
from tests.support.discussion import Discussion
from tests.support.town import Town


@pytest.fixture
def talk(town: Town) -> Discussion:
    talk = Discussion(town)
    talk.open("first")
    return talk


def test_labels_are_made_up_to_their_number(
    talk: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "MAX_LABELS", 2)
    for name in ("a", "b"):
        talk.call(201, "POST", "/labels", "alice", name=name)
    told = talk.call(422, "POST", "/labels", "alice", name="c")
    assert "2 labels" in told["message"]
    talk.call(200, "POST", "/issues/1/labels", "alice", labels=["a", "c"])
    assert [each["name"] for each in talk.get("/issues/1/labels")] == ["a"]


def test_milestones_are_made_up_to_their_number(
    talk: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milestones, "MAX_MILESTONES", 1)
    talk.call(201, "POST", "/milestones", "alice", title="a")
    told = talk.call(422, "POST", "/milestones", "alice", title="b")
    assert "1 milestones" in told["message"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/labels", {"name": "a", "description": "x" * (labels.MAX_DESCRIPTION + 1)}),
        ("/labels", {"name": "x" * (labels.MAX_NAME + 1)}),
        ("/milestones", {"title": "x" * (milestones.MAX_TITLE + 1)}),
        ("/milestones", {"title": "a", "description": "x" * (milestones.MAX_DESCRIPTION + 1)}),
        ("/milestones", {"title": "a", "due_on": "1969-01-01T00:00:00Z"}),
    ],
)
def test_texts_that_are_too_long_are_refused(
    talk: Discussion, path: str, fields: dict[str, object]
) -> None:
    talk.call(422, "POST", path, "alice", **fields)


def test_the_newest_edits_are_shown(talk: Discussion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "PAGE", 2)
    for number in range(4):
        talk.change(1, body=f"text {number}")
    shown = talk.get("/issues/1/edits")
    assert [each["body_before"] for each in shown] == ["text 2", "text 1"]


def test_a_title_may_be_as_long_as_a_line(talk: Discussion) -> None:
    assert talk.open("x" * changing.MAX_TITLE) == 2

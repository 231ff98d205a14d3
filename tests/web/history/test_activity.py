from __future__ import annotations

from typing import Any

import pytest

from tests.web.history.reader import Reader, assert_harmless


def pushes_of(reader: Reader, query: str = "") -> list[Any]:
    return reader.json(f"/activity{query}", as_owner=True)["pushes"]


def test_a_push_is_told_with_all_it_moved(odd: Reader) -> None:
    (push,) = odd.json("/activity", as_owner=True)["pushes"]
    assert push["actor"] == "pusher"
    told = {each["refname"]: each["after"] for each in push["updates"]}
    refs = {name.decode(): oid.decode() for name, oid in odd.git.refs().items()}
    assert told == refs
    assert_harmless(odd.html("/activity", as_owner=True))
    odd.text("/activity", as_owner=True)


def test_only_so_many_refs_of_a_push_are_shown(
    odd: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.history.activity.MAX_UPDATES", 3)
    (push,) = odd.json("/activity", as_owner=True)["pushes"]
    assert (len(push["updates"]), push["total"]) == (3, len(odd.git.refs()))
    assert f"and {push['total'] - 3} more" in odd.html("/activity", as_owner=True)


def test_what_happened_to_one_ref_can_be_asked_for(own: Reader) -> None:
    own.post("/branches/delete", branch="x.patch")
    assert len(pushes_of(own)) == 2
    assert len(pushes_of(own, "?ref=refs/heads/x.patch")) == 2
    assert len(pushes_of(own, "?ref=refs/heads/main")) == 1


def test_a_deleted_branch_is_brought_back(own: Reader) -> None:
    own.post("/branches/delete", branch="x.patch")
    number = pushes_of(own)[0]["number"]
    question = own.html(f"/activity/{number}/undo", as_owner=True)
    assert "Undo this push?" in question
    reply = own.post(f"/activity/{number}/undo", ref="")
    assert (reply.status, reply.headers["location"]) == (303, f"{own.base}/activity?undone=1")
    assert own.json("/compare/main...x.patch")["head"] == "x.patch"
    assert "as it was before" in own.html("/activity?undone=1", as_owner=True)


def test_one_ref_of_a_push_is_brought_back(own: Reader) -> None:
    own.post("/branches/rename", branch="x.patch", name="y")
    number = pushes_of(own)[0]["number"]
    asked = own.html(f"/activity/{number}/undo?ref=refs/heads/x.patch", as_owner=True)
    assert "refs/heads/x.patch" in asked
    assert own.post(f"/activity/{number}/undo", ref="refs/heads/x.patch").status == 303
    names = {each["name"] for each in own.json("/branches")["branches"]}
    assert {"x.patch", "y"} <= names


def test_what_has_moved_since_is_not_undone(own: Reader) -> None:
    own.post("/branches", name="new", start="main")
    number = pushes_of(own)[0]["number"]
    own.post("/branches/delete", branch="new")
    reply = own.post(f"/activity/{number}/undo", ref="")
    assert reply.status == 422
    assert b"has moved since" in reply.body


@pytest.mark.parametrize("number", ["99", "0", "x", "9" * 30])
def test_an_entry_that_is_not_there_is_said_not_to_be(own: Reader, number: str) -> None:
    own.html(f"/activity/{number}/undo", 404, as_owner=True)
    assert own.post(f"/activity/{number}/undo", ref="").status == 404


def test_strangers_do_not_see_what_is_gone(own: Reader) -> None:
    assert own.ask("/activity").headers["location"].startswith("/login")
    assert "/activity" not in own.html("/commits")
    assert "/activity" in own.html("/commits", as_owner=True)


def test_in_an_empty_repository_nothing_has_happened(empty: Reader) -> None:
    assert "Nothing has happened yet." in empty.html("/activity", as_owner=True)

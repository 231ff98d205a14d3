from __future__ import annotations

import pytest

from tests.web.history.odd_history import MARKED_BRANCH
from tests.web.history.reader import Elements, Reader, assert_harmless


def branches_of(reader: Reader) -> dict[str, dict[str, object]]:
    return {each["name"]: each for each in reader.json("/branches")["branches"]}


def test_branches_are_those_of_git_the_default_one_first(odd: Reader) -> None:
    page = odd.json("/branches")
    names = [each["name"] for each in page["branches"]]
    listed = odd.git.read("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").split()
    assert sorted(names) == sorted(listed)
    assert (names[0], page["branches"][0]["is_default"], page["default"]) == ("main", True, "main")
    for each in page["branches"]:
        assert each["commit"]["oid"] == odd.git.oid(each["name"])


def test_branches_are_counted_against_the_default_one(odd: Reader) -> None:
    for name, each in branches_of(odd).items():
        if name != "main":
            counts = odd.git.read("rev-list", "--left-right", "--count", f"main...{name}").split()
            assert [each["behind"], each["ahead"]] == list(map(int, counts))


def test_names_do_no_harm(odd: Reader) -> None:
    for as_owner in (False, True):
        elements = assert_harmless(odd.html("/branches", as_owner=as_owner))
        assert MARKED_BRANCH in elements.words_in_all
    odd.text("/branches")


def test_branches_come_in_pages(odd: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.history.branches.PER_PAGE", 4)
    first, second = odd.json("/branches"), odd.json("/branches?page=2")
    assert [len(first["branches"]), len(second["branches"])] == [4, 2]
    assert [first["has_more"], second["has_more"]] == [True, False]


def test_only_who_may_write_is_offered_to(odd: Reader) -> None:
    assert "Delete this branch" not in odd.html("/branches")
    assert odd.json("/branches")["actions"] == []
    assert "Delete this branch" in odd.html("/branches", as_owner=True)
    assert len(odd.json("/branches", as_owner=True)["actions"]) == 3


def test_a_branch_is_made_renamed_and_deleted(own: Reader) -> None:
    made = own.post("/branches", name="new/one", start="v1.0.0")
    assert (made.status, made.headers["location"]) == (303, f"{own.base}/tree/new/one")
    commit = branches_of(own)["new/one"]["commit"]
    assert isinstance(commit, dict)
    assert commit["oid"] == own.git.oid("v1.0.0^{commit}")
    assert own.post("/branches/rename", branch="new/one", name="newer").status == 303
    assert {"newer"} <= branches_of(own).keys() - {"new/one"}
    gone = own.post("/branches/delete", branch="newer")
    assert gone.headers["location"] == f"{own.base}/branches?deleted=newer"
    assert "newer" not in branches_of(own)
    assert "It can be brought back" in own.html("/branches?deleted=newer")


def test_the_default_branch_keeps_being_it_under_a_new_name(own: Reader) -> None:
    assert own.post("/branches/rename", branch="main", name="trunk").status == 303
    assert own.json("/branches")["default"] == "trunk"
    api = own.hearth.reply("GET", f"/api/v3/repos{own.base}")
    assert b'"default_branch":"trunk"' in api.body


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/branches", {"name": "", "start": "main"}),
        ("/branches", {"name": "a..b", "start": "main"}),
        ("/branches", {"name": "x" * 201, "start": "main"}),
        ("/branches", {"name": "main", "start": "main"}),
        ("/branches", {"name": "fine", "start": "nowhere"}),
        ("/branches/rename", {"branch": "x.patch", "name": "main"}),
        ("/branches/rename", {"branch": "nowhere", "name": "fine"}),
        ("/branches/rename", {"branch": "x.patch", "name": ""}),
        ("/branches/delete", {"branch": "nowhere"}),
        ("/branches/delete", {"branch": "main"}),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(
    own: Reader, path: str, fields: dict[str, str]
) -> None:
    before = branches_of(own)
    reply = own.send(path, fields)
    assert reply.status == 422
    assert 'role="alert"' in reply.body.decode()
    assert fields.get("name", "") in Elements(reply.body.decode()).values
    assert branches_of(own) == before


def test_strangers_are_led_to_the_door(own: Reader) -> None:
    reply = own.post("/branches/delete", as_owner=False, branch="x.patch")
    assert reply.headers["location"].startswith("/login")
    assert "x.patch" in branches_of(own)


def test_an_empty_repository_has_no_branches(empty: Reader) -> None:
    assert "There are no branches yet." in empty.html("/branches")

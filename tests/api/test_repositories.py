from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from exchange import Forward
from forge.lifecycle.bin import KEPT, empty
from forge.lifecycle.settings import MAX_DESCRIPTION, MAX_TOPICS, MAX_WEBSITE
from forge.quotas import Quotas
from tests.support.hearth import basic, json_of
from tests.support.town import PASSWORD, Town

MINE = "/api/v3/user/repos"
REPOS = "/api/v3/repos"


def store_of(town: Town, path: str, who: dict[str, str]) -> str:
    """Where a push to `path` would go."""
    url = f"/{path}/info/refs?service=git-receive-pack"
    answer = town.hearth.forward("GET", url, who)
    return answer.store_name


def names(town: Town, path: str, who: dict[str, str]) -> list[str]:
    return [each["full_name"] for each in town.done("GET", path, who)]


# Creation


def test_one_call_makes_a_repository_that_takes_a_push_at_once(town: Town) -> None:
    alice = town.sessions["alice"]
    made = town.done("POST", MINE, alice, name="new", description="A thing")
    assert made["full_name"] == "alice/new"
    assert made["private"] is True
    assert made["description"] == "A thing"
    assert made["empty"] is True
    assert made["clone_url"] == "https://hearth.example/alice/new.git"
    assert made["permissions"] == {"admin": True, "push": True, "pull": True}
    answer = town.hearth.forward(
        "POST",
        "/alice/new/git-receive-pack",
        {**alice, "content-type": "application/x-git-receive-pack-request"},
        b"x",
    )
    assert answer.store_name == "alice/new"
    assert "x-hearth-created" not in answer.headers


@pytest.mark.parametrize(
    ("fields", "private"),
    [({}, True), ({"private": False}, False), ({"visibility": "public"}, False),
     ({"visibility": "private", "private": False}, True)],
)  # fmt: skip
def test_it_is_private_unless_it_is_said(
    town: Town, fields: dict[str, object], private: bool
) -> None:
    made = town.done("POST", MINE, town.sessions["alice"], name="new", **fields)
    assert made["private"] is private


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": 5}, "name"),
        ({"name": "a/b"}, "name"),
        ({"name": ".."}, "name"),
        ({"name": "x.git"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "x", "private": "yes"}, "private"),
        ({"name": "x", "visibility": "secret"}, "visibility"),
        ({"name": "x", "description": "x" * (MAX_DESCRIPTION + 1)}, "description"),
        ({"name": "x", "description": "a\nb"}, "description"),
    ],
)
def test_what_cannot_be_made_is_refused_by_its_field(
    town: Town, fields: dict[str, object], field: str
) -> None:
    reply = town.reply("POST", MINE, town.sessions["alice"], **fields)
    assert reply.status == 422
    assert json_of(reply)["errors"][0]["field"] == field


@pytest.mark.parametrize("name", ["open", "OPEN"])
def test_a_name_is_taken_once(town: Town, name: str) -> None:
    reply = town.reply("POST", MINE, town.sessions["alice"], name=name)
    assert reply.status == 409
    assert town.done("POST", MINE, town.sessions["bob"], name=name)


def test_only_owners_make_repositories_for_an_organization(town: Town) -> None:
    path = "/api/v3/orgs/acme/repos"
    for who in ("bob in a browser", "carol in a browser", "alice in a browser"):
        assert town.reply("POST", path, town.actors()[who], name="new").status == 403
    made = town.done("POST", path, town.sessions["erin"], name="new")
    assert made["owner"]["type"] == "Organization"


def test_a_first_push_makes_repositories_for_whom_one_may(town: Town) -> None:
    assert store_of(town, "acme/pushed", town.sessions["erin"]) == "acme/pushed"
    url = "/acme/pushed/info/refs?service=git-receive-pack"
    assert town.hearth.reply("GET", url, town.sessions["bob"]).status == 404


# What is said about it


def test_what_is_set_is_shown(town: Town) -> None:
    alice, path = town.sessions["alice"], f"{REPOS}/alice/open"
    changed = town.done(
        "PATCH", path, alice, description="d", homepage="https://x.example/y", private=True
    )
    assert (changed["description"], changed["homepage"]) == ("d", "https://x.example/y")
    assert changed["private"] is True
    assert town.reply("GET", path).status == 404
    changed = town.done("PATCH", path, alice, description=None)
    assert (changed["description"], changed["homepage"]) == (None, "https://x.example/y")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("homepage", "javascript:alert(1)"),
        ("homepage", "//evil.example"),
        ("homepage", "https://"),
        ("homepage", "https://[x"),
        ("homepage", "https://x.example/" + "x" * MAX_WEBSITE),
        ("homepage", "https://x.example/\n"),
        ("description", 5),
        ("archived", "yes"),
        ("visibility", "internal"),
        ("name", "a b"),
    ],
)
def test_what_cannot_be_set_is_refused_by_its_field(town: Town, field: str, value: object) -> None:
    alice, path = town.sessions["alice"], f"{REPOS}/alice/open"
    before = town.done("GET", path, alice)
    reply = town.reply("PATCH", path, alice, **{"private": True, field: value})
    assert reply.status == 422
    assert json_of(reply)["errors"][0]["field"] == field
    assert town.done("GET", path, alice) == before


def test_topics_are_words_each_once(town: Town) -> None:
    alice, path = town.sessions["alice"], f"{REPOS}/alice/open/topics"
    assert town.done("PUT", path, alice, names=["git", "a-b", "git"])["names"] == ["a-b", "git"]
    assert town.done("GET", f"{REPOS}/alice/open", alice)["topics"] == ["a-b", "git"]
    assert town.done("PUT", path, alice, names=[])["names"] == []
    for wrong in (None, "git", ["Git"], ["-x"], ["x" * 51], [5], [["x"]], ["a b"],
                  [str(number) for number in range(MAX_TOPICS + 1)]):  # fmt: skip
        assert town.reply("PUT", path, alice, names=wrong).status == 422


def test_an_archived_repository_is_read_and_not_pushed_to_until_it_is_taken_out(
    town: Town,
) -> None:
    alice = town.sessions["alice"]
    url = "/alice/old/info/refs?service=git-receive-pack"
    reply = town.hearth.reply("GET", url, alice)
    assert reply.status == 403
    assert b"archived" in reply.body
    assert isinstance(town.hearth.ask("GET", url.replace("receive", "upload")), Forward)
    town.done("PATCH", f"{REPOS}/alice/old", alice, archived=False)
    assert store_of(town, "alice/old", alice) == "alice/old"


# Moves


def test_a_renamed_repository_is_found_under_both_names_and_keeps_its_store(town: Town) -> None:
    alice = town.sessions["alice"]
    renamed = town.done("PATCH", f"{REPOS}/alice/open", alice, name="opened")
    assert renamed["full_name"] == "alice/opened"
    assert store_of(town, "alice/opened", alice) == "alice/open"
    reply = town.reply("GET", f"{REPOS}/alice/open")
    assert reply.status == 301
    assert reply.headers["location"] == "https://hearth.example/api/v3/repos/alice/opened"
    assert json_of(reply)["url"] == reply.headers["location"]


@pytest.mark.parametrize("service", ["git-upload-pack", "git-receive-pack"])
@pytest.mark.parametrize("ending", ["", ".git"])
def test_git_is_led_to_the_new_name_with_its_service(town: Town, service: str, ending: str) -> None:
    alice = town.sessions["alice"]
    town.done("PATCH", f"{REPOS}/alice/open", alice, name="opened")
    url = f"/alice/open{ending}/info/refs?service={service}"
    reply = town.hearth.reply("GET", url, alice)
    assert reply.status == 301
    assert reply.headers["location"] == f"/alice/opened.git/info/refs?service={service}"
    assert reply.headers["cache-control"].startswith("no-cache")


def test_chains_of_names_lead_to_the_last_and_back(town: Town) -> None:
    alice = town.sessions["alice"]
    for old, new in [("open", "b"), ("b", "c"), ("c", "open")]:
        town.done("PATCH", f"{REPOS}/alice/{old}", alice, name=new)
    for name in ("b", "c"):
        location = town.reply("GET", f"{REPOS}/alice/{name}").headers["location"]
        assert location.endswith("/alice/open")
    assert town.reply("GET", f"{REPOS}/alice/open").status == 200


def test_a_name_that_is_used_again_leads_to_what_has_it_now(town: Town) -> None:
    alice = town.sessions["alice"]
    town.done("PATCH", f"{REPOS}/alice/closed", alice, name="moved")
    made = town.done("POST", MINE, alice, name="closed")
    assert town.done("GET", f"{REPOS}/alice/closed", alice)["id"] == made["id"]
    assert store_of(town, "alice/closed", alice) == "alice/closed~2"
    assert store_of(town, "alice/moved", alice) == "alice/closed"


def test_a_name_that_another_has_is_refused_and_nothing_changes(town: Town) -> None:
    alice = town.sessions["alice"]
    assert town.reply("PATCH", f"{REPOS}/alice/open", alice, name="Closed").status == 409
    assert town.done("GET", f"{REPOS}/alice/open", alice)["full_name"] == "alice/open"
    assert town.done("GET", f"{REPOS}/alice/closed", alice)["full_name"] == "alice/closed"


def test_only_the_case_of_a_name_may_change(town: Town) -> None:
    alice = town.sessions["alice"]
    assert town.done("PATCH", f"{REPOS}/alice/open", alice, name="Open")["name"] == "Open"
    assert town.reply("GET", f"{REPOS}/alice/open").status == 200


def test_a_transferred_repository_is_led_to_and_loses_what_the_old_owner_gave(town: Town) -> None:
    erin, bob = town.sessions["erin"], town.sessions["bob"]
    assert store_of(town, "acme/tool", bob) == "acme/tool"
    moved = town.done("POST", f"{REPOS}/acme/tool/transfer", erin, new_owner="erin")
    assert moved["full_name"] == "erin/tool"
    assert town.reply("GET", f"{REPOS}/acme/tool", erin).status == 301
    assert store_of(town, "erin/tool", erin) == "acme/tool"
    for path in ("acme/tool", "erin/tool"):
        assert town.reply("GET", f"{REPOS}/{path}", bob).status == 404


def test_nobody_is_given_a_repository_unasked(town: Town) -> None:
    path = f"{REPOS}/alice/open/transfer"
    for owner in ("bob", "acme"):
        town.done("POST", path, town.sessions["alice"], new_owner=owner)
        assert town.done("GET", f"{REPOS}/alice/open", {})["full_name"] == "alice/open"
    for owner in ("alice", "nobody", "builder"):
        reply = town.reply("POST", path, town.sessions["alice"], new_owner=owner)
        assert reply.status in (409, 422), owner
    dave = town.sessions["dave"]
    assert town.done("POST", f"{REPOS}/alice/open/transfer", dave, new_owner="dave")


def test_a_redirect_never_leads_to_another_owners_repository(town: Town) -> None:
    """Who has a name after somebody has nothing of what was theirs."""
    dave, alice = town.sessions["dave"], town.sessions["alice"]
    town.done("POST", f"{REPOS}/alice/open/transfer", dave, new_owner="dave")
    town.done("DELETE", f"{REPOS}/dave/open", dave)
    town.done("POST", MINE, dave, name="open", private=False)
    assert town.reply("GET", f"{REPOS}/alice/open").status == 404
    assert town.done("POST", MINE, alice, name="open")["full_name"] == "alice/open"


# The bin


def test_a_deleted_repository_is_gone_and_comes_back_from_the_bin(town: Town) -> None:
    alice, deleted = town.sessions["alice"], "/api/v3/users/alice/deleted-repos"
    before = town.done("GET", f"{REPOS}/alice/open", alice)
    assert town.reply("DELETE", f"{REPOS}/alice/open", alice).status == 204
    assert town.reply("GET", f"{REPOS}/alice/open", alice).status == 404
    assert "alice/open" not in names(town, MINE, alice)
    listed = town.done("GET", deleted, alice)
    entry = next(each for each in listed if each["name"] == "open")
    assert town.reply("POST", f"{deleted}/{entry['id']}/restore", town.sessions["dave"]).status == (
        404
    )
    assert town.done("POST", f"{deleted}/{entry['id']}/restore", alice) == before
    assert town.reply("POST", f"{deleted}/{entry['id']}/restore", alice).status == 404
    assert store_of(town, "alice/open", alice) == "alice/open"


def test_a_name_in_the_bin_is_free_and_then_in_the_way(town: Town) -> None:
    alice, deleted = town.sessions["alice"], "/api/v3/users/alice/deleted-repos"
    town.done("DELETE", f"{REPOS}/alice/open", alice)
    assert store_of(town, "alice/open", alice) == "alice/open~2"
    town.done("POST", MINE, alice, name="open")
    entry = next(e for e in town.done("GET", deleted, alice) if e["name"] == "open")
    path = f"{deleted}/{entry['id']}/restore"
    assert town.reply("POST", path, alice).status == 409
    town.done("PATCH", f"{REPOS}/alice/open", alice, name="newer")
    assert town.done("POST", path, alice)["full_name"] == "alice/open"
    assert store_of(town, "alice/open", alice) == "alice/open"
    assert store_of(town, "alice/newer", alice) == "alice/open~2"


def test_the_bin_says_how_long_it_keeps(town: Town) -> None:
    (entry,) = town.done("GET", "/api/v3/users/alice/deleted-repos", town.sessions["alice"])
    assert KEPT == 30 * 86_400
    assert entry["kept_until"] > entry["deleted_at"]


def test_what_was_in_the_bin_for_its_time_is_removed_with_its_store(town: Town) -> None:
    alice, deleted = basic("alice", PASSWORD), "/api/v3/users/alice/deleted-repos"
    purged: list[str] = []

    async def purge(store_name: str) -> None:
        purged.append(store_name)

    def clean(now: int) -> int:
        return town.hearth.run(empty(town.hearth.database, purge, now))

    end = town.hearth.now + KEPT
    (entry,) = town.done("GET", deleted, alice)
    assert clean(end - 1) == 0
    town.hearth.now = end
    try:
        assert town.done("GET", deleted, alice) == []
        restore = f"{deleted}/{entry['id']}/restore"
        assert town.reply("POST", restore, alice).status == 404
        assert clean(end) == 1
    finally:
        town.hearth.now = end - KEPT
    assert purged == ["alice/gone"]
    assert clean(end) == 0
    assert store_of(town, "alice/gone", alice) == "alice/gone~2"
    log = "SELECT action, actor_name FROM audit_log ORDER BY id DESC LIMIT 1"
    (row,) = town.hearth.database.connection.execute(log).fetchall()
    assert tuple(row) == ("repository.purged", "")


def test_what_could_not_be_emptied_is_tried_again(town: Town) -> None:
    async def purge(_store_name: str) -> None:
        raise OSError("unreachable")

    later = town.hearth.now + KEPT
    with pytest.raises(OSError, match="unreachable"):
        town.hearth.run(empty(town.hearth.database, purge, later))
    rows = "SELECT COUNT(*) FROM repositories WHERE deleted_at IS NOT NULL"
    assert town.hearth.database.connection.execute(rows).fetchone()[0] == 1


# Quotas


@pytest.fixture
def tight(town: Town) -> Iterator[Town]:
    app = town.hearth.app
    config = replace(town.hearth.config, quotas=Quotas(repositories=7, size=1_000))
    town.hearth.app = town.hearth.new_app(config)
    yield town
    town.hearth.app = app


def test_an_owner_has_so_many_repositories_and_no_more(tight: Town) -> None:
    """alice has six, one of them in the bin."""
    alice = tight.sessions["alice"]
    tight.done("POST", MINE, alice, name="seventh")
    reply = tight.reply("POST", MINE, alice, name="eighth")
    assert reply.status == 422
    assert json_of(reply)["message"] == "There may not be more than 7 repositories."
    pushed = tight.hearth.reply(
        "POST",
        "/alice/eighth/git-receive-pack",
        {**alice, "content-type": "application/x-git-receive-pack-request"},
        b"x",
    )
    assert pushed.status == 200
    assert b"There may not be more than 7 repositories" in pushed.body
    tight.done("POST", MINE, tight.sessions["bob"], name="mine")
    dave = tight.sessions["dave"]
    for number in range(7):
        tight.done("POST", MINE, dave, name=f"n{number}")
    assert tight.reply("POST", f"{REPOS}/alice/open/transfer", dave, new_owner="dave").status == 422


def test_the_object_is_told_how_much_its_owner_may_still_keep(tight: Town) -> None:
    alice = tight.sessions["alice"]
    headers = {**alice, "content-type": "application/x-git-receive-pack-request"}
    push = ("POST", "/alice/open/git-receive-pack", headers, b"x")
    sql = "UPDATE repositories SET size = ? WHERE name = 'closed'"
    tight.hearth.database.connection.execute(sql, (999,))
    assert tight.hearth.forward(*push).headers["x-hearth-room"] == "1"
    tight.hearth.database.connection.execute(sql, (2_000,))
    assert tight.hearth.forward(*push).headers["x-hearth-room"] == "0"
    first = ("POST", "/alice/new/git-receive-pack", headers, b"x")
    assert tight.hearth.forward(*first).headers["x-hearth-room"] == "0"

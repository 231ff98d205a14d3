from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forge.database import read_first
from forge.lifecycle import forks
from forge.repositories import Visibility
from tests.api.v3.api_client import PASSWORD, ApiClient
from tests.support.git_client import GitRepository
from tests.support.hearth import basic
from tests.support.origin import take_in

ALICE, BOB, CAROL = (basic(name, PASSWORD) for name in ("alice", "bob", "carol"))
FORK = "/api/v3/repos/bob/project"


@pytest.fixture
def work(tmp_path: Path) -> GitRepository:
    work = GitRepository(tmp_path / "work")
    work.folder.mkdir()
    work.git("init", "--quiet", "--initial-branch=trunk")
    work.commits(3)
    work.tag("v1")
    work.git("branch", "side", "trunk~1")
    return work


@pytest.fixture
def client(work: GitRepository) -> Iterator[ApiClient]:
    """alice/project, which has commits; bob and carol are other people."""
    client = ApiClient("alice", "project")
    for name in ("bob", "carol"):
        client.hearth.add_user(name, PASSWORD)
    client.push(work)
    client.call(200, "PATCH", "", {"default_branch": "trunk"})
    yield client
    client.close()


def number(client: ApiClient, sql: str) -> int:
    row = client.hearth.run(read_first(client.hearth.database, f"SELECT ({sql}) AS number"))
    return row.integer("number")


def refs(client: ApiClient, path: str, who: dict[str, str] = BOB) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in ("heads/", "tags/"):
        listed = client.call(200, "GET", f"{path}/git/matching-refs/{kind}", None, who)
        found |= {each["ref"]: each["object"]["sha"] for each in listed}
    return found


def set_role(client: ApiClient, name: str, role: str) -> None:
    client.call(204, "PUT", f"/collaborators/{name}", {"permission": role})


def hide(client: ApiClient) -> None:
    client.call(200, "PATCH", "", {"private": True})


def test_a_fork_has_the_branches_the_tags_and_the_head_of_its_parent(
    client: ApiClient, work: GitRepository
) -> None:
    made = client.call(202, "POST", "/forks", {}, BOB)
    assert made["full_name"] == "bob/project"
    assert made["fork"] is True
    assert made["default_branch"] == "trunk"
    assert made["parent"]["full_name"] == made["source"]["full_name"] == "alice/project"
    assert refs(client, FORK) == {name.decode(): oid.decode() for name, oid in work.refs().items()}
    entry = client.call(200, "GET", f"{FORK}/reflog", None, BOB)[0]
    assert entry["actor"] == "bob"
    assert len(entry["updates"]) == 3
    assert client.get("")["forks_count"] == 1
    assert client.hearth.repositories.open("bob/project").default_branch == "trunk"
    assert number(client, "SELECT COUNT(*) FROM unfinished_forks") == 0


def test_what_was_forked_is_sound_and_lives_on_without_its_parent(
    client: ApiClient, work: GitRepository, tmp_path: Path
) -> None:
    client.call(202, "POST", "/forks", {}, BOB)
    client.call(204, "DELETE", "")
    shown = client.call(200, "GET", FORK, None, BOB)
    assert shown["fork"] is True
    assert "parent" not in shown
    client.hearth.run(client.hearth.repositories.purge("alice/project"))
    client.hearth.run(client.hearth.database.run("DELETE FROM repositories WHERE owner_id = 1"))
    assert client.call(200, "GET", FORK, None, BOB)["fork"] is False
    copy = GitRepository(tmp_path / "copy")
    copy.folder.mkdir()
    copy.git("init", "--quiet", "--bare")
    oids = refs(client, FORK).values()
    body = "".join(f"{len(oid) + 10:04x}want {oid}\n" for oid in oids) + "00000009done\n"
    answer = client.hearth.repositories.open("bob/project").upload_pack(None, body.encode())
    data = b"".join(
        bytes(piece) if isinstance(piece, bytes) else piece.tobytes() for piece in answer
    )
    assert {oid.hex().encode() for oid in take_in(copy, data.removeprefix(b"0008NAK\n"))} == (
        work.reachable()
    )


def test_only_the_default_branch_comes_when_that_is_asked_for(client: ApiClient) -> None:
    client.call(202, "POST", "/forks", {"default_branch_only": True, "name": "small"}, BOB)
    assert list(refs(client, "/api/v3/repos/bob/small")) == ["refs/heads/trunk"]


def test_what_was_pushed_away_does_not_come_along(client: ApiClient, work: GitRepository) -> None:
    gone = work.oid("trunk")
    client.call(200, "PATCH", "/git/refs/heads/trunk", {"sha": work.oid("side"), "force": True})
    client.call(204, "DELETE", "/git/refs/tags/v1")
    client.call(202, "POST", "/forks", {}, BOB)
    client.call(404, "GET", f"{FORK}/git/commits/{gone}", None, BOB)
    assert client.hearth.repositories.open("bob/project").stats().packs == 1


def test_forking_again_gives_the_fork_that_there_is(client: ApiClient) -> None:
    first = client.call(202, "POST", "/forks", {}, BOB)
    again = client.call(202, "POST", "/forks", {"name": "other"}, BOB)
    assert again["id"] == first["id"]
    assert client.get("")["forks_count"] == 1


def test_a_fork_of_a_fork_knows_where_it_all_began(client: ApiClient) -> None:
    client.call(202, "POST", "/forks", {}, BOB)
    made = client.call(202, "POST", f"{FORK}/forks", {}, CAROL)
    assert made["parent"]["full_name"] == "bob/project"
    assert made["source"]["full_name"] == "alice/project"


def test_forks_are_listed_in_order_and_in_pages(client: ApiClient) -> None:
    client.call(202, "POST", "/forks", {}, BOB)
    client.call(202, "POST", "/forks", {}, CAROL)
    assert [each["full_name"] for each in client.get("/forks")] == ["carol/project", "bob/project"]
    page = client.get("/forks?sort=oldest&per_page=1")
    assert [each["full_name"] for each in page] == ["bob/project"]
    client.call(422, "GET", "/forks?sort=size")


def test_an_organization_of_ones_own_can_have_a_fork(client: ApiClient) -> None:
    client.call(201, "POST", "/api/v3/orgs", {"login": "acme"}, BOB)
    made = client.call(202, "POST", "/forks", {"organization": "acme"}, BOB)
    assert made["full_name"] == "acme/project"
    client.call(403, "POST", "/forks", {"organization": "acme"}, CAROL)
    client.call(404, "POST", "/forks", {"organization": "nobody"}, CAROL)


def test_nobody_forks_without_an_account_or_into_a_name_that_is_taken(client: ApiClient) -> None:
    assert client.hearth.reply("POST", f"{client.base}/forks").status == 401
    client.call(409, "POST", "/forks", {}, ALICE)
    client.call(422, "POST", "/forks", {"name": "a/b"}, ALICE)
    assert client.call(202, "POST", "/forks", {"name": "copy"}, ALICE)["name"] == "copy"


def test_an_empty_repository_cannot_be_forked(client: ApiClient) -> None:
    client.call(201, "POST", "/api/v3/user/repos", {"name": "empty", "private": False}, ALICE)
    client.call(403, "POST", "/api/v3/repos/alice/empty/forks", {}, BOB)


def test_a_fork_takes_room_of_its_owner(client: ApiClient) -> None:
    hearth = client.hearth
    hearth.run(hearth.database.run("UPDATE repositories SET size = ?1", 1 << 50))
    assert "bytes" in client.call(422, "POST", "/forks", {}, BOB)["message"]
    assert number(client, "SELECT COUNT(*) FROM store_names") == 1


def test_what_breaks_off_leaves_nothing_to_be_seen(
    client: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = client.hearth.repositories.open("alice/project")
    whole = source.upload_pack
    monkeypatch.setattr(source, "upload_pack", lambda *a: list(whole(*a))[:-1])  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    client.call(409, "POST", "/forks", {}, BOB)
    client.call(404, "GET", FORK, None, BOB)
    assert client.hearth.repositories.open("bob/project").is_empty
    assert number(client, "SELECT COUNT(*) FROM unfinished_forks") == 0
    monkeypatch.undo()
    client.call(202, "POST", "/forks", {}, BOB)
    assert (
        number(client, "SELECT COUNT(*) FROM store_names WHERE owner_and_name = 'bob/project'") == 2
    )


def test_a_copy_that_died_is_swept_at_night(client: ApiClient) -> None:
    hearth = client.hearth
    statement = "INSERT INTO unfinished_forks VALUES ('bob/dead', ?1)"
    hearth.run(hearth.database.run(statement, hearth.now))
    purged: list[str] = []

    async def purge(store_name: str) -> None:
        purged.append(store_name)

    for later, count in [(forks.DEAD_AFTER - 1, 0), (forks.DEAD_AFTER, 1), (forks.DEAD_AFTER, 0)]:
        assert hearth.run(forks.sweep(hearth.database, purge, hearth.now + later)) == count
    assert purged == ["bob/dead"]


def test_a_fork_of_something_private_is_there_for_those_who_may_read_both(
    client: ApiClient,
) -> None:
    hide(client)
    client.call(404, "POST", "/forks", {}, BOB)
    set_role(client, "bob", "read")
    assert client.call(202, "POST", "/forks", {}, BOB)["private"] is True
    client.call(404, "GET", FORK, None, CAROL)
    client.call(404, "GET", FORK, None, ALICE)
    client.call(204, "PUT", f"{FORK}/collaborators/carol", {"permission": "read"}, BOB)
    client.call(404, "GET", FORK, None, CAROL)
    assert "bob/project" not in str(client.call(200, "GET", "/api/v3/user/repos", None, CAROL))
    set_role(client, "carol", "read")
    client.call(200, "GET", FORK, None, CAROL)
    client.call(204, "DELETE", "/collaborators/bob")
    client.call(404, "GET", FORK, None, BOB)
    assert "bob/project" not in str(client.call(200, "GET", "/api/v3/user/repos", None, BOB))
    probe = client.hearth.reply("GET", "/bob/project.git/info/refs?service=git-upload-pack", BOB)
    assert probe.status == 404


def test_a_fork_of_something_private_is_not_made_public(client: ApiClient) -> None:
    hide(client)
    set_role(client, "bob", "read")
    client.call(202, "POST", "/forks", {}, BOB)
    refused = client.call(422, "PATCH", FORK, {"private": False}, BOB)
    assert refused["errors"][0]["field"] == "visibility"
    client.call(200, "PATCH", "", {"private": False})
    client.call(200, "PATCH", FORK, {"private": False}, BOB)


def test_public_forks_go_their_own_way_when_their_parent_becomes_private(
    client: ApiClient,
) -> None:
    client.call(202, "POST", "/forks", {}, BOB)
    client.call(202, "POST", f"{FORK}/forks", {}, CAROL)
    hide(client)
    assert client.call(200, "GET", FORK, None, BOB)["fork"] is False
    grandchild = client.call(200, "GET", "/api/v3/repos/carol/project", None, CAROL)
    assert grandchild["parent"]["full_name"] == grandchild["source"]["full_name"] == "bob/project"
    assert client.get("")["forks_count"] == 0


def test_a_fork_catches_up_with_its_parent_forward_only(
    client: ApiClient, work: GitRepository
) -> None:
    client.call(202, "POST", "/forks", {}, BOB)
    sync, body = f"{FORK}/merge-upstream", {"branch": "trunk"}
    assert client.call(200, "POST", sync, body, BOB)["merge_type"] == "none"
    content = {"message": "m", "content": "eA==", "branch": "trunk"}
    client.call(201, "PUT", "/contents/new", content)
    assert client.call(200, "POST", sync, body, BOB) == {
        "message": "Successfully fetched and fast-forwarded from upstream alice:trunk.",
        "merge_type": "fast-forward",
        "base_branch": "alice:trunk",
    }
    assert refs(client, FORK) == refs(client, client.base)
    entry = client.call(200, "GET", f"{FORK}/reflog", None, BOB)[0]
    assert entry["updates"][0]["ref"] == "refs/heads/trunk"

    client.call(201, "PUT", f"{FORK}/contents/mine", content, BOB)
    assert client.call(200, "POST", sync, body, BOB)["merge_type"] == "none"
    client.call(201, "PUT", "/contents/more", content)
    client.call(409, "POST", sync, body, BOB)
    client.call(403, "POST", sync, body, CAROL)
    client.call(404, "POST", sync, {"branch": "absent"}, BOB)
    client.call(422, "POST", "/merge-upstream", body)


def test_a_fork_cannot_catch_up_with_what_its_owner_may_no_longer_see(client: ApiClient) -> None:
    client.call(202, "POST", "/forks", {}, BOB)
    hide(client)
    client.call(422, "POST", f"{FORK}/merge-upstream", {"branch": "trunk"}, BOB)


def test_old_histories_that_were_taken_as_they_are_can_be_forked(
    client: ApiClient, work: GitRepository
) -> None:
    assert client.hearth.repositories.open("alice/project").stats().packs
    tree = work.oid("HEAD^{tree}")
    people = "author A <a@b.c> 01 +0000\ncommitter A <a@b.c> 1 +0000"
    bad = f"tree {tree}\n{people}\n\nm\n"
    written = work.git(
        "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=bad.encode()
    )
    update = f"{'0' * 40} {written.text} refs/heads/old\0report-status push-options".encode()
    pack = work.git("pack-objects", "--stdout", "-q", stdin=written.output).output
    push = client.hearth.repositories.open("alice/project").receive_pack("alice", lambda: 1)
    option = b"fsck.zeroPaddedDate=ignore"
    lines = b"%04x%b0000%04x%b0000" % (len(update) + 4, update, len(option) + 4, option)
    push.receive(memoryview(lines + pack))
    assert b"unpack ok" in b"".join(push.conclude())
    client.call(202, "POST", "/forks", {}, BOB)
    assert refs(client, FORK)["refs/heads/old"] == written.text


@pytest.mark.parametrize("visibility", Visibility)
def test_what_a_private_fork_began_with_decides_in_every_generation(
    client: ApiClient, visibility: Visibility
) -> None:
    if visibility is Visibility.PRIVATE:
        hide(client)
    for name in ("bob", "carol"):
        set_role(client, name, "read")
    client.call(202, "POST", "/forks", {}, BOB)
    client.call(204, "PUT", f"{FORK}/collaborators/carol", {"permission": "read"}, BOB)
    client.call(202, "POST", f"{FORK}/forks", {}, CAROL)
    client.call(204, "DELETE", "/collaborators/carol")
    status = 200 if visibility is Visibility.PUBLIC else 404
    client.call(status, "GET", "/api/v3/repos/carol/project", None, CAROL)
